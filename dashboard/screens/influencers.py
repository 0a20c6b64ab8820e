"""Influencers: whose word carries for a brand, and whom to thank for it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import cards, data
from dashboard.cards import Cell, amount, cell
from dashboard.figures import number, percent
from dashboard.view import View, card, empty, head, quiet
from dashboard.words import Say
from mentions.model import Influence, Reward

HASH = 8
MOST = 20
COLUMNS = ("rank", "person", "share", "mentions", "tone", "carried", "evidence")
STATES = ("proposed", "approved", "declined")


def show(view: View) -> None:
    """Draw the ranking of one brand and the proposed thanks, or say why there is nothing."""
    head(view, "influencers", scoped=False)
    say = view.say
    ranked = [brand for brand in data.ranked_brands() if brand in (view.filters.brands or (brand,))]
    if ranked:
        brand = st.selectbox(
            say("influencers.brand"), ranked, key="ranked", persist_state="session"
        )
        ranking(brand, say)
        rewards((brand,), say)
    else:
        with st.container(border=True, key="card-none"):
            empty(say("influencers.none"), say("influencers.none_next"))
        rewards(view.filters.brands, say)


def ranking(brand: str, say: Say) -> None:
    """Show who carries word of mouth for a brand, with the evidence."""
    influences = data.influences(brand)
    simulated = sum(influence.simulated_edges for influence in influences)
    if simulated:
        text = say("influencers.simulated", n=number(simulated))
        st.html(f'<aside class="notice">{cards.clean(text)}</aside>')
    title = say("influencers.ranking", brand=brand)
    shown = number(min(len(influences), MOST))
    note = say("influencers.ranking_note", n=number(len(influences)), shown=shown)
    with card("ranking", title, note):
        titles = [say(f"influencers.{name}") for name in COLUMNS]
        most = max((influence.share for influence in influences), default=0.0)
        rows = [influence_row(influence, most, say) for influence in influences[:MOST]]
        st.html(cards.table(titles, rows, title))


def influence_row(influence: Influence, most: float, say: Say) -> list[Cell]:
    """Return one person's cells; the bar is drawn against the largest share."""
    return [
        cell(number(influence.rank)),
        Cell(cards.chip(influence.author_id[:HASH], "hash")),
        Cell(percent(influence.share) + cards.bar(share_of(influence.share, most), "")),
        amount(number(influence.mentions)),
        amount(f"{number(influence.praise)} / {number(influence.blame)}"),
        amount(number(influence.carried_by)),
        Cell(evidence(influence.evidence, say)),
    ]


def share_of(part: float, most: float) -> float | None:
    """Return a part of the largest part, from 0 to 1."""
    return part / most if most else None


def evidence(ids: tuple[str, ...], say: Say, most: int = 3) -> str:
    """Return links to the mentions that show it; the ids where the source has no address."""
    found = []
    for place, entry in enumerate(data.entries(ids[:most]), start=1):
        label = say("influencers.open", n=place)
        found.append(cards.link(entry.mention.url, label) or cards.chip(entry.mention.id))
    return " ".join(found)


def rewards(brands: tuple[str, ...], say: Say) -> None:
    """Show whom to thank for some brands (none: for all); a person approves or declines each."""
    found = [reward for reward in data.rewards() if not brands or reward.brand in brands]
    proposed = sum(reward.status == "proposed" for reward in found)
    with card("rewards", say("rewards.title"), say("rewards.note", n=number(proposed))):
        if not found:
            quiet(say("rewards.none"))
        for reward in in_order(found)[:MOST]:
            reward_row(reward, say)
        if any(reward.status == "approved" for reward in found):
            st.download_button(
                say("rewards.export"),
                data.approved,
                file_name="rewards.csv",
                mime="text/csv",
                on_click="ignore",
            )


def in_order(rewards: Sequence[Reward]) -> list[Reward]:
    """Return rewards with the undecided first, then by brand and the person's rank."""
    ranks = {(one.brand, one.author_id): one.rank for one in data.influences(None)}
    last = len(ranks) + 1

    def place(reward: Reward) -> tuple[int, str, int]:
        rank = ranks.get((reward.brand, reward.author_id), last)
        return STATES.index(reward.status), reward.brand, rank

    return sorted(rewards, key=place)


def reward_row(reward: Reward, say: Say) -> None:
    """Show one proposal with its reason, and the buttons that decide it."""
    with st.container(key=f"reward-{reward.id}", horizontal=True, vertical_alignment="center"):
        st.html(described(reward, say))
        with st.container(horizontal=True, width="content"):
            if reward.status == "proposed":
                decision(reward, "approved", say("rewards.approve"), primary=True)
                decision(reward, "declined", say("rewards.decline"))
            else:
                decision(reward, "proposed", say("rewards.undo"))


def described(reward: Reward, say: Say) -> str:
    """Return whom to thank, for which brand, with what and why."""
    points = cards.clean(say("rewards.points", n=number(reward.points)))
    return (
        f"{cards.chip(reward.author_id[:HASH], 'hash')} <b>{cards.clean(reward.brand)}</b> · "
        f"{points} {cards.chip(say(f'rewards.{reward.status}'))}"
        f'<p class="quiet">{cards.clean(data.reason_of(reward, say.language))}</p>'
    )


def decision(reward: Reward, status: str, label: str, *, primary: bool = False) -> None:
    """Show one button that sets a reward's status."""
    st.button(
        label,
        key=f"{status}-{reward.id}",
        type="primary" if primary else "secondary",
        on_click=data.decide,
        args=(reward.id, status),
    )
