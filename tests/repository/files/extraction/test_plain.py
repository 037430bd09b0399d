import io

import pytest

from repository.files.extraction import plain
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.plain import decoded
from repository.files.extraction.sections import SECTION_CHARACTERS, packed
from repository.files.extraction.wire import Page

RUSSIAN = "Совместная публикация университетов о здоровье населения и лечении болезней сердца."


def sections(text: str) -> list[str]:
    return [item.text for item in plain.read(io.BytesIO(text.encode())) if isinstance(item, Page)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r"])
def test_russian_is_read_in_any_usual_encoding(encoding):
    assert decoded(RUSSIAN.encode(encoding)) == RUSSIAN


def test_character_cut_off_at_the_end_is_dropped():
    assert decoded("дом".encode()[:-1]) == "до"
    assert decoded("дом".encode("utf-16")[:-1]) == "до"


def test_form_feeds_and_paragraphs_divide_a_text():
    paragraph = "Some words. " * 100
    assert sections("One\fTwo\n\f\n\fThree") == ["One", "Two", "Three"]
    parts = sections("\n\n".join([paragraph] * 5))
    assert [part.count("Some words. Some") for part in parts] == [100, 100, 50]
    assert all(len(part) <= SECTION_CHARACTERS for part in parts)


def test_paragraph_without_end_is_cut_between_words_and_nothing_is_lost():
    words = " ".join(str(number) for number in range(5000))
    parts = list(packed([words], joiner="\n"))
    assert "".join(parts) == words
    assert all(len(part) <= SECTION_CHARACTERS for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert list(packed(["語" * 7000], joiner="")) == ["語" * 3000, "語" * 3000, "語" * 1000]


def test_text_longer_than_the_limit_is_read_to_there():
    found = []
    with pytest.raises(Unreadable) as caught:
        for item in plain.read(io.BytesIO(b"word " * (plain.MAX_BYTES // 5 + 1))):
            found.append(item)
    assert caught.value.reason == "too_long"
    assert sum(len(page.text) for page in found[1:]) > plain.MAX_BYTES * 0.99
