"""Tokens, identifiers and detected languages: what does not need an engine to be seen."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.analysis import analyse, detect_language, fingerprint, highlight, identifier_key, normalise
from search.engines.analysis.characters import script
from search.engines.analysis.languages import CHAINS, chain_for
from search.engines.analysis.queries import LONGEST_QUERY, MOST_WORDS, exact_words, query_words
from search.engines.protocol import Query


@pytest.mark.parametrize(
    ("language", "text", "main"),
    [
        ("en", "Treated patients", ["treat", "patient"]),
        ("ru", "Лечение myocardial инфарктов", ["лечен", "myocardi", "инфаркт"]),
        ("be", "Вучэбны дапаможнік", ["вучэбн", "дапамо"]),
        ("tr", "ISIRGAN Istanbul'da", ["isirg", "istan"]),
        ("uz", "oʻzbek o'zbek o’zbek", ["ozbek", "ozbek", "ozbek"]),
        ("he", "בבית והבית", ["בית", "בית"]),
        ("zh", "心血管 a 病", ["心血", "血管", "a", "病"]),
        ("ja", "DNA検査_結果", ["dna", "検査", "結果"]),
        ("fa", "می‌روم", ["روم"]),
        ("th", "ภาษา", ["ภาษ", "าษา"]),
    ],
)
def test_main_tokens(language: str, text: str, main: list[str]) -> None:
    assert list(analyse(text, language).main) == main


def test_unigrams_and_trigrams_have_a_channel_of_their_own() -> None:
    assert list(analyse("心血管 abc", "zh").grams) == ["心", "血", "管"]
    assert list(analyse("kalp ab", "tr").grams) == ["kal", "alp"]
    assert list(analyse("heart", "en").grams) == []
    assert list(analyse("ECG сердца 2024", "ru").grams) == ["сер", "ерд", "рдц", "дца"]
    assert list(analyse("καρδιά", "el").grams)[:2] == ["καρ", "αρδ"]


def test_exact_keeps_every_word_in_order_and_folds_latin_letters_alone() -> None:
    assert list(analyse("The Größe of й in 病院", "en").exact) == ["the", "grosse", "of", "й", "in", "病", "院"]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ﬁbre", "fibre"),
        ("myo\u00adcard", "myocard"),
        ("a\x00b", "ab"),
        ("\u202eabc\u202c", "abc"),
        ("Ёж", "Еж"),
        ("educaţie", "educație"),
        ("כֹּל", "כל"),
        ("ＡＢＣ１２", "ABC12"),
        ("کتاب‌ها", "کتاب ها"),
        ("Auf\u200clage", "Auflage"),
        ("a\ud800b", "ab"),
    ],
)
def test_normal_form(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.text())
def test_any_text_is_analysed_in_any_language_and_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    for chain in CHAINS:
        tokens = analyse(text, chain.languages[0])
        assert not any(" " in token or not token for token in [*tokens.main, *tokens.grams, *tokens.exact])


@given(st.text(), st.sampled_from([chain.languages[0] for chain in CHAINS if not chain.ngram]))
def test_a_query_in_the_words_of_a_text_meets_its_tokens(text: str, language: str) -> None:
    """Whatever a text is made of, its own words typed as a query ask for tokens that the index holds for it."""
    words = [word for word in text.split()[:5] if script(word) not in {"thai", "cjk"}]
    main = set(analyse(" ".join(words), language).main)
    asked = {form for word in query_words(" ".join(words), language) for form in word.forms}
    if main and asked:
        assert main & asked


def test_sentences_without_spaces_leave_nothing_behind_in_memory() -> None:
    """A process that indexes two million Chinese pages must not remember each of their sentences."""
    draw = random.Random(1)
    sentences = ["".join(chr(draw.randint(0x4E00, 0x9FFF)) for _ in range(200)) for _ in range(400)]
    query = Query(words="心血管")
    for sentence in sentences[:100]:  # what is set up once
        analyse(sentence, "zh")
        highlight(sentence, query, "zh")
    tracemalloc.start()
    for sentence in sentences[100:]:
        analyse(sentence, "zh")
        highlight(sentence, query, "zh")
    left, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left < 10 * len("".join(sentences))


def test_queries_are_bounded() -> None:
    assert len(query_words("a" * 100_000, "en")) <= 1
    assert len(query_words(" ".join(f"word{n}" for n in range(1_000)), "en")) <= 2 * MOST_WORDS
    assert sum(map(len, exact_words("x" * 10 * LONGEST_QUERY))) <= LONGEST_QUERY


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("https://doi.org/10.1000/ABC-1.2", "101000abc12"),
        ("DOI: 10.1000/abc-1.2", "101000abc12"),
        ("0000-0002-1825-0097", "0000000218250097"),
        ("https://orcid.org/0000-0002-1825-0097", "0000000218250097"),
        ("ISBN-13: 978-3-16-148410-0", "9783161484100"),
        ("МЕД-101.2", "мед1012"),
    ],
)
def test_identifiers_are_compared_without_their_dress(typed: str, key: str) -> None:
    assert identifier_key(typed) == key


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The treatment of heart disease in children", "en"),
        ("Лечение заболеваний сердца у детей", "ru"),
        ("Лечение myocardial infarction с применением aspirin", "ru"),
        ("Вучэбны дапаможнік для студэнтаў медыцынскіх універсітэтаў", "be"),
        ("Die Behandlung von Erkrankungen des Herzens bei Kindern", "de"),
        ("Tratamentul bolilor de inimă la copii și adolescenți", "ro"),
        ("Uşaqlarda ürək xəstəliklərinin müalicəsi", "az"),
        ("Çocuklarda kalp hastalıklarının tedavisi ve izlenmesi", "tr"),
        ("Балалардағы жүрек ауруларын емдеу", "kk"),
        ("Бемориҳои дили кӯдакон", "tg"),
        ("心血管疾病的治疗", "zh"),
        ("心臓病の患者の看護", "ja"),
        ("심장병 치료", "ko"),
        ("מחלות לב בילדים", "he"),
        ("گرفتن بیماری‌های قلبی در کودکان", "fa"),
        ("درمان بیماری‌های قلبی", "fa"),
        ("علاج أمراض القلب عند الأطفال", "ar"),
        ("Лечение заболеваний сердца у детей раннего возраста. " * 20 + "Беларускі часопіс «Здароўе»", "ru"),
        ("Yurak kasalliklarini davolash bo'yicha qo'llanma talabalar uchun", "uz"),
        ("Bolalarda yurak kasalliklari", "uz"),
        ("გულის დაავადებები", "ka"),
        ("", "und"),
        ("12345", "und"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_every_language_has_one_chain_and_unknown_ones_are_only_folded() -> None:
    languages = [language for chain in CHAINS for language in chain.languages]
    assert len(languages) == len(set(languages))
    assert chain_for("ru-RU").name == "en_ru"
    assert chain_for("xx").name == "und"
    assert all(chain.twin or chain.difference for chain in CHAINS)


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    import subprocess
    import sys

    command = "from search.engines.analysis import fingerprint; print(fingerprint())"
    for seed in ("1", "2"):
        shown = subprocess.run(
            [sys.executable, "-c", command],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        )
        assert shown.stdout.decode().strip() == fingerprint()
