"""Approved rewards as a table for who hands them out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from mentions.model import Reward

COLUMNS = ("id", "brand", "author_id", "rule", "points", "reason", "evidence")

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may run as a formula (OWASP, "CSV Injection"), full width included."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Korean UTF-8 as CP949."""


def approved_csv(rewards: Iterable[Reward]) -> str:
    """Return the approved rewards as CSV text with a header, sorted by brand and id."""
    approved = [reward for reward in rewards if reward.status == "approved"]
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for reward in sorted(approved, key=lambda reward: (reward.brand, reward.id)):
        values = (getattr(reward, column) for column in COLUMNS[:-1])
        table.writerow(
            [*(harmless(value) for value in values), harmless(" ".join(reward.evidence))]
        )
    return BYTE_ORDER_MARK + written.getvalue()


def harmless(value: str | int) -> str | int:
    """Return a cell that no spreadsheet runs: texts that begin like a formula get an apostrophe.

    >>> harmless("=1+1"), harmless("달빛커피"), harmless(-5)
    ("'=1+1", '달빛커피', -5)
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
