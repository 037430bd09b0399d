"""What the answers of registers have in common: JSON and XML of any shape are read without an error, and cleaned.

A field that is missing, or is not what its register's documentation says, is empty; only an answer that is no JSON or
XML at all is `Unreadable`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

from repository.imports.lookups.failures import Unreadable
from repository.imports.lookups.registers import Register
from repository.imports.orcids import orcid_of
from repository.imports.references.fields import (
    identifiers_of,
    issued_of,
    licence_of,
    line_of,
    paragraphs_of,
    ror_of,
    whole_pages,
)
from repository.interop.record import Affiliation, Contributor, Identifier, Text
from repository.languages import UNKNOWN, detect_language, normalise_language

NO_LANGUAGE = {UNKNOWN, "mul", "mis", "zxx"}
# Formulas are told twice in JATS: as what is seen, and as what a typesetter made it from.
SOURCE_OF_FORMULA = re.compile(r"<(/?)(?:tex-math|(?:mml:)?annotation)(?:\s[^<>]*)?>", re.IGNORECASE)
# Of markup only what JATS and HTML know: “p <0.05 and q> 3” is a sentence.
BLOCK = re.compile(r"</?(?:jats:)?(?:p|title|sec|list|list-item|label|br|div|ul|ol|li|h[1-6])(?:\s[^<>]*)?/?>", re.I)
INLINE = re.compile(
    r"</?(?:mml:[a-z]+|(?:jats:)?(?:i|b|u|em|strong|italic|bold|underline|sub|sup|sc|scp|small|span|a|font|tt|monospace"
    r"|xref|ext-link|(?:inline|disp)-formula|(?:inline-)?graphic|styled-content|named-content|alternatives|abstract"
    r"|math|m[ino]|mrow|mtext|mfrac|msu[bp]|semantics))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
HEADING_OF_ALL = re.compile(r"\A(?:abstract|summary|аннотация|реферат|резюме|анатацыя)[.:]?\n+", re.IGNORECASE)
LONGEST_LIST = 5_000  # more than any work has people
# Small words that belong to the family name after them.
PARTICLE = re.compile("van|von|der|den|de|di|da|del|della|dos|du|la|le|el|al|bin|ibn", re.IGNORECASE)


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
    """The elements of a list, within reason; a single value counts as a list of one, nothing as none."""
    if isinstance(value, list):
        return value[:LONGEST_LIST]
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
    return line_of(_plain(value, marked_up=marked_up))


def paragraphs(value: object, *, marked_up: bool = True) -> str:
    """A text of the register without markup, entities and unsafe characters; an empty line parts its paragraphs."""
    return paragraphs_of(_plain(value, marked_up=marked_up))


def _plain(value: object, *, marked_up: bool) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return str(value)
    if not isinstance(value, str):
        return ""
    for _ in range(2 if marked_up else 0):  # twice, since many deposit their markup escaped
        value = html.unescape(_unmarked(value))
    return value


def _unmarked(text: str) -> str:
    if "<" not in text:
        return text
    text = "".join(_without_source_of_formulas(text))
    if BLOCK.search(text):  # where there are marks of paragraphs, lines mean nothing
        text = BLOCK.sub("\n\n", " ".join(text.split()))
    return INLINE.sub("", text)


def _without_source_of_formulas(text: str) -> Iterator[str]:
    at, is_inside = 0, False
    for tag in SOURCE_OF_FORMULA.finditer(text):
        if not is_inside:
            yield text[at : tag.start()]
        at, is_inside = tag.end(), not tag[1]
    if not is_inside:
        yield text[at:]


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
    """The three as far as they are known and make a date; a month may be a number or a name."""
    return issued_of(line(year), line(month), line(day))


def pages(first: str, last: str = "") -> str:
    """``112-118``, ``112-8`` and the two alone → ``112–118``; anything else, an article number say, as it is."""
    return whole_pages(f"{first}-{last}" if first and last and first != last else first)


def identifiers(*pairs: tuple[str, object]) -> tuple[Identifier, ...]:
    """Those of (scheme, value) that are right, in their stored form, each once."""
    return identifiers_of((str(scheme), line(value)) for scheme, value in pairs)


def orcid(value: object) -> str:
    """The iD of an iD or its address; empty for anything else."""
    return orcid_of(line(value))


def ror(value: object) -> str:
    """The bare ROR id of an address or id; empty for anything else."""
    return ror_of(line(value))


def licence(addresses: Iterable[object]) -> str:
    """Ours for the first address of a Creative Commons licence in a version that we have."""
    return next(filter(None, (licence_of(line(address)) for address in addresses)), "")


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
    while first > 1 and PARTICLE.fullmatch(words[first - 1]):
        first -= 1
    return " ".join(words[first:]), " ".join(words[:first])
