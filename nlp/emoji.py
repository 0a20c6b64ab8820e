"""Emoji as they are searched: one term each, whatever the skin."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Shown as pictures without being asked to (Unicode's Emoji_Presentation), and hearts and smiles
# that people type as such; other signs are pictures only where a selector (FE0F) asks for it.
SIGNS = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50"
    "\u2b55\u263a\u2665\u2764\u270c"
)
SELECTOR = "\ufe0f"
SKIN = "\U0001f3fb-\U0001f3ff"
FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
PICTURE = (
    f"(?:[{SIGNS}\U0001f004-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]{SELECTOR}?"
    f"|[\u203c-\u3299]{SELECTOR})[{SKIN}]?"
)
EMOJI = re.compile(
    f"{FLAG}|{PICTURE}(?:\u200d(?:{PICTURE}|[\u2640\u2642\u2695-\u2708]{SELECTOR}?))*"
)
DRESS = re.compile(f"[{SELECTOR}{SKIN}]|\u200d[\u2640\u2642]{SELECTOR}?")


def emoji(text: str) -> Iterator[str]:
    """Yield the emoji of a text, without skin tones and the signs for man and woman.

    >>> list(emoji("👍🏽🤦🏽‍♀️"))
    ['👍', '🤦']
    """
    for found in EMOJI.finditer(text):
        yield DRESS.sub("", found[0])
