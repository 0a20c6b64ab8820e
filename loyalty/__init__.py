"""Thank: people who carried praise are proposed for a reward."""

from loyalty.export import approved_csv
from loyalty.reason import worded
from loyalty.rules import RewardRule, propose

__all__ = ["RewardRule", "approved_csv", "propose", "worded"]
