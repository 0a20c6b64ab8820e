"""Telling: once per spike and notifier, cool-down, a real web server, no secret in errors."""

import json
import logging
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import pytest

from alerts.message import message
from alerts.notifiers import Log, LogFile, Webhook
from alerts.notify import notify
from alerts.rule import spikes
from alerts.series import Bucket, Series
from mentions.errors import ConfigError, Refused, TryLater
from mentions.model import Entry, Mention, Opinion, Polarity, Reading, Spike

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = datetime(2026, 11, 22, 15, tzinfo=UTC)
ARITHMETIC = {
    "count": 20.0, "usual": 4.0, "upper_bound": 12.525, "spread": 0.5, "z": 4.84,
    "threshold": 3.0, "minimum": 5.0, "history_days": 14.0, "total": 30.0, "share": 2 / 3,
    "usual_share": 0.2, "share_z": 5.6, "ratio": 5.0,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rule:
    minimum: int = 5
    history_days: int = 14
    threshold: float = 3.0
    cool_down_hours: int = 24
    look_back_days: int = 7


RULE = Rule()


class Kept:
    """Findings and marks in memory, as the ledger keeps them."""

    def __init__(self, *spikes):
        self.by_id = {spike.id: spike for spike in spikes}
        self.marks = {}

    def spikes(self):
        return tuple(self.by_id.values())

    def found(self, *spikes):
        """Put spikes; when one was told stays."""
        for spike in spikes:
            before = self.by_id.get(spike.id)
            self.by_id[spike.id] = replace(spike, told_at=before.told_at if before else None)

    def told(self, spike_id, at):
        self.by_id[spike_id] = replace(self.by_id[spike_id], told_at=at)

    def get(self, key):
        return self.marks.get(key)

    def put(self, key, value):
        self.marks[key] = value


class Friend:
    """Takes messages, unless told to raise."""

    def __init__(self, name="friend", error=None):
        self.name, self.error, self.heard, self.severities = name, error, [], []

    def tell(self, message):
        if self.error:
            raise self.error
        self.heard.append(message.spike.id)
        self.severities.append(message.spike.severity)


def spike(number=1, *, brand="달빛커피", since=TODAY, severity="warning", **more):
    return Spike(
        id=f"spike-{number}",
        brand=brand,
        polarity=Polarity.BLAME,
        since=since,
        until=since + timedelta(days=1),
        count=20,
        usual=4.0,
        severity=severity,
        arithmetic=ARITHMETIC,
        **more,
    )


def write(spike):
    return message(spike, zone=SEOUL)


def tell(kept, *notifiers, now=NOW, rule=RULE):
    return notify(kept, kept, notifiers, write, rule=rule, now=now)


class Server(HTTPServer):
    """A web server on this machine that answers with the given codes, then 200."""

    def __init__(self, *answers):
        self.answers, self.bodies, self.keys = list(answers), [], []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hooks/geheim-token"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        code = self.server.answers.pop(0) if self.server.answers else 200
        if code == 200:
            self.server.bodies.append(json.loads(body))
            self.server.keys.append(self.headers["Idempotency-Key"])
        self.send_response(code)
        if code in {302, 307}:
            self.send_header("Location", f"http://127.0.0.1:{self.server.elsewhere}/stolen")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the name that http.server calls

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    running = []

    def start(*answers):
        server = Server(*answers)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_gets_a_spike_once_though_run_twice(serve):
    server, kept = serve(), Kept(spike())
    first = tell(kept, Webhook(server.url))
    second = tell(kept, Webhook(server.url))
    assert (first.told, second.told) == (1, 0)
    (body,) = server.bodies
    assert (body["id"], body["brand"], body["count"]) == ("spike-1", "달빛커피", 20)
    assert body["arithmetic"]["upper_bound"] == 12.525
    assert server.keys == ["spike-1/warning"]


@pytest.mark.parametrize("busy", [500, 503, 429, 408])
def test_a_busy_webhook_gets_it_on_the_next_run_and_once(serve, busy):
    server, kept = serve(busy), Kept(spike())
    first = tell(kept, Webhook(server.url))
    assert (first.told, first.waiting, server.bodies) == (0, 1, [])
    assert str(busy) in first.errors[0]
    assert tell(kept, Webhook(server.url)).told == 1
    assert tell(kept, Webhook(server.url)).told == 0
    assert len(server.bodies) == 1


def test_a_dead_webhook_can_be_tried_later(serve):
    server = serve()
    dead = Webhook(f"http://127.0.0.1:{server.server_port}/geheim-token")
    server.shutdown()
    server.server_close()
    with pytest.raises(TryLater, match="cannot be reached") as raised:
        dead.tell(write(spike()))
    assert "geheim" not in str(raised.value)


def test_a_silent_webhook_is_left_after_the_timeout():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(TryLater):
            Webhook(url, timeout=0.2).tell(write(spike()))


@pytest.mark.parametrize("code", [400, 401, 404, 410])
def test_a_webhook_that_refuses_is_said_without_its_secret(serve, code):
    server = serve(code)
    with pytest.raises(Refused, match=str(code)) as raised:
        Webhook(server.url).tell(write(spike()))
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize("code", [302, 307])
def test_a_redirect_is_not_followed(serve, code):
    thief, server = serve(), serve(code)
    server.elsewhere = thief.server_port
    with pytest.raises(Refused):
        Webhook(server.url).tell(write(spike()))
    assert thief.bodies == []


@pytest.mark.parametrize(
    "url",
    ["", "geheim", "file:///etc/passwd", "ftp://host/geheim", "http://", "http://host:geheim/",
     "http://호스트/geheim", "http://host/ge heim"],
)  # fmt: skip
def test_a_wrong_address_is_refused_without_showing_it(url):
    with pytest.raises(ConfigError) as raised:
        Webhook(url)
    assert "heim" not in str(raised.value)


def test_the_secret_is_not_in_the_repr():
    assert "geheim" not in repr(Webhook("https://example.com/geheim"))


def test_who_took_it_does_not_get_it_again_while_another_fails():
    kept, good, bad = Kept(spike()), Friend("good"), Friend("bad", TryLater("busy"))
    assert tell(kept, good, bad).errors == ("busy",)
    bad.error = None
    assert tell(kept, good, bad).told == 1
    assert (good.heard, bad.heard) == (["spike-1"], ["spike-1"])


def test_a_notifier_that_failed_is_asked_once_a_run():
    kept = Kept(spike(1), spike(2, brand="별빛커피"))
    failing = Friend("bad", Refused("no"))
    calls = []
    failing.tell = lambda message: (calls.append(message), (_ for _ in ()).throw(Refused("no")))
    assert tell(kept, failing).waiting == 2
    assert len(calls) == 1


def test_the_cool_down_is_per_brand_and_polarity():
    later = TODAY + timedelta(hours=1)
    kept = Kept(spike(1), spike(2, since=later), spike(3, brand="별빛커피", since=later))
    friend = Friend()
    result = tell(kept, friend)
    assert (friend.heard, result.told, result.cooling) == (["spike-1", "spike-3"], 2, 1)
    assert tell(kept, friend).told == 0


def test_a_worse_spike_is_told_within_the_cool_down():
    kept = Kept(spike(1), spike(2, since=TODAY + timedelta(hours=1), severity="severe"))
    assert tell(kept, Friend()).told == 2


def test_a_spike_that_gets_worse_is_told_again_and_once():
    kept, friend = Kept(spike(severity="volume")), Friend()
    tell(kept, friend)
    for severity in ("volume", "severe", "severe", "warning", "severe"):
        kept.found(spike(severity=severity))
        later = tell(kept, friend, now=NOW + timedelta(hours=1))
    assert friend.severities == ["volume", "severe"]
    assert (later.told, later.waiting, later.cooling) == (0, 0, 0)
    assert kept.by_id["spike-1"].told_at == NOW + timedelta(hours=1)


def test_who_did_not_take_the_worse_gets_it_on_the_next_run():
    kept, good, bad = Kept(spike(severity="volume")), Friend("good"), Friend("bad")
    tell(kept, good)
    kept.found(spike(severity="severe"))
    bad.error = TryLater("busy")
    first = tell(kept, good, bad)
    assert (first.told, first.waiting, first.cooling) == (0, 1, 0)
    bad.error = None
    assert tell(kept, good, bad).told == 1
    assert tell(kept, good, bad).told == 0
    assert (good.severities, bad.severities) == (["volume", "severe"], ["severe"])


def test_a_webhook_can_tell_the_worse_message_from_a_repeated_one(serve):
    server, kept = serve(), Kept(spike(severity="volume"))
    tell(kept, Webhook(server.url))
    kept.found(spike(severity="severe"))
    tell(kept, Webhook(server.url))
    assert server.keys == ["spike-1/volume", "spike-1/severe"]
    assert [body["id"] for body in server.bodies] == ["spike-1", "spike-1"]


def test_what_an_earlier_version_told_is_not_told_again():
    kept, friend = Kept(spike(told_at=NOW)), Friend()
    kept.marks["told/friend/spike-1"] = {"at": NOW.isoformat()}
    assert tell(kept, friend).told == 0
    assert friend.heard == []


def test_the_next_day_is_silent_and_the_one_after_is_not():
    days = [spike(n, since=TODAY + timedelta(days=n)) for n in range(3)]
    kept, friend = Kept(*days), Friend()
    result = tell(kept, friend, now=NOW + timedelta(days=2))
    assert friend.heard == ["spike-0", "spike-2"]
    assert (result.told, result.waiting, result.cooling) == (2, 0, 1)


def test_the_day_before_that_is_found_late_is_silent_too():
    kept, friend = Kept(spike(2)), Friend()
    tell(kept, friend)
    kept.found(spike(1, since=TODAY - timedelta(days=1)))
    assert tell(kept, friend).cooling == 1


def test_the_next_day_is_held_against_what_was_told():
    kept, friend = Kept(spike(1, severity="severe")), Friend()
    tell(kept, friend)
    tomorrow = spike(2, since=TODAY + timedelta(days=1), severity="warning")
    kept.found(spike(1, severity="volume"), tomorrow)
    assert tell(kept, friend, now=NOW + timedelta(days=1)).cooling == 1


def days_of(*counts):
    """Return a series of whole days of which the last is today."""
    first = TODAY - timedelta(days=len(counts) - 1)
    moments = (first + timedelta(days=n) for n in range(len(counts)))
    buckets = (
        Bucket(since=since, until=since + timedelta(days=1), count=count, total=count + 20)
        for since, count in zip(moments, counts, strict=True)
    )
    return Series(brand="달빛커피", polarity=Polarity.BLAME, buckets=tuple(buckets))


def test_a_crisis_of_three_days_is_told_on_the_first_and_not_on_the_second():
    whole, kept, told = days_of(*[4] * 14, 20, 20, 20), Kept(), []
    for day in range(3):
        for hour in range(24):
            now = NOW.replace(hour=0) - timedelta(days=2 - day, hours=9 - hour)
            kept.found(*spikes(whole, RULE, now=now))
            told += [day] * tell(kept, Friend(), now=now).told
    assert told == [0, 2]


def test_old_and_future_spikes_are_not_told():
    kept = Kept(spike(1, since=NOW - timedelta(days=9)), spike(2, since=NOW + timedelta(hours=1)))
    assert tell(kept, Friend()).told == 0


def test_without_a_notifier_nothing_counts_as_told():
    kept = Kept(spike())
    assert tell(kept).waiting == 1
    assert kept.by_id["spike-1"].told_at is None


def test_a_file_gets_one_json_object_a_line(tmp_path):
    path = tmp_path / "spikes.jsonl"
    tell(Kept(spike(1), spike(2, brand="별빛\n커피")), LogFile(path))
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["spike-1", "spike-2"]
    assert all("달빛커피" in row["text"] or "별빛 커피" in row["text"] for row in rows)


def test_the_file_keeps_nobodys_words(tmp_path):
    said = message(spike(), [evidence("배송이 너무 느려요", "너무 느려요")], zone=SEOUL)
    assert "느려요" in said.text
    LogFile(tmp_path / "spikes.jsonl").tell(said)
    kept = (tmp_path / "spikes.jsonl").read_text(encoding="utf-8")
    assert "느려요" not in kept
    assert "blog:1" not in kept
    assert "example.com" not in kept


def test_a_file_that_cannot_be_written_is_tried_later(tmp_path):
    assert tell(Kept(spike()), LogFile(tmp_path / "none" / "spikes.jsonl")).waiting == 1


def test_the_log_is_told(caplog):
    with caplog.at_level(logging.WARNING):
        tell(Kept(spike()), Log())
    assert "달빛커피" in caplog.text


def evidence(text, quote):
    mention = Mention(
        id="blog:1", source="blog", heard_at=NOW, text=text, url="https://example.com/1"
    )
    opinion = Opinion(brand="달빛커피", polarity=Polarity.BLAME, confidence=0.9, quote=quote)
    reading = Reading(
        mention_id="blog:1",
        reader="person:test",
        polarity=Polarity.BLAME,
        confidence=0.9,
        praise=0.1,
        opinions=(opinion,),
    )
    return Entry(mention=mention, reading=reading)


def test_the_message_in_korean():
    said = message(spike(), [evidence("라떼는 좋은데 직원이 불친절", "직원이 불친절")], zone=SEOUL)
    assert said.text.splitlines() == [
        "[주의] 달빛커피: 비난 급증, 2026-11-23 00:00부터",
        "언급 20건(평소 4건, 5.0배), 지난 14일의 상한 12.5건을 넘음. "
        "판독한 언급 30건의 67%(평소 20%).",
        "“직원이 불친절” https://example.com/1",
    ]


def test_the_message_in_english():
    first, second = message(spike(), zone=SEOUL, language="en").text.splitlines()
    assert first == "[warning] 달빛커피: spike of blame since 2026-11-23 00:00"
    assert second == (
        "20 mentions (usually 4, 5.0 times), above the bound 12.5 of the past 14 days; "
        "67% of 30 read mentions (usually 20%)."
    )


def test_a_silent_past_has_no_ratio_to_tell():
    silent = {name: value for name, value in ARITHMETIC.items() if name != "ratio"}
    text = message(replace(spike(), arithmetic=silent, usual=0.0), zone=SEOUL).text
    assert "평소 0건)" in text


@pytest.mark.parametrize("text", ["가\r\n[심각] 가짜 경고", "가\x1b[31m빨강", "가\u2028나"])
def test_a_quote_cannot_forge_lines_or_colours(text):
    said = message(spike(), [evidence(text, "")], zone=SEOUL)
    assert len(said.text.splitlines()) == 3
    assert "\x1b" not in said.text


def test_a_long_text_is_cut():
    said = message(spike(), [evidence("가" * 200_000, "")], zone=SEOUL)
    assert len(said.quotes[0].text) == 140
