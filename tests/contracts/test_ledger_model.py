"""Any order and repetition of hearings leaves the ledger as a plain Python model says."""

import tempfile
from datetime import timedelta
from functools import reduce
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import KEY, NOW, POLICIES, hearing

from mentions import hearing as hearing_module
from mentions.ledger import Ledger
from mentions.merge import first, merge
from mentions.model import Engagement


@st.composite
def hearings(draw):
    return hearing(
        draw(st.integers(1, 3)),
        heard_at=NOW + timedelta(minutes=draw(st.integers(0, 3))),
        text=draw(st.sampled_from(["", "맛있다", "맛없다"])),
        brands=tuple(draw(st.lists(st.sampled_from(["가", "나"]), unique=True))),
        engagement=Engagement(likes=draw(st.none() | st.integers(0, 2))),
    )


def modelled(told):
    by_id = {}
    for one in told:
        by_id.setdefault(one.mention.id, []).append(one.mention)
    return {key: reduce(merge, some[1:], first(some[0])).mention for key, some in by_id.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(hearings(), max_size=12), st.data())
def test_the_ledger_equals_the_model(told, data):
    again = data.draw(st.permutations(told + told[:3]))
    size = data.draw(st.integers(1, 5))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/ledger.db"
        with Ledger.open(url, policies=POLICIES, author_key=KEY) as ledger:
            for cut in range(0, len(again), size):
                ledger.hear(again[cut : cut + size])
            kept = {entry.mention.id: entry.mention for entry in ledger.entries()}
            unread = {one.id for one in ledger.unread("m")}
    assert kept == modelled(told)
    assert unread == {key for key, one in kept.items() if one.text}
    assert size < hearing_module.BATCH
