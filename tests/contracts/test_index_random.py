"""Random entries and questions: every engine answers as plain Python does."""

from datetime import UTC, datetime, timedelta

import pytest
from engines import ENGINES, SEOUL, walk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import OPINION_FACETS, Oracle

from index.query import UNREAD, By, Order, Query
from mentions.model import (
    Author,
    Disclosure,
    Emotion,
    Entry,
    Feeling,
    Intent,
    Kind,
    Mention,
    Opinion,
    Payment,
    Polarity,
    Reading,
    Spam,
    Speaker,
    Stage,
)

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request):
    return request.param


BRANDS = ["가", "나", 'a","b', ""]
WORDS = ["배송", "늦다", "좋다", "a"]
names = st.sampled_from(BRANDS[:3])
polarities = st.sampled_from(list(Polarity))
aspects = st.sampled_from(["배송", "가격"])
touchpoints = st.sampled_from(["store", "app"])
stages = st.sampled_from(list(Stage)[:2])
feelings = st.sampled_from(list(Feeling)[:3])
intents = st.sampled_from(list(Intent)[:3])
payments = st.sampled_from(list(Payment)[:2])
speakers = st.sampled_from(list(Speaker)[:2])
regions = st.sampled_from(["부산", "제주"])
spams = st.sampled_from(list(Spam)[:3])
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
times = st.sampled_from([NOW - timedelta(hours=9 * n) for n in range(12)])


def some(values, size=2):
    return st.lists(values, max_size=size, unique=True).map(tuple)


def seldom(values):
    """Ask for nothing most of the time, so that all that is asked can be met."""
    return st.builds(
        lambda asks, told: told if asks else (), st.sampled_from([0, 0, 0, 1]), some(values)
    )


opinions = st.builds(
    Opinion,
    brand=names,
    polarity=polarities,
    confidence=st.just(1.0),
    aspect=st.none() | aspects,
    touchpoint=st.none() | touchpoints,
    stage=st.none() | stages,
)


@st.composite
def entries(draw):
    mention = Mention(
        id=f"s:{draw(st.integers(0, 30))}",
        source=draw(st.sampled_from(["blog", "cafe"])),
        heard_at=NOW,
        kind=draw(st.sampled_from(list(Kind)[:2])),
        author=draw(st.none() | st.builds(Author, id=st.sampled_from("pq"), source=st.just("s"))),
        title=draw(texts),
        text=draw(texts),
        brands=draw(some(names)),
        posted_at=draw(st.none() | times),
    )
    reading = st.builds(
        Reading,
        mention_id=st.just(mention.id),
        reader=st.just("m@1"),
        polarity=polarities,
        confidence=st.just(0.5),
        praise=st.floats(0, 1),
        terms=some(st.sampled_from(WORDS), 3),
        opinions=st.lists(opinions, max_size=4).map(tuple),
        emotions=st.lists(
            st.builds(Emotion, feeling=feelings, confidence=st.just(0.5)), max_size=3
        ).map(tuple),
        intents=some(intents),
        disclosure=st.none() | st.builds(Disclosure, payment=payments),
        speaker=st.none() | speakers,
        region=st.none() | regions | st.just(""),
        spam=some(spams),
        copy_of=st.none() | st.just("s:0"),
    )
    return Entry(mention=mention, reading=draw(st.none() | reading))


pieces = st.builds(
    lambda minus, phrase, text: f'{minus}"{text}"' if phrase else f"{minus}{text}",
    st.sampled_from(["", "", "-"]),
    st.booleans(),
    texts,
)
queries = st.builds(
    Query,
    text=st.just("") | st.lists(pieces, max_size=2).map(" ".join),
    brands=some(st.sampled_from(BRANDS)),
    polarities=some(st.sampled_from([*Polarity, UNREAD])),
    aspects=st.just(()) | some(aspects),
    touchpoints=st.just(()) | some(touchpoints),
    stages=seldom(stages),
    feelings=seldom(feelings),
    intents=seldom(intents),
    payments=seldom(payments),
    speakers=seldom(speakers),
    regions=seldom(regions),
    spams=seldom(spams),
    copies=st.integers(0, 4).map(bool),
    sources=st.just(()) | some(st.sampled_from(["blog", "cafe"])),
    kinds=st.just(()) | some(st.sampled_from(list(Kind)[:3])),
    authors=st.just(()) | some(st.sampled_from(["p", "z"])),
    ids=st.just(()) | some(st.integers(0, 30).map("s:{}".format), 8),
    since=st.none() | times,
    until=st.none() | times,
)
facets = st.lists(st.sampled_from(list(By)) | st.sampled_from(OPINION_FACETS), max_size=4)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    batches=st.lists(st.lists(entries(), max_size=12), min_size=1, max_size=3),
    questions=st.lists(st.tuples(queries, facets), min_size=8, max_size=8),
    paging=st.tuples(st.sampled_from([Order.NEWEST, Order.OLDEST]), st.integers(1, 7)),
)
def test_every_answer_is_that_of_plain_python(engine, tmp_path, batches, questions, paging):
    index = engine(tmp_path, terms=str.split)
    index.clear()
    for batch in batches:
        index.put(batch)
    oracle = Oracle([each for batch in batches for each in batch], SEOUL, str.split)
    order, size = paging
    for query, by in questions:
        assert walk(index, query, order, size) == oracle.search(query, order)
        assert index.count(query, by) == oracle.count(query, by)
    index.close()
