"""Figures on held-out mentions are of what people wrote; what is fitted on them is kept."""

import json
import shutil

import pytest

from mentions.model import Polarity
from nlp import evaluate_mentions
from nlp.annotations import annotated
from nlp.classifier import Calibration, calibration_of
from nlp.corpus import Post, posts
from nlp.courses import POSTS
from nlp.naming import locate

LINE = "food\ttwo\t제목 ⏎ {B|들마켓}보다 {A|솔바람} 라떼가 진함\tA+ B-\tA+맛:라떼가 진함"


def test_each_mention_has_brands_of_its_own():
    truths, brands = evaluate_mentions.truths_of([annotated(LINE), annotated(LINE)])
    assert [brand.name for brand in brands] == ["상표0A", "상표0B", "상표1A", "상표1B"]
    assert brands[0].words == ("솔바람",)
    (truth, _) = truths
    assert (truth.mention.title, truth.mention.text) == ("제목", "들마켓보다 솔바람 라떼가 진함")
    assert truth.whole()["상표0B"].polarity is Polarity.BLAME
    assert [(one.brand, one.aspect) for one in truth.opinions if one.aspect] == [("상표0A", "맛")]
    assert truth.part == "two"


def test_a_brand_that_no_name_stands_for_is_known_by_its_own():
    (truth,), (brand,) = evaluate_mentions.truths_of([annotated("app\tsingle\t자꾸 꺼짐\tA-\t")])
    assert brand.words == (brand.name,)
    assert truth.mention.brands == (brand.name,)


def test_every_shipped_post_bears_the_words_that_it_says():
    shipped = posts(POSTS)
    assert len(shipped) > 1_500
    for post in shipped:
        example = post.example(("clear", "vague", "reward", "denial"))
        assert all(example.text[one.start : one.end].strip() for one in example.signs or ())


def test_a_post_with_a_sign_that_nobody_knows_is_refused():
    post = posts(POSTS)[0]._replace(title="", text="협찬 받음", signs="strange:협찬")
    with pytest.raises(ValueError, match="no sign of pay: strange"):
        post.example(("clear",))


def test_what_is_fitted_is_kept_and_the_rest_stays(tmp_path):
    (tmp_path / "calibration.json").write_text('{"temperature": 1.5, "fitted_on": "dev"}')
    evaluate_mentions.keep(tmp_path, least_side=0.4)
    assert calibration_of(tmp_path) == Calibration(temperature=1.5, least_side=0.4)
    assert json.loads((tmp_path / "calibration.json").read_text())["fitted_on"] == "dev"


def test_a_fit_says_the_same_as_the_figures_after_it(tmp_path, capsys, request):
    """Fitted on a few mentions, the copy of the shipped model tells so in its figures."""
    model = tmp_path / "model"
    shutil.copytree(locate(""), model)
    few = tmp_path / "mentions.tsv"
    root = request.path.parents[2]
    every = (root / "nlp/data/mentions.tsv").read_text(encoding="utf-8").splitlines()
    few.write_text("\n".join(every[:40]), encoding="utf-8")
    told = ["--model", str(model), "--mentions", str(few), "--config", str(root / "config.toml")]
    evaluate_mentions.main([*told, "--all", "--calibrate"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("40 mentions, ")
    fitted = calibration_of(model)
    assert any(line.startswith(f"aspects from {fitted.least_side}: F1 0.") for line in lines)
    assert any("signs of pay and seen: F1 0.9" in line for line in lines)
    assert fitted.temperature == calibration_of(locate("")).temperature


def test_hints_of_a_post_know_the_title_from_the_text():
    class Told:
        signs = (0.9, 0.9, 0.1)
        sign_places = ((1, 2), (4, 6), (0, 0))

    post = Post(None, None, "제목", "본문이다", "")
    first, second = evaluate_mentions.hints_of(("clear", "vague", "reward"), post, Told, 0.5)
    assert (first.at, first.in_title) == (1, True)
    assert (second.at, second.in_title) == (1, False)
