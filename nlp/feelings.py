"""Turn KOTE's forty-three emotions into the dozen feelings that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mentions.model import Emotion, Feeling
from nlp.labels import Floats

FILE = "emotions.json"
MEMBERS: Mapping[Feeling, tuple[str, ...]] = {
    Feeling.JOY: (
        "기쁨",
        "즐거움/신남",
        "행복",
        "뿌듯함",
        "편안/쾌적",
        "안심/신뢰",
        "흐뭇함(귀여움/예쁨)",
    ),
    Feeling.GRATITUDE: ("고마움",),
    Feeling.AFFECTION: ("환영/호의", "존경", "아껴주는", "감동/감탄"),
    Feeling.ANTICIPATION: ("기대감", "신기함/관심"),
    Feeling.SURPRISE: ("놀람", "경악", "당황/난처"),
    Feeling.ANGER: ("화남/분노", "짜증", "불평/불만", "어이없음", "증오/혐오", "지긋지긋"),
    Feeling.DISGUST: ("역겨움/징그러움",),
    Feeling.DISAPPOINTMENT: ("안타까움/실망", "한심함", "재미없음"),
    Feeling.DISTRUST: ("의심/불신", "우쭐댐/무시함"),
    Feeling.ANXIETY: ("불안/걱정", "공포/무서움", "부담/안_내킴"),
    Feeling.SADNESS: (
        "슬픔",
        "서러움",
        "불쌍함/연민",
        "절망",
        "패배/자기혐오",
        "죄책감",
        "부끄러움",
    ),
    Feeling.FATIGUE: ("힘듦/지침", "귀찮음"),
}
USUAL_THRESHOLD = 0.3
MOST = 3


@dataclass(frozen=True, slots=True)
class Feelings:
    """Which columns make which feeling, and from which probability on each column counts."""

    columns: Mapping[Feeling, tuple[int, ...]]
    thresholds: Floats

    @classmethod
    def of(cls, names: Sequence[str], thresholds: Mapping[str, float] | None = None) -> Feelings:
        """Prepare for a model's emotion names; a name that is in no feeling is left out."""
        places = {name: number for number, name in enumerate(names)}
        columns = {
            feeling: tuple(places[name] for name in members if name in places)
            for feeling, members in MEMBERS.items()
        }
        told = thresholds or {}
        limits = np.array([told.get(name, USUAL_THRESHOLD) for name in names])
        return cls({feeling: some for feeling, some in columns.items() if some}, limits)

    @classmethod
    def load(cls, folder: Path, names: Sequence[str]) -> Feelings:
        """Prepare with the thresholds that `nlp.evaluate` fitted beside the weights."""
        path = folder / FILE
        told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return cls.of(names, told.get("thresholds"))

    def of_row(self, row: Floats) -> tuple[Emotion, ...]:
        """Return at most three feelings of one text, the surest first; `row` is (emotions,)."""
        shown = []
        for feeling, columns in self.columns.items():
            felt = [row[column] for column in columns if row[column] >= self.thresholds[column]]
            if felt:
                shown.append(Emotion(feeling=feeling, confidence=round(float(max(felt)), 4)))
        return tuple(sorted(shown, key=lambda one: -one.confidence)[:MOST])
