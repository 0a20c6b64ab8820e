"""The step `rank`: a ranking leaves with its brand."""

import config as configuration
import pipeline
from house import House
from mentions.model import Influence

BRAND = '[[brands]]\nname = "달빛커피"\n'


def influence(brand):
    return Influence(
        brand=brand,
        author_id="0a1b",
        rank=1,
        share=1.0,
        mentions=1,
        praise=1,
        blame=0,
        carried_by=1,
        simulated_edges=0,
    )


def test_influences_of_brands_that_are_no_longer_configured_leave(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(BRAND, encoding="utf-8")
    with House(configuration.load(path)) as house:
        pipeline.rank(house)
        for brand in ("달빛커피", "옛 브랜드"):
            house.ledger.findings.put_influences(brand, [influence(brand)])
        pipeline.rank(house)  # though nothing was heard since
        assert [one.brand for one in house.ledger.findings.influences()] == ["달빛커피"]
