"""Propose thanks to people whose word is carried and who mostly praise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator

from loyalty.reason import reason
from loyalty.rules import RewardRule
from mentions.model import Influence, Reward


def propose(
    influences: Iterable[Influence],
    rules: Iterable[RewardRule],
    *,
    competitors: Collection[str] = (),
) -> Iterator[Reward]:
    """Yield a proposal for each person and rule that fit, by the order of the influences.

    Who praises a competitor is proposed only by a rule that names that brand.
    Ids depend on brand, person and rule only, so proposing twice equals proposing once. Nothing
    is given by itself: every reward is `proposed` until a person decides.
    """
    known = tuple(rules)
    for influence in influences:
        for rule in known:
            named = influence.brand in rule.brands
            if (named or influence.brand not in competitors) and fits(influence, rule):
                yield _reward(influence, rule)


def fits(influence: Influence, rule: RewardRule) -> bool:
    """Tell whether the rule proposes the person.

    Whatever the rule allows, nobody is thanked whose word nobody carried, or whose opinions of
    the brand are half blame or more.
    """
    opinions = influence.praise + influence.blame
    return (
        (not rule.brands or influence.brand in rule.brands)
        and influence.rank <= rule.top
        and influence.mentions >= rule.minimum_mentions
        and influence.carried_by > 0
        and influence.praise > influence.blame
        and influence.praise >= rule.minimum_praise_share * opinions
    )


def _reward(influence: Influence, rule: RewardRule) -> Reward:
    return Reward(
        id=reward_id(influence.brand, influence.author_id, rule.name),
        brand=influence.brand,
        author_id=influence.author_id,
        rule=rule.name,
        points=rule.points,
        reason=reason(influence),
        evidence=influence.evidence,
    )


def reward_id(brand: str, author_id: str, rule: str) -> str:
    """Return the id of the reward of a person for a brand by a rule."""
    written = json.dumps([brand, author_id, rule], ensure_ascii=False)
    return f"reward-{hashlib.sha256(written.encode()).hexdigest()[:20]}"
