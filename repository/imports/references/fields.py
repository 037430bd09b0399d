"""Single fields of references, brought from the many ways in which they are written to ours; what is not clear is
left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import langcodes
from django.core.exceptions import ValidationError

from repository.files.extraction.cleaning import strip_unsafe
from repository.interop.record import Identifier, Text
from repository.languages import UNKNOWN, detect_language, normalise_language
from repository.outputs.dates import PartialDate
from repository.outputs.identifiers import Scheme, normalise_identifier
from repository.outputs.licences import Licence

YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", re.ASCII)
DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")

# By the first three letters: English, and what journals of the region print in Russian and Belarusian.
MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "янв фев мар апр май июн июл авг сен окт ноя дек",
        "сту лют сак кра тра чэр ліп жні вер кас ліс сне",
    )
    for number, name in enumerate(names.split(), 1)
} | {"мая": 5}

# Addresses that are an identifier themselves.
RESOLVERS = {
    Scheme.DOI: re.compile(r"https?://(dx\.)?doi\.org/", re.IGNORECASE),
    Scheme.PMID: re.compile(r"https?://(www\.)?(pubmed\.ncbi|ncbi)\.nlm\.nih\.gov/(pubmed/)?\d", re.IGNORECASE),
    Scheme.PMCID: re.compile(r"https?://(www\.ncbi|ncbi|pmc\.ncbi)\.nlm\.nih\.gov/(pmc/)?articles/", re.IGNORECASE),
    Scheme.ARXIV: re.compile(r"https?://arxiv\.org/(abs|pdf)/", re.IGNORECASE),
    Scheme.HANDLE: re.compile(r"https?://hdl\.handle\.net/", re.IGNORECASE),
}

CC_NAME = re.compile(
    r"\bcc[ -]?by((?:[ -](?:nc|nd|sa))*)[ -]?4\.0\b|licenses/by((?:-(?:nc|nd|sa))*)/4\.0", re.IGNORECASE
)
CC_ZERO = re.compile(r"\bcc[ -]?0\b|publicdomain/zero/1\.0", re.IGNORECASE)

ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?", re.IGNORECASE)

DASHES = re.compile(r"\s*[-‐‑–—]{1,3}\s*")
LONGEST_PAGES = 200
LONGEST_SERIALS = 1_000


def line_of(text: str) -> str:
    """The text on one line, composed (NFC), without what no stored text may hold."""
    return " ".join(strip_unsafe(unicodedata.normalize("NFC", text)).split())


def paragraphs_of(text: str) -> str:
    """A longer text, whose paragraphs stay apart; line breaks inside of one are only where the file's lines ended."""
    blocks = (line_of(block) for block in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n")))
    return "\n\n".join(filter(None, blocks))


def issued_of(year: str, month: str = "", day: str = "") -> str:
    """An ISO date as exact as the parts allow; empty without a year."""
    found = YEAR.search(year)
    if not found:
        return ""
    parts = [found[1], _two_digits(_month(month)), _two_digits(day)]
    for exact in (3, 2):
        text = "-".join(parts[:exact])
        if all(parts[:exact]) and _is_date(text):
            return text
    return found[1]


def issued_of_date(date: str) -> str:
    """The same of a whole date: `2025-11-03`, `2025/11/03/`, `2020-05/2020-07`, `2025 Nov 3`, `3 November 2025`."""
    match = DATE.match(date.strip())
    if match and (match[2] or match.end() == len(date.strip())):
        return issued_of(*(part or "" for part in match.groups()))
    words = re.findall(r"[^\W\d_]{3,}", date)
    days = re.findall(r"(?<!\d)\d{1,2}(?!\d)", date)
    month = next((word for word in words if _month(word)), "")
    return issued_of(date, month, days[0] if days else "")


def _month(text: str) -> str:
    word = text.strip().casefold()
    leading = re.match(r"\d{1,2}(?!\d)", word)
    return leading[0] if leading else str(MONTHS.get(word[:3], ""))


def _two_digits(text: str) -> str:
    leading = re.match(r"[0-9]{1,2}(?![0-9])", text.strip())
    return leading[0].zfill(2) if leading else ""


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValidationError:
        return False
    return True


def pages_of(text: str) -> str:
    """`112--118` → `112–118`; an article number or several ranges stay as they are."""
    line = line_of(text)
    return DASHES.sub("–", line) if len(line) <= LONGEST_PAGES and re.search(r"\d", line) else line


def whole_pages(text: str) -> str:
    """The last page written out where it is shortened, as MEDLINE does: `112-8` → `112–118`."""
    pages = pages_of(text)
    match = re.fullmatch(r"(\d+)–(\d+)", pages)
    if not match or len(match[2]) >= len(match[1]):
        return pages
    return f"{match[1]}–{match[1][: -len(match[2])]}{match[2]}"


def language_of(text: str) -> str:
    """A BCP 47 tag of a tag, an ISO 639 code of two or three letters, or a language's name in any language."""
    name = line_of(text)
    if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}", name):
        try:
            return normalise_language(name.replace("_", "-"))
        except ValidationError:
            pass
    try:
        return langcodes.find(name).to_tag() if 3 <= len(name) <= 40 else ""
    except LookupError:
        return ""


def languages_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once; a field may name several: `English; Russian`, `rus, eng`."""
    names = (name for text in texts for name in re.split(r"[;,/|]|\band\b", text))
    return tuple(dict.fromkeys(filter(None, map(language_of, names))))


def keywords_of(texts: Iterable[str], separator: str = ";") -> tuple[str, ...]:
    """Each once, in order. A text with semicolons is parted at these, another at ``separator``."""
    parts = (part for text in texts for part in text.split(";" if ";" in text else separator))
    return tuple(dict.fromkeys(filter(None, map(line_of, parts))))


def texts_of(texts: Iterable[str], language: str = "") -> tuple[Text, ...]:
    """Titles or abstracts with their languages: told by the text, but for a single one in the entry's language."""
    kept = list(dict.fromkeys(filter(None, texts)))
    if len(kept) == 1 and language:
        return (Text(language, kept[0]),)
    return tuple(Text(detect_language(text) or UNKNOWN, text) for text in kept)


def licence_of(text: str) -> str:
    """Our id of a licence that is named or linked to; empty when it is none of ours, other versions included."""
    if CC_ZERO.search(text):
        return Licence.CC0.value
    found = CC_NAME.search(text)
    terms = re.sub(r"[ -]+", "-", (found[1] or found[2] or "").upper()) if found else ""
    value = f"CC-BY{terms}-4.0"
    return value if found and value in Licence.values else ""


def ror_of(text: str) -> str:
    """The bare ROR id of an id or its address; empty for anything else."""
    match = ROR.fullmatch(text.strip())
    return match[1].lower() if match else ""


def identifiers_of(candidates: Iterable[tuple[str, str]]) -> tuple[Identifier, ...]:
    """Of pairs of scheme and value those that are valid, in their stored form, each once.

    `serial` is either an ISBN or an ISSN, perhaps several with remarks; an address that is itself a DOI or the like
    becomes one.
    """
    found = (Identifier(*pair) for candidate in candidates for pair in _normalised(*candidate))
    return tuple(dict.fromkeys(found))


def _normalised(scheme: str, value: str) -> Iterator[tuple[str, str]]:
    if scheme in {"serial", Scheme.ISBN, Scheme.ISSN}:
        yield from _serials(value)
        return
    resolved = next((one for one, address in RESOLVERS.items() if address.match(value.strip())), None)
    if resolved and scheme == Scheme.URL:
        scheme, value = resolved, unquote(value.strip())
    if valid := _valid(scheme, line_of(value)):
        yield str(scheme), valid


def _serials(value: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"[;,\n]|\([^)]*\)", value[:LONGEST_SERIALS]):
        whole = list(_serial(line_of(part)))
        yield from whole or (pair for piece in part.split()[:10] for pair in _serial(piece))


def _serial(value: str) -> Iterator[tuple[str, str]]:
    for scheme in (Scheme.ISBN, Scheme.ISSN):
        if valid := _valid(scheme, value):
            yield scheme.value, valid
            return


def _valid(scheme: str, value: str) -> str:
    try:
        return normalise_identifier(scheme, value) if value and len(value) <= 300 else ""
    except ValidationError:
        return ""
