"""What the screens count is what the ledger holds: every facet, under every filter."""

from datetime import UTC, datetime
from itertools import product

import pytest

from dashboard import counts, data
from dashboard.filters import CHOICES, Filters, period
from dashboard.voice import opinions_of
from dashboard.words import Say
from house import House
from index.query import By, Order, Polarity, Query
from mentions.model import Entry, Mention, Reading
from tests.contracts.oracle import Oracle

pytestmark = pytest.mark.usefixtures("house")
FACETS = [(), *((facet,) for facet in By), (By.DAY, By.POLARITY), (By.BRAND, By.POLARITY)]
BRANDS = [(), ("달빛커피",), ("별빛커피", "조용한커피")]
SOURCES = [(), ("blog",), ("press",)]
PERIODS = [choice for choice in CHOICES if choice != "custom"]


@pytest.fixture
def truth() -> Oracle:
    """The ledger's own entries, counted in plain Python."""
    place = data.spine()
    entries = [entry for entry in place.ledger.entries() if not entry.mention.simulated]
    assert len(entries) == 11
    return Oracle(entries, place.config.timezone, House(place.config).morphology.terms)


def filters() -> list[Filters]:
    """Return every combination of the frame's filters."""
    found = []
    for brands, sources, choice in product(BRANDS, SOURCES, PERIODS):
        first, last = period(choice, data.today())
        found.append(Filters(brands=brands, sources=sources, first=first, last=last))
    return found


def test_every_facet_under_every_filter(truth) -> None:
    compared = 0
    for chosen, by in product(filters(), FACETS):
        query = chosen.query(data.zone())
        assert data.count(query, by) == truth.count(query, by), (chosen, by)
        compared += 1
    assert compared == len(BRANDS) * len(SOURCES) * len(PERIODS) * len(FACETS)


def test_headline_numbers_under_every_filter(truth) -> None:
    for chosen in filters():
        query, tally = chosen.query(data.zone()), counts.tally(chosen)
        found = truth.search(query, Order.NEWEST)
        polarities = truth.count(query, (By.POLARITY,))
        assert tally.total == len(found)
        assert tally.praise == polarities.get((Polarity.PRAISE,), 0)
        assert tally.blame == polarities.get((Polarity.BLAME,), 0)
        assert tally.unread == polarities.get(("unread",), 0)
        drawn = counts.timeline(chosen, counts.step(chosen))["mentions"].sum()
        assert drawn == sum(truth.count(query, (By.DAY, By.POLARITY)).values())


@pytest.mark.parametrize("text", ["배송", "배송 -느리다", '"새 매장"', "맛있다", "없는말씀"])
def test_what_a_search_finds(truth, text: str) -> None:
    for polarity, aspect in product([(), (Polarity.BLAME,)], [(), ("배송",)]):
        query = Query(text=text, polarities=polarity, aspects=aspect)
        found = data.voices(query, size=100, order=Order.NEWEST)
        assert [entry.mention.id for entry in found.entries] == truth.search(query, Order.NEWEST)
        assert found.total == len(found.entries)


def test_a_mention_of_no_brand_shows_the_polarity_of_its_text() -> None:
    mention = Mention(id="a:1", source="a", heard_at=datetime.now(UTC), text="좋네요")
    reading = Reading(
        mention_id="a:1", reader="m@1", polarity=Polarity.PRAISE, confidence=0.875, praise=0.9
    )
    assert "칭찬 87.5 %" in opinions_of(Entry(mention=mention, reading=reading), Say("ko"))
