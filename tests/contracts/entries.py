"""What the indexes' tests make: entries of few words, and short names for those found."""

from datetime import UTC, datetime

from mentions.model import Entry, Mention, Opinion, Polarity, Reading

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def entry(name, text="", *, brands=(), at=NOW, opinions=None, polarity="neutral", **more):
    mention = Mention(
        id=f"blog:{name}", source="blog", heard_at=NOW, text=text, brands=brands, posted_at=at
    )
    if opinions is None:
        return Entry(mention=mention, **more)
    reading = Reading(
        mention_id=mention.id,
        reader="m@1",
        polarity=Polarity(polarity),
        confidence=0.5,
        praise=0.5,
        opinions=tuple(said(*opinion) for opinion in opinions),
    )
    return Entry(mention=mention, reading=reading, **more)


def said(brand, polarity, aspect=None, touchpoint=None, stage=None):
    return Opinion(
        brand=brand,
        polarity=Polarity(polarity),
        confidence=1.0,
        aspect=aspect,
        touchpoint=touchpoint,
        stage=stage,
    )


def ids(page):
    return [found.mention.id.partition(":")[2] for found in page.entries]
