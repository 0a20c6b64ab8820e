"""People correct readings from the command line: ledger and index follow, undo undoes."""

import shlex
import shutil
import unicodedata
from functools import lru_cache

import pytest

import cli
import config as configuration
import correcting
from house import House
from index.query import By, Query
from mentions.errors import ConfigError
from mentions.ledger import Changes
from mentions.model import Hearing, Intent
from nlp.kiwi import Morphology
from tests.cli_told import (
    BANK,
    BLAME,
    BOT,
    BOTH,
    FRESH,
    LATE,
    MOON,
    NEUTRAL,
    PLAIN,
    PRAISE,
    mention,
    told_home,
)

BLAMED = Query(polarities=(BLAME,))

REMEMBERED = lru_cache(Morphology.load)
"""Loading a dictionary takes seconds where the machine is busy."""


def opened(project):
    return House(configuration.load(project.folder / "config.toml"))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return told_home(tmp_path_factory.mktemp("told"))


@pytest.fixture
def told(project, home, monkeypatch):
    """Return a project whose mentions are read and filed, all but one."""
    monkeypatch.setenv("USER", "지은")
    monkeypatch.setattr(Morphology, "load", REMEMBERED)
    shutil.copytree(home, project.home)
    return project


@pytest.fixture
def ipsomun(told, capsys):
    """Return a function that runs a command and returns what it says."""

    def run(*arguments):
        config = str(told.folder / "config.toml")
        options = cli.parser().parse_args(["--config", config, *arguments])
        assert options.command(options) == 0
        return capsys.readouterr().out

    return run


def read_now(project, mention_id):
    """Return how a mention is read: as a whole, and of each brand and aspect."""
    with opened(project) as house:
        kept = house.ledger.mention(mention_id).reading
    opinions = {(one.brand, one.aspect): one.polarity for one in kept.opinions}
    return {(None, None): kept.polarity} | opinions


def filed(project, query=Query(), by=()):  # noqa: B008  a query is frozen
    with opened(project) as house:
        return house.index_to_read.count(query, by)


def test_the_whole_text_is_corrected_in_the_ledger_and_the_index(told, ipsomun):
    said = ipsomun("correct", PLAIN, "blame")
    assert said.splitlines() == [
        "file:plain: the whole text is blame now (was neutral), as 지은 says.",
        "filed: the screens count it so",
        "to take back all that 지은 said of it: ipsomun uncorrect file:plain --person '지은'",
    ]
    assert read_now(told, PLAIN)[None, None] is BLAME
    with opened(told) as house:
        entry = house.ledger.mention(PLAIN)
        assert entry.reading.reader == "person:지은"
        assert list(house.ledger.unfiled(house.index.name)) == []


def test_a_brand_is_corrected_and_the_counts_follow_at_once(told, ipsomun):
    asked = Query(brands=(MOON,))
    before = filed(told, asked, (By.BRAND, By.POLARITY))
    said = ipsomun("correct", LATE, "--brand", MOON, "blame")
    assert "file:late: 달빛커피 is blame now (was praise), as 지은 says." in said
    after = filed(told, asked, (By.BRAND, By.POLARITY))
    assert after[MOON, "blame"] == before.get((MOON, "blame"), 0) + 1
    assert after[MOON, "praise"] == before[MOON, "praise"] - 1
    assert read_now(told, LATE)[None, None] is PRAISE


def test_an_aspect_of_the_only_brand_needs_no_brand(told, ipsomun):
    said = ipsomun("correct", LATE, "--aspect", "직원", "blame", "--person", " person:민수 ")
    assert "달빛커피 · 직원 is blame now (was praise), as 민수 says." in said
    assert read_now(told, LATE) == {
        (None, None): PRAISE,
        (MOON, None): PRAISE,
        (MOON, "직원"): BLAME,
        (MOON, "대기"): BLAME,
    }
    asked = Query(ids=(LATE,), aspects=("직원",))
    assert filed(told, asked, (By.POLARITY,)) == {("blame",): 1}


def test_an_aspect_that_was_read_counts_as_known_and_one_of_the_config_can_be_added(told, ipsomun):
    assert "대기 is praise now (was blame)" in ipsomun(
        "correct", LATE, "--aspect", "대기", "praise"
    )
    added = ipsomun("correct", BOTH, "--brand", BANK, "--aspect", "직원", "neutral")
    assert "모아은행 · 직원 is neutral now (was not judged)" in added
    assert read_now(told, BOTH)[BANK, "직원"] is NEUTRAL


def test_correcting_the_whole_text_says_that_brands_stay(told, ipsomun):
    said = ipsomun("correct", BOTH, "praise")
    assert "what it says of 달빛커피, 모아은행 stays as it was: see --brand" in said
    assert read_now(told, BOTH)[BANK, None] is BLAME


def test_what_is_read_so_already_is_not_said_again(told, ipsomun):
    for arguments in ((LATE, "praise"), (LATE, "--brand", MOON, "praise")):
        assert "is read as praise already. Nothing changed." in ipsomun("correct", *arguments)
    with opened(told) as house:
        assert house.ledger.said(LATE) == ()


def test_uncorrect_brings_back_what_was_read_and_says_how_to_say_it_again(told, ipsomun):
    before, counts = read_now(told, LATE), filed(told, BLAMED)
    ipsomun("correct", LATE, "neutral")
    ipsomun("correct", LATE, "blame")
    ipsomun("correct", LATE, "--brand", MOON, "blame")
    ipsomun("correct", LATE, "--aspect", "직원", "neutral")
    assert filed(told, BLAMED) == {(): counts[()] + 1}
    corrected = read_now(told, LATE)
    lines = ipsomun("uncorrect", LATE).splitlines()
    assert lines[:2] == [
        "file:late: what 지은 said is taken back. The whole text is read as praise by model@1.",
        "filed: the screens count it so",
    ]
    assert read_now(told, LATE) == before
    assert filed(told, BLAMED) == counts
    again = [line.partition(": ipsomun ")[2] for line in lines[2:]]
    assert len(again) == 3
    for line in again:
        ipsomun(*shlex.split(line))
    assert read_now(told, LATE) == corrected


def test_what_only_the_screens_can_say_again_is_named(told, ipsomun):
    with opened(told) as house:
        house.ledger.correct(LATE, "지은", Changes(intents=(Intent.COMPLAINT,), spam=()))
    said = ipsomun("uncorrect", LATE)
    assert said.splitlines()[-1] == "to say it again: on the screens (intents, spam)"


def test_what_another_person_says_stays(told, ipsomun):
    ipsomun("correct", LATE, "neutral", "--person", "민수")
    ipsomun("correct", LATE, "blame")
    said = ipsomun("uncorrect", LATE)
    assert "The whole text is read as neutral by person:민수." in said


def test_an_unread_mention_is_judged_as_a_whole_first(told, ipsomun):
    with pytest.raises(ConfigError, match="file:fresh has not been read"):
        ipsomun("correct", FRESH, "--brand", MOON, "praise")
    assert "praise now (was not judged)" in ipsomun("correct", FRESH, "praise")
    ipsomun("correct", FRESH, "--brand", MOON, "praise")
    assert read_now(told, FRESH) == {(None, None): PRAISE, (MOON, None): PRAISE}
    assert "The whole text is unread." in ipsomun("uncorrect", FRESH)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("late", "blame"), r"no mention 'late' in the ledger\. Did you mean file:late\?"),
        (("blog:late", "blame"), r"no mention 'blog:late'.*Did you mean file:late\?"),
        (("file:lat", "blame"), r"Did you mean file:late\?"),
        (("zzz:000000000", "blame"), r"An id is the source and its own.*Sources: file\."),
        (("file:\udcff\x00", "blame"), "no mention 'file:"),
        ((LATE, "--brand", "달빛커핀", "blame"), r"about 달빛커피\. Did you mean 달빛커피\?"),
        ((LATE, "--brand", "", "blame"), r"not about '', but about 달빛커피\.$"),
        (
            (LATE, "--brand", BANK, "blame"),
            r"file:late is not about '모아은행', but about 달빛커피",
        ),
        ((BOTH, "--aspect", "직원", "blame"), "달빛커피, 모아은행: say which with --brand"),
        ((PLAIN, "--brand", MOON, "blame"), "file:plain is about no brand"),
        ((LATE, "--aspect", "직웡", "blame"), r"no aspect '직웡' in .*Did you mean 직원\?"),
        ((LATE, "--aspect", "우주", "blame"), r"no aspect '우주' .*There are: 대기, 직원\."),
        ((LATE, "--person", " ", "blame"), "Give --person NAME"),
        ((LATE, "--person", "person: ", "blame"), "Give --person NAME"),
    ],
)
def test_what_is_not_known_is_told_with_what_is(told, ipsomun, arguments, said):
    with pytest.raises(ConfigError, match=said):
        ipsomun("correct", *arguments)
    with opened(told) as house:
        assert list(house.ledger.corrections()) == []


def test_without_a_user_the_name_is_asked_for(told, ipsomun, monkeypatch):
    monkeypatch.delenv("USER")
    with pytest.raises(ConfigError, match="Give --person NAME"):
        ipsomun("correct", LATE, "blame")


def test_taking_back_what_nobody_said_names_who_did(told, ipsomun):
    with pytest.raises(ConfigError, match=r"'지은' has corrected nothing of file:late\.$"):
        ipsomun("uncorrect", LATE)
    ipsomun("correct", LATE, "blame", "--person", "지운")
    with pytest.raises(ConfigError, match=r"nothing of file:late\. Did you mean 지운\?"):
        ipsomun("uncorrect", LATE)
    assert read_now(told, LATE)[None, None] is BLAME


def test_an_id_is_taken_as_its_source_writes_it(told, ipsomun):
    decomposed = unicodedata.normalize("NFD", "file:첫번째")
    with opened(told) as house:
        house.ledger.hear([Hearing(mention=mention(decomposed, "달빛커피 굿", MOON))])
    assert "praise now (was not judged)" in ipsomun("correct", decomposed, "praise")
    for verb in (("correct", "file:첫번째", "blame"), ("uncorrect", "file:첫번째")):
        with pytest.raises(ConfigError, match="Did you mean file:"):
            ipsomun(*verb)


def test_names_typed_with_decomposed_letters_are_found(told, ipsomun):
    brand = unicodedata.normalize("NFD", MOON)
    aspect = unicodedata.normalize("NFD", "직원")
    assert "· 직원 is blame" in ipsomun(
        "correct", LATE, "--brand", brand, "--aspect", aspect, "blame"
    )
    assert read_now(told, LATE)[MOON, "직원"] is BLAME


def test_while_another_process_files_the_counts_follow_later(told, ipsomun):
    with opened(told) as other:
        held = other.index
        assert "another process files now" in ipsomun("correct", LATE, "--brand", MOON, "blame")
        assert [one.mention.id for one in other.ledger.unfiled(held.name)] == [LATE]


def test_an_index_that_is_to_be_made_anew_is_left_alone(told, ipsomun):
    with opened(told) as house:
        filed_before = house.index_to_read.count(Query())
    config = told.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[reader]\nwords = ["겉바속촉"]\n', encoding="utf-8")
    assert "kept, but not filed: " in ipsomun("correct", LATE, "blame")
    config.write_text(text, encoding="utf-8")
    assert filed(told) == filed_before


def test_simulated_people_are_corrected_but_never_filed(told, ipsomun):
    before = filed(told)
    assert "counts follow" in ipsomun("correct", BOT, "praise")
    assert filed(told) == before


def test_names_are_compared_letter_by_letter_and_without_case():
    assert correcting.near("moonlight  COFFEE", ["Moonlight Coffee", MOON]) == ["Moonlight Coffee"]
    assert correcting.near("가" * 200_000, [MOON]) == []


def test_the_exit_codes_and_the_help(told):
    done = told.ipsomun("correct", "nobody:1", "blame", code=2)
    assert done.stderr.startswith("ipsomun: There is no mention 'nobody:1'")
    assert "invalid choice" in told.ipsomun("correct", LATE, "bad", code=2).stderr
    assert "(was praise)" in told.ipsomun("correct", LATE, "blame", "--person", "민수").stdout
