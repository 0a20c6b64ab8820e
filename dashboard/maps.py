"""Pictures in HTML whose parts lead to the mentions: the journey, and facts split by tone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard import address, cards, data
from dashboard.counts import Part
from dashboard.facts import named
from dashboard.figures import number, share
from dashboard.journey import Leg, Spot, toned
from dashboard.timeline import FEW
from dashboard.view import View
from dashboard.words import Say
from index.query import By, Polarity

TONES = ("praise", "neutral", "blame")
STRONGEST = 30
"""Percent of colour in the place of the journey that is spoken of most and with one voice."""

SPOTS = 6
"""Touchpoints of a stage that are shown."""


def href(**asked: str) -> str:
    """Return the address of the mentions that a part of a picture stands for."""
    told = {key: value for key, value in asked.items() if value}
    return address.place("voices", data.conf().language, **told)


def journey() -> str:
    """Return the address of the journey under the present filters."""
    return address.place("journey", data.conf().language)


def anchor(url: str, html: str, kind: str) -> str:
    """Return a link within the dashboard around HTML of ours."""
    return f'<a class="{cards.clean(kind)}" href="{cards.clean(url)}" target="_self">{html}</a>'


def tones(praise: int, blame: int, say: Say) -> str:
    """Return how many praise and blame, told apart by sign, colour and words for screen readers."""
    return "".join(
        f'<span class="tone {tone}" title="{cards.clean(say(f"polarity.{tone}"))}">'
        f'<span class="unseen">{cards.clean(say(f"polarity.{tone}"))}</span>{number(count)}</span>'
        for tone, count in (("praise", praise), ("blame", blame))
    )


def board(legs: Sequence[Leg], view: View) -> str:
    """Return the journey, stage by stage, with the touchpoints of each and their tone."""
    largest = max((spot.total for leg in legs for spot in leg.spots), default=0)
    return f'<div class="journey">{"".join(lane(leg, largest, view) for leg in legs)}</div>'


def lane(leg: Leg, largest: int, view: View) -> str:
    """Return one stage: its name, its tone, and its touchpoints."""
    say = view.say
    title = cards.clean(named(say, By.STAGE, leg.stage) or say("journey.unstaged"))
    body = "".join(spot(one, largest, view) for one in leg.spots[:SPOTS])
    if len(leg.spots) > SPOTS:
        rest = say("journey.rest", n=number(len(leg.spots) - SPOTS))
        body += anchor(href(stage=leg.stage), cards.clean(rest), "rest")
    empty = f'<p class="quiet">{cards.clean(say("journey.silent"))}</p>'
    state = "" if leg.spots else " silent"
    return (
        f'<section class="lane{state}"><h4>{title}</h4>'
        f"<p>{tones(leg.praise, leg.blame, say) if leg.spots else ''}</p>{body or empty}</section>"
    )


def spot(one: Spot, largest: int, view: View) -> str:
    """Return one touchpoint, the stronger in colour the more it is spoken of with one voice."""
    tone = "praise" if one.lean > 0 else "blame"
    size = one.total / max(largest, FEW)
    strength = STRONGEST * abs(one.lean) * size**0.5
    html = (
        f'<span class="heat {tone}" style="opacity:{strength / 100:.3f}"></span>'
        f"<b>{cards.clean(one.touchpoint)}</b><span>{tones(one.praise, one.blame, view.say)}</span>"
    )
    return anchor(href(touchpoint=one.touchpoint, stage=one.stage), html, "spot")


def ranking(spots: Iterable[Spot], polarity: Polarity, largest: int, view: View) -> str:
    """Return the places with the most mentions of a tone as links; bars compare with `largest`."""
    say, rows = view.say, []
    for one in spots:
        part = toned(one, polarity)
        told = say("journey.part", n=number(part), percent=f"{part / one.total:.0%}")
        html = (
            f"<b>{cards.clean(one.touchpoint)}</b>"
            f"<small>{cards.clean(named(say, By.STAGE, one.stage))}</small>"
            f'<span class="amount">{cards.clean(told)}</span>'
            f"{cards.bar(share(part, largest), polarity)}"
        )
        url = href(touchpoint=one.touchpoint, stage=one.stage, polarity=polarity)
        rows.append(f"<li>{anchor(url, html, 'place')}</li>")
    return f'<ol class="ranking">{"".join(rows)}</ol>'


def splits(parts: Sequence[Part], facet: By, view: View, *, whole: bool = False) -> str:
    """Return a bar for each value of a facet, split by tone, with the numbers behind it.

    Bars are as long as there are mentions. When `whole` compares shares all are equally long, and
    there is none where so few mentions say nothing.
    """
    say = view.say
    titles = ("name", "tone", "praise_share", "blame_share", "mentions")
    head = "".join(f"<th>{cards.clean(say(f'splits.{title}'))}</th>" for title in titles)
    largest = max((part.mentions for part in parts), default=0)
    lengths = [float(part.mentions >= FEW) if whole else part.mentions / largest for part in parts]
    body = "".join(
        split(part, facet, length, view) for part, length in zip(parts, lengths, strict=True)
    )
    label = cards.clean(say.known("facts", facet))
    return (
        f'<table class="splits" aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def split(part: Part, facet: By, length: float, view: View) -> str:
    """Return one row: the value as a link, its bar, its shares and its mentions."""
    name = cards.clean(named(view.say, facet, part.name))
    url = href(**{str(facet): part.name})
    shares = "".join(
        f'<td class="{tone}">{few(getattr(part, tone), part.mentions)}</td>'
        for tone in ("praise", "blame")
    )
    return (
        f"<tr><th>{anchor(url, name, 'fact')}</th><td>{segments(part, length)}</td>{shares}"
        f"<td>{number(part.mentions)}</td></tr>"
    )


def few(part: int, whole: int) -> str:
    """Return a share as whole percent, or a dash where so few mentions say nothing."""
    return f"{part / whole:.0%}" if whole >= FEW else "–"


def segments(part: Part, length: float) -> str:
    """Return a bar of a length from 0 to 1, cut by tone."""
    judged = part.praise + part.neutral + part.blame
    cut = "".join(
        f'<span class="{tone}" style="width:{getattr(part, tone) / judged:.2%}"></span>'
        for tone in TONES
        if getattr(part, tone)
    )
    return f'<span class="split" style="width:{length:.2%}">{cut}</span>'
