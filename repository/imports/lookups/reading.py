"""What the answers of registers have in common: JSON and XML of any shape are read without an error, and cleaned.

A field that is missing, or is not what its register's documentation says, is empty; only an answer that is no JSON or
XML at all is `Unreadable`.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

from repository.files.extraction.cleaning import strip_unsafe
from repository.imports.lookups.failures import Unreadable
from repository.imports.lookups.registers import Register
from repository.interop.record import Affiliation, Contributor, Identifier, Text
from repository.languages import UNKNOWN, detect_language, normalise_language
from repository.outputs.dates import PartialDate
from repository.outputs.identifiers import normalise_identifier
from repository.outputs.licences import Licence
from repository.people.models import normalise_orcid

NO_LANGUAGE = {UNKNOWN, "mul", "mis", "zxx"}
# Formulas are told twice in JATS: as what is seen, and as what a typesetter made it from.
SOURCE_OF_FORMULA = re.compile(r"<(tex-math|(?:mml:)?annotation)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
# Of markup only what JATS and HTML know: “p <0.05 and q> 3” is a sentence.
BLOCK = re.compile(r"</?(?:jats:)?(?:p|title|sec|list|list-item|label|br|div|ul|ol|li|h[1-6])(?:\s[^<>]*)?/?>", re.I)
INLINE = re.compile(
    r"</?(?:jats:|mml:)?(?:i|b|u|em|strong|italic|bold|underline|sub|sup|sc|scp|small|span|a|font|tt|monospace|xref"
    r"|ext-link|inline-formula|disp-formula|inline-graphic|graphic|styled-content|named-content|alternatives|abstract"
    r"|math|m[a-z]+|semantics)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
HEADING_OF_ALL = re.compile(r"(?:abstract|summary|аннотация|реферат|резюме|анатацыя)[.:]?\s*\n", re.IGNORECASE)
PAGES = re.compile(r"(\w+)\s*[-‐‑–—−]{1,2}\s*(\w+)")
ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})", re.IGNORECASE)
CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses/[a-z-]+/4\.0|publicdomain/zero/1\.0)\b"
)
LICENCES = {one.url.rstrip("/").partition("creativecommons.org/")[2]: one for one in Licence if one.url}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Small words that belong to the family name after them.
PARTICLES = {
    "van",
    "von",
    "der",
    "den",
    "de",
    "di",
    "da",
    "del",
    "della",
    "dos",
    "du",
    "la",
    "le",
    "el",
    "al",
    "bin",
    "ibn",
}


# -- JSON ------------------------------------------------------------------------------------------------------------


def json_of(register: Register, body: bytes) -> dict[str, Any]:
    """The object that the answer holds; raises Unreadable when it is no JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(register.label, "its answer is no JSON") from None
    if not isinstance(value, dict):
        raise Unreadable(register.label, "its answer is no JSON object")
    return value


def dig(value: object, *names: str) -> dict[str, Any]:
    """The object below those names; an empty one where there is something else."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The elements of a list; a single value counts as a list of one, nothing as none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def objects(value: object) -> list[dict[str, Any]]:
    return [one for one in items(value) if isinstance(one, dict)]


def lines(value: object) -> list[str]:
    """The texts in a list of them, cleaned, without empty ones."""
    return [text for one in items(value) if (text := line(one))]


# -- XML -------------------------------------------------------------------------------------------------------------


def xml_of(register: Register, body: bytes) -> Element:
    """The root of the answer; raises Unreadable when it is no XML, or declares entities."""
    try:
        return fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable(register.label, "its answer is no harmless XML") from None


def text_of(element: Element | None) -> str:
    """All text in an element, its inline markup taken away, on one line."""
    return "" if element is None else line("".join(element.itertext()), marked_up=False)


def text_at(element: Element, path: str) -> str:
    return text_of(element.find(path))


# -- text ------------------------------------------------------------------------------------------------------------


def line(value: object, *, marked_up: bool = True) -> str:
    """A text of the register on one line; a number counts as its digits, anything else as nothing."""
    return " ".join(paragraphs(value, marked_up=marked_up).split())


def paragraphs(value: object, *, marked_up: bool = True) -> str:
    """A text of the register without markup, entities and unsafe characters; its paragraphs are lines."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        value = str(value)
    if not isinstance(value, str):
        return ""
    for _ in range(2 if marked_up else 0):  # twice, since many deposit their markup escaped
        value = html.unescape(_unmarked(value))
    cleaned = strip_unsafe(unicodedata.normalize("NFC", value.replace("\r", "\n")))
    return "\n".join(kept for each in cleaned.split("\n") if (kept := " ".join(each.split())))


def _unmarked(text: str) -> str:
    if "<" not in text:
        return text
    return INLINE.sub("", BLOCK.sub("\n", SOURCE_OF_FORMULA.sub("", text)))


def abstract(value: object, said: str = "", *, marked_up: bool = True) -> tuple[Text, ...]:
    """The abstract, in the language that the register says, else in the one that its words tell."""
    text = HEADING_OF_ALL.sub("", paragraphs(value, marked_up=marked_up) + "\n", count=1).strip()
    told = said or detect_language(text)
    return (Text("" if told == UNKNOWN else told, text),) if text else ()


# -- single fields ---------------------------------------------------------------------------------------------------


def language(value: object) -> str:
    """The BCP 47 tag of what a register says; empty for none, for several and for “undetermined”."""
    try:
        tag = normalise_language(line(value))
    except ValidationError:
        return ""
    return "" if tag in NO_LANGUAGE else tag


def partial_date(year: object = "", month: object = "", day: object = "") -> str:
    """The three as far as they are known and make a date; a month may be a number or an English name."""
    known = [line(year)]
    for part in (_month(line(month)), line(day)):
        if not (part.isascii() and part.isdigit() and 0 < int(part[:3]) < 32):
            break
        known.append(f"{int(part):02}")
    while known:
        try:
            return str(PartialDate.parse("-".join(known)))
        except ValidationError:
            known.pop()
    return ""


def _month(written: str) -> str:
    name = written.lower()
    return str(MONTHS.index(name[:3]) + 1) if name.isalpha() and name[:3] in MONTHS else written


def pages(first: str, last: str = "") -> str:
    """``112-118``, ``112-8`` and the two alone → ``112–118``; anything else, an article number say, as it is."""
    if last and not PAGES.fullmatch(first):
        first = f"{first}-{last}" if first != last else first
    match = PAGES.fullmatch(first)
    if not match:
        return first
    start, end = match.groups()
    if start.isdigit() and end.isdigit() and len(end) < len(start):
        end = start[: len(start) - len(end)] + end  # as the National Library of Medicine shortens them
    return f"{start}–{end}"


def identifiers(*pairs: tuple[str, object]) -> tuple[Identifier, ...]:
    """Those of (scheme, value) that are right, in their stored form, each once."""
    found = []
    for scheme, value in pairs:
        try:
            found.append(Identifier(str(scheme), normalise_identifier(scheme, line(value))))
        except ValidationError:
            continue
    return tuple(dict.fromkeys(found))


def orcid(value: object) -> str:
    try:
        return normalise_orcid(line(value)) if line(value) else ""
    except ValidationError:
        return ""


def ror(value: object) -> str:
    """The bare ROR id of an address or id; empty for anything else."""
    match = ROR.fullmatch(line(value).rstrip("/"))
    return match[1].lower() if match else ""


def licence(addresses: Iterable[object]) -> str:
    """Ours for the first address of a Creative Commons licence in a version that we have."""
    matches = (CREATIVE_COMMONS.match(line(address).lower()) for address in addresses)
    return next((str(LICENCES[one[1]]) for one in matches if one and one[1] in LICENCES), "")


# -- people ----------------------------------------------------------------------------------------------------------


def contributor(
    family: str, given: str, role: str, identity: object = "", affiliations: Iterable[Affiliation] = ()
) -> Iterator[Contributor]:
    """One, or none where there is no name; a given name alone is the whole name of somebody."""
    if family or given:
        known = tuple(dict.fromkeys(one for one in affiliations if one.institution or one.department or one.ror))
        yield Contributor(family or given, given if family else "", orcid(identity), role, known)


def name_parts(name: str) -> tuple[str, str]:
    """Family and given name of a name that the register has in one piece: ``Petrov, Ivan`` and ``Ivan van Dyk``."""
    family, comma, given = name.partition(",")
    if comma:
        return family.strip(), given.strip()
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in PARTICLES:
        first -= 1
    return " ".join(words[first:]), " ".join(words[:first])
