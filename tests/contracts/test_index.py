"""The contract of every index engine, case by case; random cases are in test_index_random."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from engines import ENGINES, SEOUL, bigrams, walk
from entries import NOW, entry, ids
from kiwipiepy import Kiwi
from oracle import Oracle

from index.query import UNREAD, By, Order, Query
from mentions.model import (
    Author,
    Contact,
    Disclosure,
    Emotion,
    Engagement,
    Entry,
    Evidence,
    Experience,
    Feeling,
    Intent,
    Kind,
    Mention,
    Opinion,
    Payment,
    Polarity,
    Precision,
    Reading,
    Spam,
    Speaker,
    Stage,
)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request):
    return request.param


@pytest.fixture
def index(engine, tmp_path):
    opened = engine(tmp_path)
    yield opened
    opened.close()


class TestPutting:
    def test_an_entry_comes_back_exactly(self, index):
        mention = Mention(
            id="blog:1",
            source="blog",
            heard_at=NOW,
            kind=Kind.REPLY,
            url="https://example.com/글?a=1&b=2",
            author=Author(id="ab12", source="blog", handle="홍길동", followers=7),
            title="제목 \u0000 'quoted' \"두번\" \\",
            text="배송이 늦어요 😀\n\t둘째 줄\u2028",
            brands=("가", "나"),
            posted_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
            precision=Precision.DAY,
            reply_to="blog:0",
            addressees=("cd34",),
            engagement=Engagement(views=3, likes=None, replies=0, shares=2**40),
            simulated=True,
        )
        reading = Reading(
            mention_id="blog:1",
            reader="person:김",
            polarity=Polarity.BLAME,
            confidence=0.1,
            praise=1e-17,
            terms=("배송", "늦"),
            opinions=(
                Opinion(
                    brand="가",
                    polarity=Polarity.PRAISE,
                    confidence=0.3,
                    aspect="배송",
                    touchpoint="delivery",
                    stage=Stage.AFTER_SALES,
                    quote="배송이",
                    start=0,
                    end=3,
                    in_title=True,
                ),
            ),
            evidence=(Evidence(quote="늦어요", start=4, end=7, weight=0.25),),
            emotions=(Emotion(feeling=Feeling.ANGER, confidence=0.7),),
            intents=(Intent.COMPLAINT, Intent.LEAVING),
            contact=Contact.PASSIVE,
            experience=Experience.DECISIVE,
            speaker=Speaker.CUSTOMER,
            region="부산 해운대구",
            disclosure=Disclosure(
                payment=Payment.DISCLOSED,
                rule_set="2024-12",
                rule="first_part",
                quote="협찬",
                start=3,
                end=5,
                in_title=True,
                virtual=True,
            ),
            spam=(Spam.ADVERTISING,),
            copy_of="blog:0",
            read_at=NOW,
        )
        put = Entry(mention=mention, reading=reading, revision=9)
        assert index.put([put]) == 1
        assert index.search(Query()).entries == (put,)
        found = index.search(Query()).entries[0].reading
        assert found.polarity is Polarity.BLAME
        assert found.opinions[0].stage is Stage.AFTER_SALES
        assert found.emotions[0].feeling is Feeling.ANGER
        assert found.disclosure.payment is Payment.DISCLOSED

    def test_only_the_fingerprint_stays_in_the_ledger(self, index):
        read = entry("1", "배송", opinions=[])
        printed = replace(read, reading=replace(read.reading, fingerprint=tuple(range(64))))
        index.put([printed])
        assert index.search(Query()).entries == (read,)

    def test_putting_twice_equals_once(self, index):
        index.put([entry("1", "배송"), entry("1", "배송")])
        index.put([entry("1", "배송")])
        assert index.count(Query()) == {(): 1}

    def test_the_newest_revision_replaces(self, index):
        index.put([entry("1", "배송", brands=("가",))])
        index.put([entry("1", "포장", brands=("나",), revision=2)])
        assert index.search(Query(text="배송")).total == 0
        assert index.count(Query(), [By.BRAND]) == {("나",): 1}
        assert index.search(Query(text="포장")).entries[0].revision == 2

    def test_nothing_put_is_nothing_found(self, index):
        assert index.put([]) == 0
        assert index.count(Query()) == {(): 0}
        assert index.count(Query(), [By.DAY]) == {}
        assert index.search(Query(text="배송")).entries == ()

    def test_one_bad_entry_does_not_lose_the_others(self, engine, tmp_path):
        refused = {}
        index = engine(tmp_path, on_unreadable=refused.__setitem__)
        naive = NOW.replace(tzinfo=None)
        bad = [
            entry("naive", at=naive),
            entry("number", 5),
            entry("surrogate", "\ud800"),
            entry("date", at="2026-11-23"),
            entry("brand", brands=(None,)),
            entry("long" * 5000),
        ]
        good = [entry(f"good{number}") for number in range(len(bad))]
        mixed = [each for pair in zip(good, bad, strict=True) for each in pair]
        assert index.put(mixed) == len(good)
        assert set(refused) == {each.mention.id for each in bad}
        assert all(refused.values())
        assert sorted(ids(index.search(Query()))) == sorted(f"good{i}" for i in range(len(bad)))
        index.close()

    def test_a_failing_source_of_entries_files_nothing_and_the_index_goes_on(self, index):
        def broken():
            yield entry("1")
            raise ConnectionError("the ledger went away")

        with pytest.raises(ConnectionError):
            index.put(broken())
        assert index.count(Query()) == {(): 0}
        assert index.put([entry("2")]) == 1
        assert ids(index.search(Query())) == ["2"]

    def test_drop_removes_from_searches_and_counts(self, index):
        index.put([entry(str(n), "배송", brands=("가",)) for n in range(5)])
        assert index.drop(["blog:1", "blog:3", "blog:none"]) == 3
        assert sorted(ids(index.search(Query(text="배송")))) == ["0", "2", "4"]
        assert index.count(Query(), [By.BRAND]) == {("가",): 3}
        assert index.drop([]) == 0
        assert index.put([entry("1", "배송")]) == 1
        assert index.search(Query(text="배송")).total == 4

    def test_clear_forgets_everything(self, index):
        index.put([entry("1", "배송")])
        index.clear()
        assert index.count(Query()) == {(): 0}
        assert index.put([entry("2", "배송")]) == 1


class TestText:
    @pytest.fixture
    def index(self, engine, tmp_path):
        opened = engine(tmp_path, terms=str.split)
        opened.put(
            [
                entry("1", "배송 이 너무 늦다"),
                entry("2", "배송 은 빠르다 너무 좋다"),
                entry("3", "포장 이 너무 늦다"),
                Entry(
                    mention=Mention(
                        id="blog:4",
                        source="blog",
                        heard_at=NOW,
                        title="하자 배송",
                        text="이 너무 크다",
                    )
                ),
            ]
        )
        yield opened
        opened.close()

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("배송", "124"),
            ("배송 너무", "124"),
            ("배송 -빠르다", "14"),
            ("-배송", "3"),
            ('"너무 늦다"', "13"),
            ('-"너무 늦다"', "24"),
            ('"배송 이"', "1"),
            ('배송 "이 너무" -하자', "1"),
            ('"늦다 너무"', ""),
            ("배송 없는말", ""),
            ('배송 ""', "124"),
            ('"배송', ""),
            ("   ", "1234"),
            ('""', ""),
            ("AND", ""),
            ("배송 OR 포장", ""),
            ("entry:배송 [a TO b] *", ""),
        ],
    )
    def test_words_phrases_and_exclusions(self, index, text, found):
        assert "".join(sorted(ids(index.search(Query(text=text))))) == found
        assert index.count(Query(text=text)) == {(): len(found)}

    def test_a_word_without_terms_is_ignored_and_alone_finds_nothing(self, engine, tmp_path):
        index = engine(tmp_path, terms=bigrams)
        index.put([entry("1", "배송")])
        assert index.search(Query(text="배송 !!! -?")).total == 1
        assert index.search(Query(text="!!!")).total == 0
        assert index.search(Query(text="-!!!")).total == 0
        index.close()

    def test_the_reader_s_terms_are_filed_rather_than_new_ones(self, index):
        read = entry("9", "배송", opinions=[])
        reading = Reading(**{**vars(read.reading), "terms": ("다른", "말")})
        index.put([Entry(mention=read.mention, reading=reading)])
        assert ids(index.search(Query(text="다른"))) == ["9"]
        assert "9" not in ids(index.search(Query(text="배송")))

    def test_relevance_puts_the_rarer_and_denser_first_and_ties_by_id(self, index):
        index.put([entry("a", "늦다 늦다 늦다"), entry("c", "늦다 딴말"), entry("b", "늦다 딴말")])
        page = index.search(Query(text="늦다"), order=Order.RELEVANCE)
        assert ids(page)[:3] == ["a", "b", "c"]

    def test_korean_morphemes_find_all_forms(self, engine, tmp_path):
        kiwi = Kiwi()

        def morphemes(text):
            return [t.form for t in kiwi.tokenize(text) if t.tag[0] in "NVMSX" or t.tag == "SL"]

        index = engine(tmp_path, terms=morphemes)
        index.put(
            [
                entry("1", "배송이 늦어요"),
                entry("2", "무료배송비 너무 비싸요"),
                entry("3", "포장이 예뻐요"),
            ]
        )
        assert sorted(ids(index.search(Query(text="배송")))) == ["1", "2"]
        assert ids(index.search(Query(text="배송 -비싸요"))) == ["1"]
        assert ids(index.search(Query(text="늦었어요"))) == ["1"]
        index.close()


class TestOpinions:
    @pytest.fixture
    def index(self, index):
        index.put(
            [
                entry(
                    "mixed",
                    brands=("가", "나"),
                    opinions=[
                        ("가", "praise"),
                        ("나", "blame"),
                        ("가", "blame", "배송", "delivery"),
                        ("나", "praise", "가격", None),
                    ],
                ),
                entry("praise", brands=("나",), opinions=[("나", "praise")], polarity="praise"),
                entry("unread", brands=("가",)),
                entry("nobody", opinions=[], polarity="blame"),
            ]
        )
        return index

    def test_blame_of_one_brand_is_no_blame_of_another(self, index):
        assert ids(index.search(Query(brands=("가",), polarities=("blame",)))) == []
        assert ids(index.search(Query(brands=("나",), polarities=("blame",)))) == ["mixed"]
        asked = Query(brands=("가", "나"), polarities=("blame",))
        assert index.count(asked, [By.BRAND]) == {("나",): 1}

    def test_aspects_are_matched_within_one_opinion(self, index):
        asked = Query(brands=("가",), polarities=("blame",), aspects=("배송",))
        assert ids(index.search(asked)) == ["mixed"]
        assert index.search(Query(brands=("나",), aspects=("배송",))).total == 0
        assert index.search(Query(polarities=("praise",), touchpoints=("delivery",))).total == 0

    def test_facets_look_at_the_whole_or_at_aspects(self, index):
        assert index.count(Query(), [By.BRAND, By.POLARITY]) == {
            ("가", "praise"): 1,
            ("가", UNREAD): 1,
            ("나", "blame"): 1,
            ("나", "praise"): 1,
        }
        assert index.count(Query(), [By.ASPECT, By.POLARITY]) == {
            ("배송", "blame"): 1,
            ("가격", "praise"): 1,
        }
        assert index.count(Query(), [By.TOUCHPOINT]) == {("delivery",): 1}

    def test_a_mention_is_counted_once_per_key(self, index):
        index.put([entry("two", brands=("다", "라"), opinions=[("다", "blame"), ("라", "blame")])])
        both = Query(brands=("다", "라"))
        assert index.count(both, [By.POLARITY]) == {("blame",): 1}
        assert index.count(both) == {(): 1}
        assert index.count(both, [By.POLARITY, By.SOURCE]) == {("blame", "blog"): 1}

    def test_a_mention_of_no_brand_counts_by_polarity_only(self, index):
        assert index.count(Query(ids=("blog:nobody",)), [By.POLARITY]) == {("blame",): 1}
        assert index.count(Query(ids=("blog:nobody",)), [By.BRAND]) == {}


class TestTime:
    @pytest.mark.parametrize(
        ("zone", "at", "dates"),
        [
            (SEOUL, "2026-11-22T15:00:00", ("2026-11-23", "2026-11-23")),
            (SEOUL, "2026-11-22T14:59:59.999999", ("2026-11-22", "2026-11-16")),
            ("America/New_York", "2026-11-01T04:00:00", ("2026-11-01", "2026-10-26")),
            ("America/New_York", "2026-11-02T04:59:59", ("2026-11-01", "2026-10-26")),
            ("America/New_York", "2026-11-02T05:00:00", ("2026-11-02", "2026-11-02")),
            ("Asia/Kathmandu", "2026-11-30T18:15:00", ("2026-12-01", "2026-11-30")),
            ("UTC", "2027-01-01T00:00:00", ("2027-01-01", "2026-12-28")),
        ],
    )
    def test_calendar_dates_are_those_of_the_zone(self, engine, tmp_path, zone, at, dates):
        index = engine(tmp_path, zone=zone)
        index.put([entry("1", at=datetime.fromisoformat(at).replace(tzinfo=UTC))])
        counts = index.count(Query(), [By.DAY, By.WEEK, By.MONTH])
        day, week = dates
        assert counts == {(day, week, f"{day[:7]}-01"): 1}
        index.close()

    def test_since_is_included_and_until_is_not(self, index):
        index.put([entry("1"), entry("2", at=None)])
        tick = timedelta(microseconds=1)
        assert ids(index.search(Query(since=NOW, until=NOW + tick))) == ["1"]
        assert ids(index.search(Query(until=NOW))) == []
        assert ids(index.search(Query(since=NOW + tick))) == []
        assert ids(index.search(Query(since=NOW - timedelta(days=36500)))) == ["1"]

    @pytest.mark.parametrize("order", list(Order))
    @pytest.mark.parametrize("size", [1, 3, 100])
    def test_pages_neither_skip_nor_repeat(self, index, order, size):
        times = [None, NOW, NOW, NOW - timedelta(days=1), datetime(1960, 1, 1, tzinfo=UTC)]
        put = [entry(f"{n:02}", "배송 늦다", at=times[n % 5]) for n in range(20)]
        index.put(put[::-1])
        index.put(put[5:9])
        expected = Oracle(put, SEOUL, bigrams).search(Query(), order)
        if order is Order.RELEVANCE:
            expected = sorted(expected)
        assert walk(index, Query(text="배송"), order, size) == expected

    def test_paging_by_time_goes_on_while_newer_mentions_are_filed(self, index):
        index.put([entry(str(n)) for n in range(6)])
        page = index.search(Query(), size=3)
        index.put([entry("new", at=NOW + timedelta(hours=1)), entry("0a"), entry("00")])
        assert ids(index.search(Query(), size=9, after=page.after)) == ["3", "4", "5"]

    def test_a_made_up_cursor_is_refused(self, index):
        index.put([entry("1")])
        with pytest.raises(ValueError, match="after"):
            index.search(Query(), after="nonsense")


class TestCounting:
    def test_limit_keeps_the_largest_and_is_exact_over_many_small_writes(self, index):
        for batch in range(6):
            index.put([entry(f"{batch}-{n}", f"t{(batch * 7 + n) % 40:02}") for n in range(40)])
            index.put([entry(f"{batch}-x", "rare")])
        everything = index.count(Query(), [By.TERM])
        top = index.count(Query(), [By.TERM], limit=3)
        largest = sorted(everything.items(), key=lambda item: (-item[1], item[0]))[:3]
        assert list(top.items()) == largest
        assert everything[("ra",)] == 6

    def test_more_than_65_000_keys_are_counted(self, engine, tmp_path):
        index = engine(tmp_path, terms=str.split)
        texts = [" ".join(f"t{n}" for n in range(k * 999, k * 999 + 1000)) for k in range(70)]
        index.put([entry(str(k), text) for k, text in enumerate(texts)])
        counts = index.count(Query(), [By.TERM])
        assert len(counts) == 70 * 999 + 1
        assert sum(counts.values()) == 70_000
        assert list(counts.items())[:2] == [(("t10989",), 2), (("t11988",), 2)]
        by_day = index.count(Query(), [By.TERM, By.DAY], limit=1)
        assert by_day == {("t10989", "2026-11-23"): 2}
        index.close()

    def test_thousands_of_ids_can_be_asked_for(self, index):
        index.put([entry(str(n)) for n in range(50)])
        wanted = tuple(f"blog:{n}" for n in range(10, 5010))
        assert index.count(Query(ids=wanted)) == {(): 40}
