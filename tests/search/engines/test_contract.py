"""What every engine must do, run on each of them. Nothing here knows which engine it speaks to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.protocol import (
    FACETS,
    Deletion,
    Engine,
    EngineUnavailable,
    Index,
    OutputDocument,
    PassagesReplaced,
    Query,
    Sort,
    Text,
    Viewer,
)
from tests.waiting import wait_until

from .conftest import ANYONE, TODAY
from .documents import found, gate, output, pages, results, targets, viewer

TOMORROW = TODAY + timedelta(days=1)


class TestVisibility:
    def test_a_record_is_found_by_its_audience_alone(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Cardiology for everyone"),
                output("output:2", "Cardiology for partners", audience=frozenset({"partner:7", "editor"})),
            ]
        )
        assert found(engine, "cardiology") == ["output:1"]
        assert set(found(engine, "cardiology", viewer("public", "partner:7"))) == {"output:1", "output:2"}
        assert results(engine, "", ANYONE).total == 1

    def test_a_viewer_without_tokens_sees_nothing(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Cardiology"), pages("output:1", "cardiology")])
        nobody = viewer()
        assert results(engine, "", nobody).total == 0
        assert targets(engine, "cardiology", "output:1", nobody) == []
        assert engine.similar("output:1", nobody) == []

    def test_a_record_appears_on_its_day_and_until_then_to_insiders_alone(self, engine: Engine) -> None:
        gating = {"insiders": frozenset({"user:5", "editor"}), "hidden_until": TOMORROW}
        gating["audience"] = gating["insiders"] | {"public"}
        engine.apply([output("output:1", "Cardiology", **gating), pages("output:1", "cardiology", **gating)])
        engine.apply([output("output:2", "Cardiology too")])
        for who, sees in (
            (ANYONE, False),
            (viewer("public", "user:5"), True),
            (viewer("public", today=TOMORROW), True),
            (viewer("signed_in", today=TOMORROW), False),
        ):
            assert ("output:1" in found(engine, "cardiology", who)) == sees
            assert ("output:1" in [hit.key for hit in engine.complete("cardio", who)]) == sees
            assert ("output:1" in [hit.key for hit in engine.similar("output:2", who)]) == sees
            assert bool(engine.similar("output:1", who)) == sees
            assert bool(targets(engine, "cardiology", "output:1", who)) == sees

    def test_gated_text_matches_only_through_the_gate(self, engine: Engine) -> None:
        engine.apply(
            [
                output(
                    "output:1",
                    "Lecture notes",
                    gated_text="myocarditis",
                    gate=gate(["signed_in"], ["user:5"], TOMORROW),
                )
            ]
        )
        assert found(engine, "myocarditis") == []
        assert found(engine, "myocarditis", viewer("public", "signed_in")) == []
        assert found(engine, "myocarditis", viewer("public", "user:5")) == ["output:1"]
        assert found(engine, "myocarditis", viewer("public", "signed_in", today=TOMORROW)) == ["output:1"]
        assert found(engine, "myocarditis", viewer("public", today=TOMORROW)) == []
        assert found(engine, "lecture") == ["output:1"]

    def test_a_gate_without_a_date_is_open_to_its_audience(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Notes", gated_text="myocarditis", gate=gate(["signed_in"]))])
        assert found(engine, "myocarditis", viewer("public", "signed_in")) == ["output:1"]
        assert found(engine, "myocarditis") == []

    def test_gated_text_without_a_gate_is_read_by_all_who_see_the_record(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Notes", gated_text="myocarditis")])
        assert found(engine, "myocarditis") == ["output:1"]

    def test_the_gate_never_opens_a_record_that_its_audience_hides(self, engine: Engine) -> None:
        hidden = frozenset({"editor"})
        engine.apply([output("output:1", "Notes", gated_text="myocarditis", audience=hidden, gate=gate(["public"]))])
        engine.apply([pages("output:1", "myocarditis", audience=hidden, gate=gate(["public"], ["public"]))])
        assert found(engine, "myocarditis") == []
        assert targets(engine, "myocarditis", "output:1") == []

    def test_phrases_in_gated_text_keep_to_the_gate(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Notes", gated_text="acute myocarditis in children", gate=gate(["editor"]))])
        query = Query(phrases=["acute myocarditis"])
        assert found(engine, query) == []
        assert found(engine, query, viewer("public", "editor")) == ["output:1"]

    def test_an_excluded_word_in_text_one_may_not_read_excludes_nothing(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Notes on hearts", gated_text="myocarditis", gate=gate(["editor"]))])
        query = Query(words="hearts", excluded=["myocarditis"])
        assert found(engine, query) == ["output:1"]
        assert found(engine, query, viewer("public", "editor")) == []

    def test_counts_and_facets_say_no_more_than_the_hits(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Cardiology", facets={"kind": ["article"]}),
                output("output:2", "Cardiology", facets={"kind": ["thesis"]}, audience=frozenset({"editor"})),
                output(
                    "output:3",
                    "Notes",
                    facets={"kind": ["manual"]},
                    gated_text="cardiology",
                    gate=gate(["editor"], (), None),
                ),
            ]
        )
        answer = results(engine, "cardiology")
        assert (answer.total, answer.facets["kind"]) == (1, [("article", 1)])
        answer = results(engine, "cardiology", viewer("public", "editor"))
        assert (answer.total, answer.facets["kind"]) == (3, [("article", 1), ("manual", 1), ("thesis", 1)])

    def test_passages_need_both_the_record_and_the_gate(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "the heart", gate=gate(["signed_in"], ["user:5"], TOMORROW))])
        query = Query(words="heart")
        for who, expected in [
            (ANYONE, []),
            (viewer("public", "signed_in"), []),
            (viewer("public", "signed_in", today=TOMORROW), ["1/1"]),
            (viewer("user:5"), []),
            (viewer("public", "user:5"), ["1/1"]),
        ]:
            assert targets(engine, "heart", "output:1", who) == expected
            matching = engine.matching_passages(query, who, parent="output:1")
            assert [hit.target for hit in matching] == expected

    def test_nothing_is_similar_to_what_one_may_not_see(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Paediatric cardiology in Minsk", audience=frozenset({"editor"})),
                output("output:2", "Paediatric cardiology in Minsk today"),
                output("output:3", "Paediatric cardiology in Minsk now", audience=frozenset({"editor"})),
            ]
        )
        assert engine.similar("output:1", ANYONE) == []
        assert engine.similar("output:2", ANYONE) == []
        assert {hit.key for hit in engine.similar("output:2", viewer("public", "editor"))} == {"output:1", "output:3"}

    def test_similar_leaves_out_the_work_itself_and_never_uses_gated_text(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Anaesthesia", gated_text="zebrafish"),
                output("output:2", "Zebrafish", keywords="zebrafish"),
                output("output:3", "Anaesthesia for surgeons"),
            ]
        )
        assert [hit.key for hit in engine.similar("output:1", ANYONE)] == ["output:3"]
        assert engine.similar("output:99", ANYONE) == []


TOKENS = ("public", "signed_in", "partner:1", "user:1", "editor")
token_sets = st.frozensets(st.sampled_from(TOKENS), max_size=3)
gates = st.none() | st.builds(
    gate, token_sets, token_sets, st.none() | st.sampled_from([TODAY - timedelta(days=1), TODAY, TOMORROW])
)
days = st.none() | st.sampled_from([TODAY, TOMORROW, TOMORROW + timedelta(days=1)])
worlds = st.lists(st.tuples(token_sets, gates, token_sets, days), min_size=1, max_size=6)


GATING = ("audience", "gate", "insiders", "hidden_until")


class TestRandomWorlds:
    @staticmethod
    def _sees(document: OutputDocument, who: Viewer) -> bool:
        hidden = document.hidden_until is not None and document.hidden_until > who.today
        inside = document.hidden_until is not None and bool(document.insiders & who.tokens)
        return inside or (not hidden and bool(document.audience & who.tokens))

    @classmethod
    def _reads(cls, document: OutputDocument, who: Viewer) -> bool:
        rule = document.gate
        if not cls._sees(document, who) or rule is None:
            return cls._sees(document, who)
        opened = rule.opens is None or rule.opens <= who.today
        return bool(rule.always & who.tokens or (opened and rule.audience & who.tokens))

    @settings(max_examples=12)
    @given(world=worlds, tokens=token_sets, today=st.sampled_from([TODAY, TOMORROW]))
    def test_every_channel_agrees_with_the_truth(
        self, engine: Engine, world: list[tuple], tokens: frozenset[str], today: date
    ) -> None:
        who = Viewer(tokens, today)
        documents = [
            output(
                f"output:{n}",
                "Surface",
                gated_text="depth",
                audience=audience | inside,
                gate=rule,
                insiders=inside,
                hidden_until=day,
                facets={"kind": [f"k{n}"]},
            )
            for n, (audience, rule, inside, day) in enumerate(world)
        ]
        with engine.rebuild() as rebuild:
            rebuild.add(documents)
            rebuild.add(pages(d.key, "depth", **{name: getattr(d, name) for name in GATING}) for d in documents)
            rebuild.swap()
        seen = {d.key for d in documents if self._sees(d, who)}
        read = {d.key for d in documents if self._reads(d, who)}
        for query, expected in [
            (Query(), seen),
            (Query(words="surface"), seen),
            (Query(words="depth"), read),
            (Query(phrases=["depth"]), read),
            (Query(words="surface", excluded=["depth"]), seen - read),
        ]:
            answer = results(engine, query, who)
            assert {hit.key for hit in answer.hits} == expected
            assert answer.total == len(expected)
            assert {value for value, _ in answer.facets["kind"]} == {
                f"k{key.removeprefix('output:')}" for key in expected
            }
        keys = [d.key for d in documents]
        assert set(engine.passages(Query(words="depth"), who, parents=keys)) == read
        assert {key for key in keys if engine.matching_passages(Query(words="depth"), who, parent=key)} == read
        for key in keys:
            similar = {hit.key for hit in engine.similar(key, who, limit=10)}
            assert similar <= seen - {key}
            assert key in seen or not similar


class TestVersions:
    def test_a_late_older_message_changes_nothing(self, engine: Engine) -> None:
        engine.apply([output("output:1", "New heart", version=3)])
        engine.apply([output("output:1", "Old liver", version=2)])
        assert found(engine, "heart") == ["output:1"]
        assert found(engine, "liver") == []

    def test_applying_twice_is_applying_once(self, engine: Engine) -> None:
        changes = [output("output:1", "Heart", version=2), pages("output:1", "heart one", "heart two", version=2)]
        engine.apply(changes)
        engine.apply(changes)
        engine.apply([*changes, *changes])
        assert results(engine, "heart").total == 1
        assert sorted(engine.scan(Index.OUTPUTS)) == [("output:1", 2)]
        assert sorted(engine.scan(Index.PASSAGES)) == [("output:1/1", 2), ("output:1/2", 2)]

    def test_the_order_within_one_batch_does_not_matter(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Third", version=3), output("output:1", "Second", version=2)])
        assert found(engine, "third") == ["output:1"]
        engine.apply([Deletion(Index.OUTPUTS, "output:1", 5), output("output:1", "Fourth", version=4)])
        assert list(engine.scan(Index.OUTPUTS)) == []

    def test_what_was_deleted_is_not_raised_by_a_late_message(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Heart", version=1)])
        engine.apply([Deletion(Index.OUTPUTS, "output:1", 2)])
        assert found(engine, "heart") == []
        engine.apply([output("output:1", "Heart", version=1)])
        assert found(engine, "heart") == []
        assert list(engine.scan(Index.OUTPUTS)) == []
        assert engine.health().documents[Index.OUTPUTS] == 0
        engine.apply([output("output:1", "Heart", version=3)])
        assert found(engine, "heart") == ["output:1"]

    def test_a_late_deletion_does_not_delete_what_is_newer(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Heart", version=3)])
        engine.apply([Deletion(Index.OUTPUTS, "output:1", 2)])
        assert found(engine, "heart") == ["output:1"]

    def test_deleting_what_was_never_there_is_no_error(self, engine: Engine) -> None:
        engine.apply([Deletion(Index.OUTPUTS, "output:9", 4), Deletion(Index.PASSAGES, "output:9/1", 4)])
        engine.apply([output("output:9", "Late", version=3)])
        assert found(engine, "late") == []

    def test_replaced_passages_are_the_only_ones(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "heart", "lung", "liver"), pages("output:2", "liver")])
        engine.apply([pages("output:1", "heart", version=2)])
        assert sorted(engine.scan(Index.PASSAGES)) == [("output:1/1", 2), ("output:2/1", 1)]
        assert targets(engine, "liver", "output:1") == []
        assert targets(engine, "liver", "output:2") == ["1/1"]

    def test_a_late_older_replacement_changes_nothing(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "heart", version=3)])
        engine.apply([pages("output:1", "liver", "lung", version=2)])
        assert targets(engine, "heart", "output:1") == ["1/1"]
        assert sorted(engine.scan(Index.PASSAGES)) == [("output:1/1", 3)]

    def test_a_second_replacement_of_the_same_version_leaves_its_own_alone(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "heart", "lung", "liver", version=2), pages("output:2", "lung", version=2)])
        engine.apply([pages("output:1", "heart", version=2)])
        assert sorted(engine.scan(Index.PASSAGES)) == [("output:1/1", 2), ("output:2/1", 2)]
        engine.apply([PassagesReplaced("output:1", 2, [])])
        assert sorted(engine.scan(Index.PASSAGES)) == [("output:2/1", 2)]

    def test_writers_at_once_and_in_any_order_leave_the_newest(self, make_engine: Callable[[], Engine]) -> None:
        make_engine().apply([])
        orders = [[1, 4, 6, 2], [5, 3, 6, 1]]
        threads = [threading.Thread(target=_write_versions, args=(make_engine(), order)) for order in orders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        engine = make_engine()
        assert found(engine, "version6") == ["output:1"]
        assert results(engine, "version1 version2 version3 version4 version5").total == 0
        assert list(engine.scan(Index.OUTPUTS)) == [("output:1", 6)]
        assert list(engine.scan(Index.PASSAGES)) == [("output:1/1", 6)]

    def test_removed_passages_are_not_raised_by_a_late_message(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "heart", version=1)])
        engine.apply([PassagesReplaced("output:1", 2, [])])
        engine.apply([pages("output:1", "heart", version=1)])
        assert list(engine.scan(Index.PASSAGES)) == []

    def test_a_single_passage_can_be_deleted(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "heart", "lung", version=1)])
        engine.apply([Deletion(Index.PASSAGES, "output:1/2", 2)])
        assert list(engine.scan(Index.PASSAGES)) == [("output:1/1", 1)]

    def test_what_was_applied_is_seen_by_other_engines_at_once(self, make_engine: Callable[[], Engine]) -> None:
        writer, reader = make_engine(), make_engine()
        writer.apply([output("output:1", "Heart")])
        assert found(reader, "heart") == ["output:1"]
        writer.apply([output("output:2", "Heart")])
        assert sorted(found(reader, "heart")) == ["output:1", "output:2"]


# The language of a text, the text, and other forms of its words.
WORD_FORMS = [
    ("en", "Treating inflamed hearts", "inflamed heart treatment"),
    ("ru", "Лечение сердечных заболеваний у детей", "заболевание ребенка дети сердечное"),
    ("ru", "Ёлка у моря", "елка"),
    ("ru", "Елка у моря", "ёлка"),
    ("ru", "Терапия при myocardial infarctions", "infarction"),
    ("be", "Вучэбны дапаможнік для студэнтаў", "студэнты"),
    ("de", "Erkrankungen der Herzklappen", "Erkrankung"),
    ("de", "Größere Gefäße", "grossere gefasse"),
    ("it", "Malattie delle valvole cardiache", "valvola malattia"),
    ("ro", "Educaţia studenţilor", "educația"),
    ("tr", "İstanbul'daki hastanelerin çocukları", "istanbul hastane"),
    ("az", "Uşaq xəstəliklərinin müalicəsi", "xəstəlik"),
    ("kk", "Жүрек ауруларын емдеу", "ауру жүректің"),
    ("uz", "Oʻzbekiston shifokorlari", "o'zbekistonda"),
    ("tk", "Ýürek keselleriniň bejergisi", "keselleri"),
    ("tg", "Бемориҳои дили кӯдакон", "беморӣ кӯдак"),
    ("ka", "გულის დაავადებების მკურნალობა", "დაავადება"),
    ("he", "מחלות הלב בילדים", "לב"),
    ("he", "שָׁלוֹם", "שלום"),
    ("fa", "کتاب‌های پزشکی", "کتاب"),
    ("zh", "心血管疾病的治疗", "心血管"),
    ("ja", "心臓病の患者の看護", "心臓病"),
    ("zh", "心血管疾病的治疗", "病"),
    ("pl", "Zażółć gęślą jaźń", "zazolc"),
    ("en", "myo\u00adcardial ﬁbrillation", "myocardial"),
    ("en", "ﬁbrillation", "fibrillation"),
]


class TestWords:
    def test_word_forms_are_found(self, engine: Engine) -> None:
        keys = [f"output:{number}" for number in range(len(WORD_FORMS))]
        documents = list(zip(keys, WORD_FORMS, strict=True))
        engine.apply([output(key, text, language=language) for key, (language, text, _) in documents])
        engine.apply([pages(key, text, language=language) for key, (language, text, _) in documents])
        for key, (language, _, words) in documents:
            for interface in (language, "en"):
                query = Query(words=words, language=interface, limit=5)
                assert key in found(engine, query), (key, words, interface)
                assert set(engine.passages(query, ANYONE, parents=[key])) == {key}, (key, words, interface)

    def test_a_word_with_the_same_trigrams_is_no_hit_beside_the_word_itself(self, engine: Engine) -> None:
        texts = [("tr", "Hastane"), ("tr", "Ustane"), ("zh", "心血管"), ("zh", "血压"), ("zh", "心脏")]
        engine.apply([output(f"output:{n}", text, language=language) for n, (language, text) in enumerate(texts)])
        assert found(engine, "hastane") == ["output:0"]
        assert found(engine, "心血") == ["output:2"]
        assert sorted(found(engine, "心")) == ["output:2", "output:4"]

    def test_without_a_hit_words_with_common_trigrams_are_the_second_try(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Hastane", language="tr"), pages("output:1", "hastane", language="tr")])
        assert found(engine, "ustanesi") == ["output:1"]
        assert targets(engine, "ustanesi", "output:1") == ["1/1"]

    def test_a_reader_of_any_language_finds_a_text_of_another(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Erkrankungen der Herzklappen", language="de")])
        assert found(engine, Query(words="Erkrankung", language="ru")) == ["output:1"]

    @pytest.mark.parametrize("text", ["to be or not to be", "и не только"])
    def test_a_query_of_stop_words_alone_is_looked_up_as_written(self, engine: Engine, text: str) -> None:
        engine.apply([output("output:1", text, language="ru"), output("output:2", "Cardiology")])
        assert found(engine, text) == ["output:1"]

    def test_all_fields_are_searched(self, engine: Engine) -> None:
        engine.apply(
            [
                output(
                    "output:1",
                    "Titleword",
                    people=["Nameson, Ada"],
                    abstracts="Abstractword",
                    keywords="Keywordword",
                    names="Partnerword",
                    text="Bodyword",
                )
            ]
        )
        for word in ["titleword", "nameson", "abstractword", "keywordword", "partnerword", "bodyword"]:
            assert found(engine, word) == ["output:1"], word

    def test_words_spread_over_fields_count_together(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Cardiology", people=["Nameson"], text="children"),
                output("output:2", "Cardiology of hearts", text="cardiology"),
                output("output:3", "Children"),
            ]
        )
        assert found(engine, "cardiology nameson children")[0] == "output:1"

    def test_a_page_in_another_language_than_the_record_is_found(self, engine: Engine) -> None:
        engine.apply(
            [output("output:1", "Proceedings", text=[Text("Заболевания сердца", "ru"), Text("心血管疾病", "zh")])]
        )
        assert found(engine, "заболевание") == ["output:1"]
        assert found(engine, "疾病") == ["output:1"]

    def test_no_match_is_no_hit(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Cardiology")])
        answer = results(engine, "astronomy")
        assert (answer.total, list(answer.hits)) == (0, [])
        assert set(answer.facets) == set(FACETS)

    def test_strange_queries_are_answered(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Cardiology")])
        long = ["a" * 100_000, "wort " * 20_000, " ".join(f"w{n}" for n in range(5_000))]
        for words in ["(", "+ -", '"', "\x00", *long, "\ud800", "10.1000/", "*:*", "🫀"]:
            assert results(engine, words).total == 0, words[:20]
            assert results(engine, Query(phrases=[words], excluded=[words])).total in {0, 1}
            assert targets(engine, words, "output:1") == []

    def test_text_with_characters_that_are_no_text_is_indexed(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Car\x00diology \ud800 heart"), pages("output:1", "heart \udfff\x00")])
        assert found(engine, "cardiology heart") == ["output:1"]
        assert targets(engine, "heart", "output:1") == ["1/1"]


class TestPhrasesExclusionsIdentifiers:
    @pytest.fixture(autouse=True)
    def _documents(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Acute renal failure", identifiers=["10.1000/ABC-12.3"]),
                output("output:2", "Renal failure, acute", identifiers=["978-3-16-148410-0", "МЕД-101.2"]),
                output("output:3", "心臓病の看護", language="ja", text="Ёлочка в лесу"),
                output("output:4", "Acute", text=[Text("renal", "en"), Text("failure", "en")]),
            ]
        )

    def test_a_phrase_is_words_in_their_order(self, engine: Engine) -> None:
        assert found(engine, Query(phrases=["acute renal"])) == ["output:1"]
        assert sorted(found(engine, Query(phrases=["renal failure"]))) == ["output:1", "output:2"]
        assert found(engine, Query(phrases=["Renal Failure", "failure acute"])) == ["output:2"]
        assert found(engine, Query(phrases=["臓病の"])) == ["output:3"]
        assert found(engine, Query(phrases=["елочка в лесу"], language="ru")) == ["output:3"]

    def test_a_phrase_is_not_stemmed(self, engine: Engine) -> None:
        assert found(engine, Query(phrases=["renal failures"])) == []

    def test_excluded_words_exclude_all_their_forms(self, engine: Engine) -> None:
        assert sorted(found(engine, Query(words="acute", excluded=["failures"]))) == []
        assert sorted(found(engine, Query(words="acute", excluded=["nursing"]))) == ["output:1", "output:2", "output:4"]
        assert found(engine, Query(excluded=["acute"])) == ["output:3"]

    def test_identifiers_are_found_as_typed_and_on_top(self, engine: Engine) -> None:
        for typed, key in [
            ("10.1000/abc-12.3", "output:1"),
            ("https://doi.org/10.1000/ABC-12.3", "output:1"),
            ("doi:10.1000/ABC-12.3", "output:1"),
            ("9783161484100", "output:2"),
            ("ISBN 978-3-16-148410-0", "output:2"),
            ("978 3 16 148410 0", "output:2"),
            ("МЕД-101.2", "output:2"),
            ("мед 101.2", "output:2"),
        ]:
            engine.apply([output("output:9", f"{typed} {typed} {typed}", text=f"{typed} {typed}")])
            assert found(engine, typed)[0] == key, typed

    def test_phrases_in_passages(self, engine: Engine) -> None:
        engine.apply([pages("output:1", "acute renal failure", "renal, acute", "failure")])
        hits = engine.matching_passages(Query(phrases=["acute renal"]), ANYONE, parent="output:1")
        assert [hit.target for hit in hits] == ["1/1"]
        hits = engine.matching_passages(Query(words="renal", excluded=["failure"]), ANYONE, parent="output:1")
        assert [hit.target for hit in hits] == ["1/2"]


class TestPassages:
    def test_the_best_of_each_parent_come_first(self, engine: Engine) -> None:
        engine.apply(
            [
                pages(
                    "output:1", "heart", "heart heart heart", "lung", "heart and much else besides " * 20, "heart heart"
                ),
                pages("output:2", "lung"),
                pages("output:3", "the heart of it"),
            ]
        )
        hits = engine.passages(Query(words="heart"), ANYONE, parents=["output:1", "output:2", "output:3"])
        assert [hit.target for hit in hits["output:1"]][:2] == ["1/2", "1/5"]
        assert len(hits["output:1"]) == 3
        assert [hit.key for hit in hits["output:3"]] == ["output:3/1"]
        assert "output:2" not in hits
        assert all(hit.parent == "output:3" for hit in hits["output:3"])
        scores = [hit.score for hit in hits["output:1"]]
        assert scores == sorted(scores, reverse=True)

    def test_all_matching_passages_in_order_of_position(self, engine: Engine) -> None:
        texts = [f"page {n} " + ("heart " * (n % 5)) for n in range(1, 31)]
        engine.apply([pages("output:1", *texts), pages("output:2", "heart")])
        hits = engine.matching_passages(Query(words="heart"), ANYONE, parent="output:1")
        assert [int(hit.target[2:]) for hit in hits] == [n for n in range(1, 31) if n % 5]
        limited = engine.matching_passages(Query(words="heart"), ANYONE, parent="output:1", limit=3)
        assert [hit.target for hit in limited] == ["1/1", "1/2", "1/3"]

    def test_no_parents_no_passages(self, engine: Engine) -> None:
        assert engine.passages(Query(words="heart"), ANYONE, parents=[]) == {}


class TestFacets:
    @pytest.fixture(autouse=True)
    def _documents(self, engine: Engine) -> None:
        rows = [
            ("article", ["1"], "2024"),
            ("article", ["1", "2"], "2023"),
            ("manual", ["2"], "2024"),
            ("thesis", ["3"], "2022"),
        ]
        engine.apply(
            [
                output(f"output:{n}", "Heart", facets={"kind": [kind], "partner": partners, "year": [year]})
                for n, (kind, partners, year) in enumerate(rows, start=1)
            ]
        )

    def test_counts(self, engine: Engine) -> None:
        facets = results(engine, "heart").facets
        assert list(facets) == list(FACETS)
        assert list(facets["kind"]) == [("article", 2), ("manual", 1), ("thesis", 1)]
        assert list(facets["partner"]) == [("1", 2), ("2", 2), ("3", 1)]
        assert list(facets["course"]) == []

    def test_values_of_one_facet_are_alternatives_and_facets_narrow_each_other(self, engine: Engine) -> None:
        query = Query(words="heart", chosen={"kind": ["article", "manual"], "year": ["2024"]})
        assert sorted(found(engine, query)) == ["output:1", "output:3"]

    def test_a_choice_does_not_narrow_its_own_counts(self, engine: Engine) -> None:
        answer = results(engine, Query(words="heart", chosen={"kind": ["article"]}))
        assert answer.total == 2
        assert dict(answer.facets["kind"]) == {"article": 2, "manual": 1, "thesis": 1}
        assert dict(answer.facets["partner"]) == {"1": 2, "2": 1}
        answer = results(engine, Query(words="heart", chosen={"kind": ["article"], "partner": ["2"]}))
        assert answer.total == 1
        assert dict(answer.facets["kind"]) == {"article": 1, "manual": 1}
        assert dict(answer.facets["partner"]) == {"1": 2, "2": 1}
        assert dict(answer.facets["year"]) == {"2023": 1}

    def test_an_empty_choice_chooses_nothing(self, engine: Engine) -> None:
        assert results(engine, Query(words="heart", chosen={"kind": []})).total == 4

    def test_a_value_that_nothing_has_finds_nothing(self, engine: Engine) -> None:
        assert results(engine, Query(words="heart", chosen={"kind": ["nonsense"]})).total == 0

    def test_at_most_facet_size_values(self, engine: Engine) -> None:
        assert len(engine.search(Query(), ANYONE, facet_size=2).facets["kind"]) == 2


class TestOrderAndPaging:
    @pytest.fixture(autouse=True)
    def _documents(self, engine: Engine) -> None:
        rows = [("b", date(2020, 1, 1)), ("a", date(2024, 5, 2)), ("d", None), ("c", date(1890, 7, 3))]
        engine.apply(
            [output(f"output:{n}", "Heart", title_key=key, sort_date=day) for n, (key, day) in enumerate(rows, start=1)]
            + [output("output:5", "Heart " * 8, title_key="e", sort_date=date(2000, 1, 1))]
        )

    @pytest.mark.parametrize(
        ("sort", "order"),
        [(Sort.NEWEST, "21543"), (Sort.OLDEST, "45123"), (Sort.TITLE, "21435")],
    )
    def test_sorting_puts_what_has_no_date_last(self, engine: Engine, sort: Sort, order: str) -> None:
        assert found(engine, Query(words="heart", sort=sort)) == [f"output:{digit}" for digit in order]

    def test_without_words_the_newest_come_first(self, engine: Engine) -> None:
        assert found(engine, Query()) == [f"output:{digit}" for digit in "21543"]

    def test_pages_of_results_neither_repeat_nor_miss(self, engine: Engine) -> None:
        engine.apply([output(f"output:{n}", "Lung", version=2) for n in range(10, 40)])
        for sort in Sort:
            keys: list[str] = []
            for offset in range(0, 30, 7):
                answer = results(engine, Query(words="lung", sort=sort, offset=offset, limit=7))
                assert answer.total == 30
                keys += [hit.key for hit in answer.hits]
            assert sorted(keys) == sorted(f"output:{n}" for n in range(10, 40))

    def test_beyond_the_last_page_is_empty(self, engine: Engine) -> None:
        answer = results(engine, Query(words="heart", offset=50))
        assert (answer.total, list(answer.hits)) == (5, [])

    def test_hits_fall_in_score(self, engine: Engine) -> None:
        scores = [hit.score for hit in results(engine, "heart").hits]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > 0


class TestRebuild:
    def test_the_old_generation_serves_until_the_swap(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Old heart"), pages("output:1", "heart")])
        with engine.rebuild() as rebuild:
            rebuild.add([output("output:2", "New heart")])
            assert found(engine, "heart") == ["output:1"]
            rebuild.swap()
        assert found(engine, "heart") == ["output:2"]
        assert list(engine.scan(Index.PASSAGES)) == []

    def test_an_error_drops_the_new_generation(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Old heart")])
        with pytest.raises(ZeroDivisionError), engine.rebuild() as rebuild:
            rebuild.add([output("output:2", "New heart")])
            raise ZeroDivisionError
        assert found(engine, "heart") == ["output:1"]
        engine.apply([output("output:3", "Third heart")])
        assert sorted(found(engine, "heart")) == ["output:1", "output:3"]

    def test_versions_and_deletions_hold_within_a_rebuild(self, engine: Engine) -> None:
        with engine.rebuild() as rebuild:
            rebuild.add([output("output:1", "Second", version=2), pages("output:1", "heart", version=2)])
            rebuild.add([output("output:1", "First", version=1), pages("output:1", "lung", "lung", version=1)])
            rebuild.add([output("output:2", "Gone", version=1), Deletion(Index.OUTPUTS, "output:2", 2)])
            rebuild.swap()
        assert sorted(engine.scan(Index.OUTPUTS)) == [("output:1", 2)]
        assert sorted(engine.scan(Index.PASSAGES)) == [("output:1/1", 2)]

    def test_other_engines_follow_the_swap_and_write_to_the_new_generation(
        self, make_engine: Callable[[], Engine]
    ) -> None:
        one, other = make_engine(), make_engine()
        one.apply([output("output:1", "Old heart")])
        assert found(other, "heart") == ["output:1"]
        with one.rebuild() as rebuild:
            rebuild.add([output("output:2", "New heart")])
            rebuild.swap()
        assert found(other, "heart") == ["output:2"]
        other.apply([output("output:3", "Third heart")])
        assert sorted(found(one, "heart")) == ["output:2", "output:3"]

    def test_writing_and_reading_go_on_during_a_rebuild(self, make_engine: Callable[[], Engine]) -> None:
        """Each change goes to the serving generation; after the swap they are replayed, as the site does."""
        make_engine().apply([output("output:0", "Heart")])
        stop = threading.Event()
        written: list[int] = []
        failures: list[BaseException] = []
        threads = [
            threading.Thread(target=_write_until, args=(stop, make_engine(), written)),
            threading.Thread(target=_read_until, args=(stop, make_engine(), failures)),
        ]
        for thread in threads:
            thread.start()
        engine = make_engine()
        try:
            for _ in range(3):
                with engine.rebuild() as rebuild:
                    rebuild.add([output(f"output:{number}", "Heart") for number in [0, *written]])
                    rebuild.swap()
            wait_until(lambda: written or failures)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert failures == []
        engine.apply([output(f"output:{number}", "Heart") for number in written])
        assert sorted(key for key, _ in engine.scan(Index.OUTPUTS)) == sorted(f"output:{n}" for n in [0, *written])
        assert written


def _write_until(stop: threading.Event, engine: Engine, written: list[int]) -> None:
    while not stop.is_set():
        engine.apply([output(f"output:{len(written) + 1}", "Heart")])
        written.append(len(written) + 1)


def _read_until(stop: threading.Event, engine: Engine, failures: list[BaseException]) -> None:
    while not stop.is_set():
        try:
            assert "output:0" in found(engine, Query(words="heart", limit=1000))
        except (EngineUnavailable, AssertionError) as error:
            failures.append(error)


def _write_versions(engine: Engine, versions: list[int]) -> None:
    for version in versions:
        page_texts = ["page"] * (7 - version)
        engine.apply([output("output:1", f"version{version}", version=version)])
        engine.apply([pages("output:1", *page_texts, version=version)])


class TestHealth:
    def test_a_missing_index_is_said_and_made_by_the_first_change(self, make_engine: Callable[[], Engine]) -> None:
        engine = make_engine()
        with pytest.raises(EngineUnavailable):
            engine.search(Query(words="heart"), ANYONE)
        with pytest.raises(EngineUnavailable):
            engine.passages(Query(words="heart"), ANYONE, parents=["output:1"])
        with pytest.raises(EngineUnavailable):
            list(engine.scan(Index.OUTPUTS))
        health = engine.health()
        assert not health.available
        assert health.message
        engine.apply([output("output:1", "Heart")])
        assert found(engine, "heart") == ["output:1"]

    def test_counts_and_mapping(self, engine: Engine) -> None:
        engine.apply(
            [output("output:1", "Heart"), pages("output:1", "one", "two"), Deletion(Index.OUTPUTS, "output:2", 1)]
        )
        health = engine.health()
        assert health.available
        assert health.mapping_current
        assert dict(health.documents) == {"outputs": 1, "passages": 2}

    def test_a_rebuild_in_progress_is_not_counted(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Heart")])
        with engine.rebuild() as rebuild:
            rebuild.add([output("output:2", "Heart"), output("output:3", "Heart")])
            assert engine.health().documents["outputs"] == 1

    def test_audiences_with_any_characters_are_compared_as_they_are(self, engine: Engine) -> None:
        engine.apply([output("output:1", "Heart", audience=frozenset({"partner:12 Ü/x"}))])
        assert found(engine, "heart", viewer("partner:12 Ü/x")) == ["output:1"]
        assert found(engine, "heart", viewer("partner:12")) == []
