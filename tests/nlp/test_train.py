"""Training on a tiny model and a few texts: it learns, resumes, and says what it was made of."""

import gzip
import json
from dataclasses import replace

import pytest
import torch
from test_classifier import tiny_model

from nlp import corpus, courses, train, train_ngrams
from nlp.classifier import Classifier
from nlp.labels import BLAME, NEUTRAL, PRAISE
from nlp.network import Names, Network
from nlp.ngrams import Ngrams

TINY = replace(
    train.COURSES["trades"],
    layers=1,
    epochs=8,
    blame_per_epoch=60,
    mixed_per_epoch=4,
    praise_per_epoch=60,
    small_set_repeats=0,
    comments_part=1.0,
    mention_repeats=0,
    post_repeats=0,
    hidden_tokens=0.0,
    batch_tokens=32,
    learning_rate=0.05,
    layer_decay=1.0,
)


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def review(number, text, stars):
    label = 1 if stars > 8 else 0 if stars < 5 else None
    official = "train" if label is not None and str(number)[-1] < "5" else None
    told = {"text": text, "rating": stars, "label": label, "official": official}
    return {"id": str(number), **told}


@pytest.fixture
def data(tmp_path):
    """The folder of the data sets, with a few rows each."""
    folder = tmp_path / "data"
    said = [("나쁘다 배송", 1), ("나쁘다 이", 4), ("이 배송", 6), ("좋다 이", 9), ("좋다 배송", 10)]
    rows = [review(number, *said[number % 5]) for number in range(100)]
    write(folder / "nsmc/train.jsonl.gz", [*rows, review("demo", "좋다 나쁘다", 1)])
    write(folder / "nsmc/dev.jsonl.gz", rows[:20])
    balanced = [row["id"] for row in rows[:20] if row["label"] is not None]
    (folder / "nsmc/dev_balanced_ids.txt").write_text("\n".join(balanced))
    comments = [{"id": str(n), "text": "이 이", "labels": [24]} for n in range(20)]
    write(folder / "kote/train.jsonl.gz", comments)
    names = ["불평", *(f"감정{n}" for n in range(1, 44))]
    (folder / "kote/labels.json").write_text(json.dumps(names), encoding="utf-8")
    tweets = [{"text": "@user 오늘 배송 이 하나 둘", "label": 0}]
    write(folder / "kocasm/train.jsonl.gz", tweets)
    write(tmp_path / "demo.jsonl.gz", [{"id": "demo"}])
    return folder


@pytest.fixture
def base(tmp_path):
    torch.manual_seed(7)
    return tiny_model(tmp_path / "base", ("blame", "neutral", "praise"))


def course(recipe, base, data, name):
    out = data.parent / name
    train.train(recipe, base, data, out, data.parent / "demo.jsonl.gz")
    return out


def test_a_course_teaches_and_says_how(base, data):
    out = course(TINY, base, data, "out")
    loaded = Classifier.load(str(out), device="cpu", precision="float32")
    blame, praise = loaded.classify(["나쁘다 배송", "좋다 배송"])
    assert blame[BLAME] > 0.6
    assert praise[PRAISE] > 0.6
    assert len(loaded.emotions) == 44
    assert json.loads((out / "recipe.json").read_text())["course"] == "trades"


def test_emotions_are_taught_beside_polarity(base, data, monkeypatch):
    monkeypatch.setattr(corpus, "sentences", lambda _path: [])
    out = course(replace(TINY, small_set_repeats=10), base, data, "out")
    silent, _ = Classifier.load(str(out), precision="float32").judge(["이 이", "좋다 배송"])
    none = silent.emotions[corpus.KOTE_NONE]
    assert none > 0.5
    assert none > silent.emotions[0]
    assert silent.polarity.argmax() == NEUTRAL


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A few annotated mentions and posts; every tenth is held out."""
    written = [
        "food\tsingle\t배송 좋다\tA+\tA+배송:배송 좋다",
        "food\tsingle\t나쁘다 이\tA-\tA-맛:이",
    ]
    (tmp_path / "mentions.tsv").write_text("\n".join(written * 15), encoding="utf-8")
    posts = ["disclosed\t2025-01-02\t이\t배송\tclear:이", "organic\t2025-01-02\t\t배송\t"]
    (tmp_path / "posts.tsv").write_text("\n".join(posts * 10), encoding="utf-8")
    monkeypatch.setattr(courses, "MENTIONS", tmp_path / "mentions.tsv")
    monkeypatch.setattr(courses, "POSTS", tmp_path / "posts.tsv")


def test_sides_and_signs_are_taught_with_the_words_that_show_them(base, data, told, monkeypatch):
    monkeypatch.setattr(corpus, "sentences", lambda _path: [])
    recipe = replace(TINY, mention_repeats=8, post_repeats=8, new_head_rate=1.0)
    loaded = Classifier.load(str(course(recipe, base, data, "out")), precision="float32")
    assert loaded.aspects == ("맛", "배송")
    praised, blamed, paid = loaded.judge(["배송 좋다", "나쁘다 이", "이\n배송"])
    assert praised.sides[2].argmax() == PRAISE
    assert praised.sides[2, PRAISE] > 0.5 > praised.sides[1].max()
    assert blamed.sides[1].argmax() == BLAME
    start, end = blamed.side_places[1, BLAME]
    assert "나쁘다 이"[start:end] == "이"
    assert paid.signs[0] > 0.5 > praised.signs[0]
    assert tuple(paid.sign_places[0]) == (0, 1)


def test_a_head_that_is_named_anew_is_taught_anew_and_the_rest_stays(base, data, told):
    out = course(replace(TINY, mention_repeats=1, epochs=1), base, data, "out")
    before = Network.load(out)
    names = Names.of(before.config)
    again = Network.load(out, names._replace(aspects=("배송",)))
    assert torch.equal(again.polarity.classifier.weight, before.polarity.classifier.weight)
    assert torch.equal(again.emotions[0].weight, before.emotions[0].weight)
    assert again.shown.out_features == before.shown.out_features - 3
    assert torch.equal(Network.load(out, names).shown.weight, before.shown.weight)
    assert Network.load(out, Names()).shown is None


def test_weights_that_do_not_fit_their_config_are_refused(base, data, tmp_path):
    out = course(replace(TINY, epochs=1), base, data, "out")
    config = json.loads((out / "config.json").read_text())
    (out / "config.json").write_text(json.dumps(config | {"intermediate_size": 8}))
    with pytest.raises(RuntimeError, match="size mismatch"):
        Network.load(out)


def test_the_official_course_learns_the_benchmarks_own_rows_only(data):
    path = data / "nsmc/train.jsonl.gz"
    found = corpus.reviews(path, frozenset(), only_official=True)
    assert {group: len(some) for group, some in found.items()} == {
        "blame": 20,
        "mixed": 0,
        "praise": 20,
    }
    examples = train.epoch_examples(train.COURSES["official"], 0, found, data)
    assert len(examples) == 40
    assert all(one.emotions is None for one in examples)


def test_ngrams_learn_and_say_what_each_word_adds(data, tmp_path):
    arguments = ["trades", "--data", str(data), "--out", str(tmp_path / "ngrams")]
    train_ngrams.main([*arguments, "--without", str(tmp_path / "demo.jsonl.gz")])
    loaded = Ngrams.load(tmp_path / "ngrams")
    blame, praise = loaded.logits(["나쁘다 배송", "좋다 배송"])
    assert blame.argmax() == BLAME
    assert praise.argmax() == PRAISE
    bad, parcel, good = loaded.by_word("나쁘다 배송 좋다")
    assert bad < parcel < good
    row = loaded.logits(["나쁘다"])[0] - loaded.bias
    assert loaded.by_word("나쁘다") == [pytest.approx(row[PRAISE] - row[BLAME])]


def test_a_course_that_was_cut_off_goes_on_where_it_stopped(base, data, monkeypatch):
    monkeypatch.setattr(train, "KEPT_EVERY", 3)
    step, steps = train.Run.step, []

    def counted(run, *given):
        steps.append(1)
        if len(steps) == stop_at:
            raise KeyboardInterrupt
        return step(run, *given)

    monkeypatch.setattr(train.Run, "step", counted)
    stop_at = None
    whole = course(TINY, base, data, "whole")
    needed = len(steps)
    stop_at = needed + 8
    with pytest.raises(KeyboardInterrupt):
        course(TINY, base, data, "cut")
    cut = course(TINY, base, data, "cut")
    assert len(steps) == 2 * needed + 2  # the seventh and the one that died were done again
    one, other = (
        torch.cat([p.flatten() for p in Network.load(place).parameters()]) for place in (whole, cut)
    )
    assert torch.equal(one, other)


def test_what_the_demo_shows_is_not_learned(data):
    found = corpus.reviews(data / "nsmc/train.jsonl.gz", frozenset({"demo"}))
    assert {group: len(some) for group, some in found.items()} == {
        "blame": 40,
        "mixed": 20,
        "praise": 40,
    }
    assert "좋다 나쁘다" not in {review.text for some in found.values() for review in some}


def test_every_epoch_draws_what_was_not_drawn_yet():
    groups = {"praise": [corpus.Review(str(n), 10) for n in range(10)], "blame": []}
    drawn = [corpus.draw(groups, {"praise": 4}, epoch, seed=1) for epoch in range(3)]
    assert len({review.text for some in drawn[:2] for review in some}) == 8
    assert len({review.text for some in drawn for review in some}) == 10
    assert drawn[0] == corpus.draw(groups, {"praise": 4}, 0, seed=1)


def test_stars_are_taught_as_sure_as_they_are():
    targets = [corpus.taught(corpus.Review("", n)).target for n in range(1, 11)]
    assert all(sum(target) == pytest.approx(1) for target in targets)
    praise = [target[PRAISE] for target in targets]
    assert praise == sorted(praise)


def test_sentences_are_sound_and_apart_from_those_that_test(request):
    path = request.path.parents[2] / "nlp/data/sentences.tsv"
    learned = {example.text for example in corpus.sentences(path)}
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    assert len(learned) == len(lines)
    held_out = request.path.with_name("neutral.tsv").read_text(encoding="utf-8").splitlines()
    assert learned.isdisjoint(line.split("\t")[2] for line in held_out)
