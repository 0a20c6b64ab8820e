"""What a reading tells beside praise and blame, and that its evidence carried the decision."""

import random
from datetime import UTC, datetime

import numpy as np
import pytest
from nlp_samples import mention_of

from mentions.model import Feeling, Payment, Polarity, Spam, Stage, Touchpoint
from nlp.corpus import Example, corrections
from nlp.evaluate import labelled
from nlp.evidence import evidence
from nlp.feelings import MEMBERS, Feelings
from nlp.labels import NEUTRAL, ORDER
from nlp.reader import Reader
from nlp.spam import spam
from nlp.text import clean


def read_one(reader, text, **more):
    (reading,) = reader.read([mention_of(text, **more)])
    return reading


def test_the_words_that_decided_are_shown(reader):
    reading = read_one(reader, "달빛커피 직원이 너무 불친절하고 커피는 최악이에요")
    assert reading.polarity is Polarity.BLAME
    assert {"최악이에요", "불친절하고"} & {one.quote for one in reading.evidence}
    assert sum(one.weight for one in reading.evidence) <= 1.001


def test_neutral_has_no_evidence(reader):
    assert read_one(reader, "달빛커피 영업시간이 몇 시까지인가요?").evidence == ()


def test_evidence_is_faithful_by_deletion(reader, request):
    """Without the words shown, the whole classifier doubts more than without other words."""
    path = request.path.parents[2] / "nlp/data/dev_sentences.tsv"
    texts = [text for polarity, _, text in labelled(path) if polarity is not Polarity.NEUTRAL]
    draw = random.Random(7)
    classifier = reader.classifier
    full = classifier.classify(texts)
    shown, chance, rows = [], [], []
    for text, row in zip(texts, full, strict=True):
        side = int(row.argmax())
        mention = mention_of(text)
        parts = (clean(""), clean(text))
        found = evidence(classifier.ngrams, mention, parts, ORDER[side])
        words = text.split()
        if side == NEUTRAL or not found or len(words) < 4:
            continue
        gone = {one.quote for one in found}
        others = set(draw.sample([w for w in words if w not in gone] or words, 1))
        others |= set(draw.sample(words, min(len(gone) - 1, len(words) - 1)))
        shown.append(" ".join(word for word in words if word not in gone))
        chance.append(" ".join(word for word in words if word not in others))
        rows.append((row[side], side))
    assert len(rows) > 60

    def fall(left):
        after = classifier.classify([text or "." for text in left])
        told = zip(rows, after, strict=True)
        return float(np.mean([before - row[side] for (before, side), row in told]))

    by_evidence, by_chance = fall(shown), fall(chance)
    assert by_evidence > 1.5 * by_chance, (by_evidence, by_chance)


def test_a_paid_post_is_told_by_the_rules_of_its_day(reader):
    text = "달빛커피에서 제품을 제공받아 작성한 후기입니다. 라떼가 고소하고 맛있어요."
    told = read_one(reader, text, posted_at=datetime(2025, 3, 1, tzinfo=UTC)).disclosure
    assert told.payment is Payment.DISCLOSED
    assert told.rule_set == "2024-12"
    assert told.quote in text


def test_touchpoint_and_stage_stand_in_the_opinion(model):
    from nlp_samples import ASPECTS, BRANDS

    touchpoints = (Touchpoint(name="배송", words=("배송", "택배"), stage=Stage.PURCHASE),)
    loaded = Reader.load(model=model, brands=BRANDS, aspects=ASPECTS, touchpoints=touchpoints)
    opinions = read_one(loaded, "하늘신발 택배가 일주일이나 걸려서 짜증나요").opinions
    (parcel,) = [one for one in opinions if one.aspect == "배송"]
    assert parcel.touchpoint == "배송"
    assert parcel.stage is Stage.PURCHASE


def test_advertising_is_told_from_a_customer():
    assert spam("최저가 보장! 무료 상담 환영합니다 카톡 아이디: abc123 지금 문의 주세요") == (
        Spam.ADVERTISING,
    )
    assert spam("인터넷 가입 상담원이 친절했어요 무료 상담이라 편했습니다") == ()
    assert spam("#맛집 " * 20) == (Spam.ADVERTISING,)
    assert spam("좋아요 #카페") == ()


def test_copies_have_like_fingerprints(reader):
    text = (
        "달빛커피 강남점 다녀왔어요 라떼가 정말 고소하고 직원분들도 친절해서 또 가고 싶은 곳입니다"
    )
    one, same, other = (
        read_one(reader, said).fingerprint
        for said in (
            text,
            text.replace("!", "") + "!!",
            "오늘 비가 많이 와서 배송이 늦어진다고 연락을 받았습니다 하늘신발",
        )
    )
    alike = np.mean([a == b for a, b in zip(one, same, strict=True)])
    apart = np.mean([a == b for a, b in zip(one, other, strict=True)])
    assert alike > 0.9
    assert apart < 0.2


def test_every_feeling_has_its_emotions_and_its_threshold():
    names = [name for members in MEMBERS.values() for name in members]
    assert len(names) == len(set(names))
    feelings = Feelings.of(names, {"화남/분노": 0.9})
    row = np.zeros(len(names))
    row[names.index("화남/분노")] = 0.8
    row[names.index("고마움")] = 0.7
    assert [one.feeling for one in feelings.of_row(row)] == [Feeling.GRATITUDE]


def test_corrections_teach(tmp_path):
    path = tmp_path / "corrections.jsonl"
    path.write_text(
        '{"title": "", "text": "두 번 샀어요", "polarity": "praise"}\n', encoding="utf-8"
    )
    assert corrections(path) == [Example("두 번 샀어요", (0.0, 0.0, 1.0))]


@pytest.mark.parametrize("text", ["", "좋다"])
def test_a_model_without_ngrams_has_no_evidence(text):
    parts = (clean(""), clean(text))
    assert evidence(None, mention_of(text), parts, Polarity.PRAISE) == ()
