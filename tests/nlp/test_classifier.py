import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ConfigError
from mentions.model import Polarity
from nlp.classifier import Classifier, batches
from nlp.labels import BLAME, NEUTRAL, PRAISE, meaning, polarities_of

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "좋다", "나쁘다", "배송", "이"]


def tiny_model(folder, labels):
    """Save a tiny BERT with random weights, as anybody's model from the hub would lie there."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=40,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    ("labels", "given_labels"),
    [
        (("negative", "neutral", "positive"), {}),
        (("LABEL_0", "LABEL_1"), {}),
        (("긍정", "부정"), {}),
        (
            ("1 star", "2 stars", "3 stars"),
            {"1 star": "blame", "2 stars": "neutral", "3 stars": "praise"},
        ),
    ],
)
def test_any_model_of_the_hub_reads(tmp_path, labels, given_labels):
    folder = tiny_model(tmp_path, labels)
    loaded = Classifier.load(str(folder), engine="torch", labels=given_labels)
    rows = loaded.classify(["좋다", "나쁘다 배송 " * 100, "좋다 이"])
    assert rows.shape == (3, 3)
    assert np.allclose(rows.sum(axis=1), 1)
    assert (rows >= 0).all()


def test_the_calibration_beside_the_weights_is_used(tmp_path):
    folder = tiny_model(tmp_path, ("blame", "neutral", "praise"))
    plain = Classifier.load(str(folder), engine="torch")
    (folder / "calibration.json").write_text(json.dumps({"temperature": 50.0}))
    flat = Classifier.load(str(folder), engine="torch")
    assert flat.name != plain.name
    assert np.ptp(flat.classify(["좋다"])) < np.ptp(plain.classify(["좋다"]))
    (folder / "calibration.json").write_text(json.dumps({"praise_bias": 30.0}))
    praising = Classifier.load(str(folder), engine="torch").classify(["나쁘다"])
    assert praising[0][PRAISE] > 0.99
    for wrong in ({"temperature": 0}, {"praise_bias": "much"}):
        (folder / "calibration.json").write_text(json.dumps(wrong))
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            Classifier.load(str(folder), engine="torch")


def test_close_calls_do_not_depend_on_the_company(model):
    from nlp import corpus

    fast = Classifier.load(model, device="cpu")
    exact = Classifier.load(model, precision="float32")
    assert fast.engines.exact is not fast.engines.fast
    path = Path(__file__).parents[2] / "nlp/data/dev_sentences.tsv"
    texts = [example.text for example in corpus.sentences(path)]
    together, alone = fast.classify(texts), exact.classify(texts)
    apart = np.concatenate([fast.classify(texts[at : at + 7]) for at in range(0, len(texts), 7)])
    assert (together.argmax(axis=1) == apart.argmax(axis=1)).mean() > 0.995
    assert (together.argmax(axis=1) == alone.argmax(axis=1)).mean() >= 0.99
    ordered = np.sort(alone, axis=1)
    close = ordered[:, -1] - ordered[:, -2] < 0.01
    assert (together.argmax(axis=1) == alone.argmax(axis=1))[close].all()


def test_any_model_runs_in_openvino_too_and_is_prepared_once(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("IPSOMUN_CACHE", str(tmp_path / "cache"))
    folder = tiny_model(tmp_path / "model", ("negative", "neutral", "positive"))
    loaded = Classifier.load(str(folder), device="cpu", engine="openvino")
    assert "once" in caplog.text
    caplog.clear()
    again = Classifier.load(str(folder), device="cpu", engine="openvino")
    assert not caplog.text
    assert [path.name for path in (tmp_path / "cache").iterdir()] != []
    texts = ["좋다", "나쁘다 배송 " * 100, "좋다 이"]
    exact = Classifier.load(str(folder), precision="float32").classify(texts)
    for one in (loaded, again):
        assert one.engines.fast.name.startswith("openvino")
        assert np.abs(one.classify(texts) - exact).max() < 0.02


def test_a_preparation_that_was_cut_off_is_made_again(tmp_path, monkeypatch):
    from nlp import openvino_engine

    monkeypatch.setenv("IPSOMUN_CACHE", str(tmp_path / "cache"))
    folder = tiny_model(tmp_path / "model", ("negative", "positive"))
    prepare = openvino_engine.prepare

    def dies(model, place):
        prepare(model, place)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(openvino_engine, "prepare", dies)
        with pytest.raises(KeyboardInterrupt):
            Classifier.load(str(folder), engine="openvino")
    assert list((tmp_path / "cache").iterdir()) == []
    assert Classifier.load(str(folder), engine="openvino").classify(["좋다"]).shape == (1, 3)


def test_eight_bits_keep_weights_to_a_hundredth(tmp_path):
    import torch

    from nlp.weights import load_weights, save_weights

    torch.manual_seed(1)
    state = {"a.weight": torch.randn(30, 20), "a.bias": torch.randn(30), "empty": torch.zeros(3, 4)}
    save_weights(state, tmp_path)
    kept = load_weights(tmp_path)
    assert kept.keys() == state.keys()
    for name, tensor in state.items():
        assert torch.allclose(kept[name], tensor, atol=0.02)


@pytest.mark.parametrize("name", ["/no/such/folder", "no-such/model-anywhere", "a/b/c", "."])
def test_a_missing_model_is_named(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"reader\.model"):
        Classifier.load(name)


def test_a_broken_model_is_named(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "no such type"}')
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ConfigError, match="does not load"):
        Classifier.load(str(tmp_path), engine="torch", labels={"LABEL_0": "blame"})
    (tmp_path / "config.json").write_text("no JSON")
    with pytest.raises(ConfigError, match="no JSON"):
        Classifier.load(str(tmp_path))


def test_a_gpu_that_is_not_there_is_named(tmp_path):
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(ConfigError, match="cuda"):
        Classifier.load(str(tiny_model(tmp_path, ("neg", "pos"))), device="cuda")


def test_labels_are_understood():
    assert meaning({0: "NEG", 1: "POS"}, {}) == (Polarity.BLAME, Polarity.PRAISE)
    assert meaning({0: "LABEL_0", 1: "LABEL_1"}, {"LABEL_0": "praise", "LABEL_1": "blame"}) == (
        Polarity.PRAISE,
        Polarity.BLAME,
    )


@pytest.mark.parametrize(
    ("labels", "given_labels", "named"),
    [
        ({0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}, {}, "LABEL_0"),
        ({0: "joy", 1: "anger"}, {"joy": "praise"}, "anger"),
        ({0: "neg", 1: "pos"}, {"POS": "praise"}, "POS"),
        ({0: "pos", 1: "neutral"}, {}, "blame"),
    ],
)
def test_labels_that_are_not_understood_are_named(labels, given_labels, named):
    with pytest.raises(ConfigError, match=named):
        meaning(labels, given_labels)


def test_two_labels_give_neutral_by_doubt():
    pair = (Polarity.BLAME, Polarity.PRAISE)
    rows = polarities_of(np.array([[0.5, 0.5], [0.45, 0.55], [0.1, 0.9], [0.9, 0.1]]), pair)
    assert list(rows.argmax(axis=1)) == [NEUTRAL, NEUTRAL, PRAISE, BLAME]
    assert np.allclose(rows.sum(axis=1), 1)
    assert rows[2, PRAISE] == pytest.approx(0.9)


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(1, 1000))
def test_batches_hold_every_row_once_within_the_budget(lengths, budget):
    cut = list(batches(lengths, budget))
    assert sorted(row for batch in cut for row in batch) == list(range(len(lengths)))
    for batch in cut:
        padded = len(batch) * max(lengths[row] for row in batch)
        assert padded <= budget or len(batch) == 1


def test_order_and_batch_do_not_matter(classifier):
    texts = [f"{'정말 ' * (number % 7)}배송이 {number}일 걸렸어요 최악" for number in range(40)]
    together = classifier.classify(texts)
    backwards = classifier.classify(texts[::-1])[::-1]
    alone = np.vstack([classifier.classify([text]) for text in texts])
    for other in (backwards, alone):
        assert (other.argmax(axis=1) == together.argmax(axis=1)).all()
        assert np.abs(other - together).max() < 0.02


def test_progress_ends_at_the_total(classifier):
    told = []
    classifier.classify(["좋다"] * 5, told=lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    assert classifier.classify([]).shape == (0, 3)
