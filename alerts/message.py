"""A spike in words, Korean and English, with its arithmetic and what people said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from mentions.model import Entry, Polarity, Spike

Language = Literal["ko", "en"]

MOST_QUOTES = 3
LONGEST_QUOTE = 140

SEVERITIES = {
    "ko": {"volume": "언급 급증", "warning": "주의", "severe": "심각"},
    "en": {"volume": "volume", "warning": "warning", "severe": "severe"},
}
POLARITIES = {
    "ko": {Polarity.PRAISE: "칭찬", Polarity.BLAME: "비난", Polarity.NEUTRAL: "중립"},
    "en": {Polarity.PRAISE: "praise", Polarity.BLAME: "blame", Polarity.NEUTRAL: "neutral"},
}


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What one person said, and where it can be read."""

    text: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """A spike and the words it is told in: `told` is ours, `text` ends with what people said."""

    spike: Spike
    text: str
    told: str = ""
    quotes: tuple[Quote, ...] = ()


def message(
    spike: Spike, entries: Sequence[Entry] = (), *, zone: tzinfo, language: Language = "ko"
) -> Message:
    """Return the message for a spike; `entries` are its evidence, whose quotes are told."""
    quotes = tuple(quote for entry in entries if (quote := quote_of(entry, spike)).text)
    quotes = quotes[:MOST_QUOTES]
    head = headline(spike, zone=zone, language=language)
    told = f"{head}\n{arithmetic(spike, language=language)}"
    said = [f"“{quote.text}”" + (f" {quote.url}" if quote.url else "") for quote in quotes]
    return Message(spike=spike, text="\n".join([told, *said]), told=told, quotes=quotes)


def headline(spike: Spike, *, zone: tzinfo, language: Language = "ko") -> str:
    """Return the first line: how bad, which brand, when."""
    severity = SEVERITIES[language][spike.severity]
    polarity = POLARITIES[language][spike.polarity]
    since = spike.since.astimezone(zone)
    brand = one_line(spike.brand, LONGEST_QUOTE)
    if language == "en":
        return f"[{severity}] {brand}: spike of {polarity} since {since:%Y-%m-%d %H:%M}"
    return f"[{severity}] {brand}: {polarity} 급증, {since:%Y-%m-%d %H:%M}부터"


def arithmetic(spike: Spike, *, language: Language = "ko") -> str:
    """Return the second line: the numbers of the decision."""
    numbers = spike.arithmetic
    ratio = f"{numbers['ratio']:.1f}" if "ratio" in numbers else ""
    shares = f"{numbers['share']:.0%}", f"{numbers['usual_share']:.0%}"
    bound, days = f"{numbers['upper_bound']:.1f}", f"{numbers['history_days']:.0f}"
    if language == "en":
        times = f", {ratio} times" if ratio else ""
        return (
            f"{spike.count} mentions (usually {spike.usual:g}{times}), above the bound {bound} of "
            f"the past {days} days; {shares[0]} of {numbers['total']:.0f} read mentions "
            f"(usually {shares[1]})."
        )
    times = f", {ratio}배" if ratio else ""
    return (
        f"언급 {spike.count}건(평소 {spike.usual:g}건{times}), 지난 {days}일의 상한 {bound}건을 "
        f"넘음. 판독한 언급 {numbers['total']:.0f}건의 {shares[0]}(평소 {shares[1]})."
    )


def quote_of(entry: Entry, spike: Spike) -> Quote:
    """Return what the entry says of the spike's brand, or the beginning of its text."""
    opinions = entry.reading.opinions if entry.reading else ()
    said = (o.quote for o in opinions if o.brand == spike.brand and o.polarity is spike.polarity)
    text = next(filter(None, said), entry.mention.text or entry.mention.title)
    return Quote(text=one_line(text, LONGEST_QUOTE), url=entry.mention.url)


def one_line(text: str, most: int) -> str:
    """Return the text on one line without control characters, cut with an ellipsis."""
    visible = "".join(c if c.isprintable() else " " for c in text[: most * 8])
    line = " ".join(visible.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
