import json
import os
import threading

import pytest

from nlp import stdin
from nlp.stdin import read_lines


def asked(reader, content, *, pieces=None):
    """Return the answers to what a writer puts into a pipe."""
    read_end, write_end = os.pipe()

    def write():
        with os.fdopen(write_end, "wb") as pipe:
            for piece in pieces or [content]:
                pipe.write(piece)
                pipe.flush()

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(read_end, "rb") as stream:
        answers = [json.loads(line) for line in read_lines(stream, reader)]
    writer.join()
    return answers


def test_each_line_is_answered_in_order(reader):
    content = "\n".join(
        [
            json.dumps({"id": "a", "text": "달빛커피는 최고예요"}),
            json.dumps({"id": 7, "text": "정말 별로", "brands": ["하늘신발"], "title": "후기"}),
            "",
            json.dumps(
                {"id": "a", "text": "정말 최악이에요", "posted_at": "2026-11-01T09:00:00+09:00"}
            ),
        ]
    )
    first, second, third = asked(reader, content.encode())
    assert list(first) == ["id", "polarity", "confidence", "praise", "opinions"]
    assert (first["id"], first["polarity"]) == ("a", "praise")
    assert list(first["opinions"][0]) == ["brand", "aspect", "polarity", "confidence", "quote"]
    assert first["opinions"][0]["quote"] == "달빛커피는 최고예요"
    assert (second["id"], second["opinions"][0]["brand"]) == (7, "하늘신발")
    assert (third["id"], third["polarity"], third["opinions"]) == ("a", "blame", [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"text": "a"}', '"id"'),
        (b'{"id": true, "text": "a"}', '"id"'),
        (b'{"id": 1}', '"text"'),
        (b'{"id": 1, "text": 5}', '"text"'),
        (b'{"id": 1, "text": "a", "brands": "b"}', '"brands"'),
        (b'{"id": 1, "text": "a", "posted_at": "yesterday"}', '"posted_at"'),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b', "text": "a"}', "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(reader, line, why):
    good = b'{"id": 1, "text": "a"}'
    before, wrong, after = asked(reader, b"\n".join([good, line, good]))
    assert before["id"] == after["id"] == 1
    assert wrong["line"] == 2
    assert why in wrong["error"]


def test_a_line_that_is_too_long_is_not_held(reader, monkeypatch):
    monkeypatch.setattr(stdin, "LONGEST_LINE", 1000)
    good = b'{"id": 1, "text": "a"}\n'
    answers = asked(reader, good + b"x" * 500_000 + b"\n" + good)
    assert [answer.get("line", "good") for answer in answers] == ["good", 2, "good"]


def test_a_lone_surrogate_comes_back_as_its_escape(reader):
    (answer,) = asked(reader, b'{"id": 1, "text": "\\ud800 \xed\x95\x98", "brands": ["b"]}')
    assert answer["opinions"][0]["quote"].startswith("\ud800")


def test_lines_in_pieces_are_whole(reader):
    content = json.dumps({"id": 1, "text": "달빛커피 최고"}, ensure_ascii=False).encode() + b"\n"
    answers = asked(reader, None, pieces=[content[:20], content[20:], content])
    assert [answer["polarity"] for answer in answers] == ["praise", "praise"]


def test_a_slow_writer_is_answered_before_it_ends(reader):
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as stream, os.fdopen(write_end, "wb", buffering=0) as pipe:
        answers = read_lines(stream, reader)
        for number in (1, 2):
            pipe.write(json.dumps({"id": number, "text": "좋아요"}).encode() + b"\n")
            assert json.loads(next(answers))["id"] == number


def test_no_line_no_answer(reader):
    assert asked(reader, b"") == []
