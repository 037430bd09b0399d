"""The lines below a list of authors: institutions, and by which mark each is tied to names."""

from __future__ import annotations

import re

from repository.interop.record import Affiliation

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐ", "0123456789abcdefghijklm")
SUPER = "⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐ"

INSTITUTION = re.compile(
    r"universi|universit|institut|academy|académie|akademi|college|hospital|clinic|klinik|ospedale|cent(?:er|re)\b|centro|"
    r"ministry|school of|faculty|facult|department|dept\b|division of|laborator|foundation|agency|polyclinic|"
    r"универси|універсі|институт|інстытут|академи|акадэмі|колледж|больниц|бальніц|клиник|клінік|центр|цэнтр|министерств|"
    r"кафедр|отделени|лаборатори|факультет|поликлиник|диспансер|госпиталь|рнпц|гкб|\bуо\b|\bгу\b|\bуз\b|фгбоу|гбоу|бгму|"
    r"大学|大學|医院|醫院|学院|學院|研究所|病院|대학교|병원|"
    r"جامعة|جامعه|دانشگاه|مستشفى|بیمارستان|كلية|معهد|אוניברסיט|בית חולים|უნივერსიტეტ",
    re.IGNORECASE,
)
DEPARTMENT = re.compile(
    r"department|dept\b|division|chair of|section of|laborator|faculty|school of|unit of|кафедр|отделени|лаборатори|"
    r"факультет|отдел\b|аддзяленн|教研室|学部|科$|قسم|کلیه|دانشکده",
    re.IGNORECASE,
)
# A house, not one of its parts.
HOUSE = re.compile(
    r"universi|academy|academi|hospital|college|ospedale|универси|універсі|академи|акадэмі|больниц|бальніц|рнпц|\bуо\b|"
    r"бгму|大学|大學|医院|病院|جامعة|دانشگاه|institut|институт|інстытут|cent(?:er|re)\b|центр|цэнтр|«",
    re.IGNORECASE,
)

LEADING_MARK = re.compile(
    rf"\s*(?:\(?([{SUPER}]{{1,3}})\)?|[(\[](\d{{1,2}}|[a-z])[)\]]|(\d{{1,2}})|([a-z])(?=\s*[).—–-]?\s)|([*†‡§¶#]{{1,2}}))"
    r"\s*[).:—–-]*\s*"
)
NOTE = re.compile(
    r"\s*[*†‡§¶#✉]*\s*(?:corresponding|correspondence|e-?mail|tel\b|phone|orcid|received|these authors|both authors|"
    r"equal(?:ly)? contribut|автор для|для корреспонденции|адрес для|эл\.? ?почта|почта)",
    re.IGNORECASE,
)
QUOTED_OR_COMMA = re.compile(r"«[^«»]{0,300}»|“[^“”]{0,300}”|\"[^\"]{0,300}\"|\([^()]{0,300}\)|,|，")


def names_an_institution(line: str) -> bool:
    return bool(INSTITUTION.search(line))


def mark_and_place(line: str) -> tuple[str, str]:
    """The mark before an institution, in plain characters, and the institution."""
    match = LEADING_MARK.match(line)
    if not match:
        return "", line.strip()
    mark = next(filter(None, match.groups())).translate(SUPERSCRIPTS)
    return mark, line[match.end() :].strip()


def affiliation_of(place: str) -> Affiliation:
    """Department and institution, where it is clear which is which; else all of it is the institution."""
    whole = " ".join(place.split()).strip(" ,;.").strip()
    parts = _parts(whole)
    departments = [part for part in parts if DEPARTMENT.search(part) and not _is_house(part, parts)]
    rest = [part for part in parts if part not in departments]
    if not departments or not any(HOUSE.search(part) for part in rest):
        return Affiliation(whole)
    return Affiliation(", ".join(rest), ", ".join(departments))


def _is_house(part: str, parts: list[str]) -> bool:
    """A “Department of the University Hospital” is none when a house is named beside it."""
    return bool(HOUSE.search(part)) and not any(HOUSE.search(other) for other in parts if other != part)


def _parts(place: str) -> list[str]:
    """What stands between commas, those in quotation marks and brackets left alone."""
    parts, start = [], 0
    for match in QUOTED_OR_COMMA.finditer(place):
        if match[0] in ",，":
            parts.append(place[start : match.start()])
            start = match.end()
    return [part.strip() for part in [*parts, place[start:]] if part.strip()]
