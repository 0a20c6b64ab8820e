"""The step `thank`: whose praise is ours to thank for, and what no longer holds is withdrawn."""

import pytest

import config as configuration
import pipeline
from house import House
from mentions.model import Influence

BRANDS = """
[[brands]]
name = "달빛커피"

[[brands]]
name = "별빛커피"
competitor = true
"""
RULE = """
[[rewards]]
name = "감사"
"""
NAMED = RULE + 'brands = ["별빛커피"]\n'


def influence(brand, **more):
    numbers = {"rank": 1, "share": 0.5, "mentions": 5, "praise": 4, "blame": 0}
    numbers |= {"carried_by": 3, "simulated_edges": 0}
    return Influence(brand=brand, author_id="0a1b", **numbers | more)


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens the house again with other words in its config.toml."""
    houses = []

    def open_it(words):
        path = tmp_path / "config.toml"
        path.write_text(words, encoding="utf-8")
        houses.append(House(configuration.load(path)))
        return houses[-1]

    yield open_it
    for house in houses:
        house.ledger.close()


def thanked(house):
    """Walk the step and return the brand and status of every reward, and what the step told."""
    counts = pipeline.thank(house)
    rewards = house.ledger.findings.rewards()
    return [(reward.brand, reward.status) for reward in rewards], dict(counts)


def test_only_brands_of_ours_are_thanked_for(opened):
    house = opened(BRANDS + RULE)
    for brand in ("달빛커피", "별빛커피", "옛 브랜드"):
        house.ledger.findings.put_influences(brand, [influence(brand)])
    assert thanked(house) == ([("달빛커피", "proposed")], {"rewards proposed": 1})


def test_a_rule_may_name_a_competitor(opened):
    house = opened(BRANDS + NAMED)
    house.ledger.findings.put_influences("별빛커피", [influence("별빛커피")])
    assert thanked(house)[0] == [("별빛커피", "proposed")]


def test_a_person_who_no_longer_fits_is_no_longer_proposed(opened):
    house = opened(BRANDS + RULE)
    house.ledger.findings.put_influences("달빛커피", [influence("달빛커피")])
    assert thanked(house)[0] == [("달빛커피", "proposed")]
    house.ledger.findings.put_influences("달빛커피", [influence("달빛커피", blame=9)])
    assert thanked(house) == ([], {"rewards proposed": 0})


@pytest.mark.parametrize("words", [BRANDS, RULE], ids=["no rule", "no brand"])
@pytest.mark.parametrize("decision", ["proposed", "approved", "declined"])
def test_without_its_rule_or_brand_only_a_decision_stays(opened, words, decision):
    house = opened(BRANDS + RULE)
    house.ledger.findings.put_influences("달빛커피", [influence("달빛커피")])
    pipeline.thank(house)
    (reward,) = house.ledger.findings.rewards()
    house.ledger.findings.decide(reward.id, decision)
    left = [] if decision == "proposed" else [("달빛커피", decision)]
    assert thanked(opened(words))[0] == left
