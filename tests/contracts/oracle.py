"""What an index must answer, worked out in plain Python over a list of entries."""

import re
from collections import Counter
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

from index.query import By, Order

OPINION_FACETS = (By.BRAND, By.POLARITY, By.ASPECT, By.TOUCHPOINT, By.STAGE)
ASPECT_FACETS = OPINION_FACETS[2:]
FACTS = (By.FEELING, By.INTENT, By.PAYMENT, By.SPEAKER, By.REGION, By.SPAM)


class Oracle:
    """Answers by looking at every entry."""

    def __init__(self, entries, zone, terms):
        self.entries = {entry.mention.id: entry for entry in entries}.values()
        self.zone = ZoneInfo(zone)
        self.terms = terms

    def search(self, query, order):
        """Return the ids of all pages one after another."""
        found = [entry.mention for entry in self.entries if self.matches(entry, query, ())]
        sign = 1 if order is Order.OLDEST else -1

        def place(mention):
            at = mention.posted_at
            return (at is None, sign * at.timestamp() if at else 0, mention.id)

        return [mention.id for mention in sorted(found, key=place)]

    def count(self, query, by):
        """Return mentions per key."""
        counts = Counter()
        for entry in self.entries:
            if self.matches(entry, query, by):
                counts.update(self.keys(entry, query, by))
        return dict(counts) if by else {(): counts[()]}

    def matches(self, entry, query, by):
        """Tell whether a query is met."""
        mention = entry.mention
        at = mention.posted_at
        plain = (
            (query.sources, mention.source),
            (query.kinds, mention.kind),
            (query.authors, mention.author.id if mention.author else None),
            (query.ids, mention.id),
        )
        facts = (
            (query.feelings, By.FEELING),
            (query.intents, By.INTENT),
            (query.payments, By.PAYMENT),
            (query.speakers, By.SPEAKER),
            (query.regions, By.REGION),
            (query.spams, By.SPAM),
        )
        return (
            all(not asked or value in asked for asked, value in plain)
            and all(not ask or set(ask) & set(self.facts(entry, by)) for ask, by in facts)
            and (query.copies or entry.reading is None or entry.reading.copy_of is None)
            and (query.since is None or (at is not None and at >= query.since))
            and (query.until is None or (at is not None and at < query.until))
            and self.reads(entry, query.text)
            and (not any(self.wanted(query)) or bool(self.opinions(entry, query, by)))
        )

    def opinions(self, entry, query, by):
        """Return (brand, polarity, aspect, touchpoint, stage) of the opinions that meet a query."""
        wanted = self.wanted(query)
        on_aspects = any(wanted[2:]) or not set(by).isdisjoint(ASPECT_FACETS)
        said = self.on_aspects(entry) if on_aspects else self.on_brands(entry)
        return [
            opinion
            for opinion in said
            if all(not ask or value in ask for ask, value in zip(wanted, opinion, strict=True))
        ]

    def wanted(self, query):
        """Return what is asked of one opinion."""
        return (query.brands, query.polarities, query.aspects, query.touchpoints, query.stages)

    def on_aspects(self, entry):
        reading = entry.reading
        return [
            (o.brand, o.polarity, o.aspect, o.touchpoint, o.stage)
            for o in (reading.opinions if reading else ())
            if o.aspect is not None
        ]

    def on_brands(self, entry):
        mention, reading = entry.mention, entry.reading
        if reading is None:
            return [(brand, "unread", None, None, None) for brand in mention.brands or [""]]
        said = [
            (o.brand, o.polarity, None, None, None) for o in reading.opinions if o.aspect is None
        ]
        judged = {opinion[0] for opinion in said}
        said += [(b, reading.polarity, None, None, None) for b in mention.brands if b not in judged]
        return said or [("", reading.polarity, None, None, None)]

    def keys(self, entry, query, by):
        """Return the distinct keys of one mention."""
        keys = set()
        for opinion in self.opinions(entry, query, by) or [(None,) * 5]:
            said = dict(zip(OPINION_FACETS, opinion, strict=True))
            values = [
                [said[facet]] if facet in OPINION_FACETS else self.values(entry, facet)
                for facet in dict.fromkeys(by)
            ]
            for key in product(*values):
                by_facet = dict(zip(dict.fromkeys(by), key, strict=True))
                if all(by_facet[f] for f in by if f in OPINION_FACETS):
                    keys.add(tuple(by_facet[facet] for facet in by))
        return keys

    def values(self, entry, facet):
        """Return the values that a mention has for a facet that is no opinion's."""
        mention = entry.mention
        if facet is By.TERM:
            return sorted({term for part in self.parts(entry) for term in part})
        if facet in (By.SOURCE, By.KIND):
            return [str(getattr(mention, facet))]
        if facet is By.AUTHOR:
            return [mention.author.id] if mention.author else []
        if facet in FACTS:
            return self.facts(entry, facet)
        if mention.posted_at is None:
            return []
        day = mention.posted_at.astimezone(self.zone).date()
        if facet is By.WEEK:
            day -= timedelta(days=day.weekday())
        if facet is By.MONTH:
            day = day.replace(day=1)
        return [day.isoformat()]

    def facts(self, entry, facet):
        """Return the distinct facts of a mention as it was read."""
        reading = entry.reading
        if reading is None:
            return []
        told = {
            By.FEELING: [emotion.feeling for emotion in reading.emotions],
            By.INTENT: reading.intents,
            By.PAYMENT: [reading.disclosure.payment] if reading.disclosure else [],
            By.SPEAKER: [reading.speaker],
            By.REGION: [reading.region],
            By.SPAM: reading.spam,
        }
        return sorted({str(value) for value in told[facet] if value})

    def parts(self, entry):
        """Return the terms of the title and those of the text."""
        mention, reading = entry.mention, entry.reading
        known = list(reading.terms) if reading else []
        return [list(self.terms(mention.title)), known or list(self.terms(mention.text))]

    def reads(self, entry, text):
        """Tell whether words, phrases and exclusions are met."""
        parts = self.parts(entry)
        everything = [term for part in parts for term in part]
        asked_for_something = False
        for match in re.finditer(r'(-?)(?:"([^"]*)"|(\S+))', text):
            terms = list(self.terms(match[3] or match[2] or ""))
            if not terms:
                continue
            asked_for_something = True
            if match[3]:
                word = match[3].removeprefix("-") if match[1] else match[3]
                occurs = all(term in everything for term in self.terms(word))
            else:
                occurs = any(
                    part[i : i + len(terms)] == terms for part in parts for i in range(len(part))
                )
            if occurs == bool(match[1]):
                return False
        return asked_for_something or not text.strip()
