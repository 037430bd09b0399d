"""Lines that name the people of a work, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from repository.imports.authors import authors_in
from repository.imports.documents.evidence import ABSTRACT, KEYWORDS, Block, Evidence, normal
from repository.imports.documents.meaningless import told_people
from repository.interop.record import Contributor

MAX_LINE = 1200
_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§¶#∗✉]+|\(\d\)|(?<=[^\W\d_])\d{1,2}\b|\[\d+\]|\b(?:MD|PhD|MSc|DSc|MPH|FRCP)\b\.?")
_SEPARATORS = re.compile(r"\s*[,;·•&|]\s*(?:and|и|і|und|et)?\s+|\s*[,;·•]\s*|\s+(?:and|и|і|und)\s+|\s*&\s*")
_INSTITUTION = re.compile(
    r"\b(?:universit\w*|institut\w*|department\w*|facult\w*|school|clinic\w*|hospital\w*|cent(?:er|re)\w*|academ\w*|"
    r"college|bureau|council|committee|commission|foundation|society|association|agency|group|company|laborator\w*|ministr\w*|press|publish\w*|journal|société|университет\w*|институт\w*|кафедр\w*|"
    r"факультет\w*|академи\w*|клиник\w*|центр\w*|больниц\w*|министерств\w*|лаборатор\w*|издательств\w*|журнал\w*|"
    r"учреждени\w*|универсітэт\w*|інстытут\w*|кафедра|республика|рэспубліка|беларусь|россия|г\.|город)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\b(?:article|paper|research|review|original|open|access|abstract|keywords?|introduction|background|edition|volume|"
    r"issue|the|of|in|on|for|with|from|a|an|by|lecture|manual|textbook|monograph|thesis|editor|received|part|chapter|"
    r"лекция|пособие|монография|издание|часть|глава|для|при|на|по|из|как|или|не|учебн\w*|методич\w*|рекомендации|"
    r"студент\w*|курса?|рукописи|том)\b",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"\b(?:д-р|канд|доктор|кандидат|мед|биол|пед|хим|физ|наук[аи]?|проф|профессор|доц|доцент|ст|преп|преподаватель|"
    r"ассистент|ассист|акад|академик|зав|каф|старший|dr|prof|professor|associate|assistant|lecturer|mrs?|ms)\b\.?",
    re.IGNORECASE,
)
_INITIAL = r"(?:[^\W\d_]\.|[A-Z](?=\s|$))"  # without a full stop only in the Latin way: “Primer E, Rei H”
_INITIALS = re.compile(rf"(?:{_INITIAL}\s*-?){{1,3}}")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'’ʼ`])*\.?", re.UNICODE)
_PARTICLE = re.compile("de|da|di|del|della|van|von|der|den|la|le|bin|al|el|оглы|ван", re.IGNORECASE)
_PATRONYMIC = re.compile(r".+(?:вич|вна|ична|ўна|овіч|евіч|оглы|кызы)", re.IGNORECASE)
LABEL = re.compile(
    r"(?:авторы?(?:-составител[ьи])?|аўтары?|составител[ьи]|сост\.|authors?|written\s+by|by|compiled\s+by|"
    r"лектор|докладчик|speaker|lecturer|presented\s+by)\s*:\s*",
    re.IGNORECASE,
)


def people_in(text: str) -> tuple[Contributor, ...]:
    """The people a text lists; empty unless every piece of it is the name of somebody."""
    if len(text) > MAX_LINE:
        return ()
    cleaned = _MARKS.sub(" ", LABEL.sub("", text, count=1)).strip(" ,;:")
    if not cleaned or _INSTITUTION.search(cleaned) or any(map(str.isdigit, cleaned)) or "@" in cleaned:
        return ()
    pieces = [piece.strip(" ,;") for piece in _SEPARATORS.split(_with_initials_together(cleaned))]
    pieces = [piece for piece in pieces if piece and len(piece) > 1]
    people = [one for one in map(_person, pieces) if one]
    return _as_pasted(text, people) if len(people) == len(pieces) else ()


def _as_pasted(text: str, people: list[Contributor]) -> tuple[Contributor, ...]:
    """The names cut as those of a list that somebody pastes are, where that finds as many; none in capitals."""
    pasted = authors_in(LABEL.sub("", text, count=1))
    found = pasted if len(pasted) == len(people) else people
    return tuple(replace(one, family=_cased(one.family), given=_in_small(one.given)) for one in found)


def _in_small(given: str) -> str:
    return " ".join(map(_cased, given.split()))


def _with_initials_together(text: str) -> str:
    """«Иванов, И. И.» as library cards write it, without the comma that would part it."""
    card = re.fullmatch(rf"([^\W\d_][\w'’-]+),\s*((?:{_INITIAL}\s*-?){{1,3}})", text)
    return f"{card[1]} {card[2]}" if card else text


def _person(piece: str) -> Contributor | None:
    bare = " ".join(_TITLES.sub(" ", piece).split())
    words = [word.rstrip(".") if len(word) > 3 else word for word in bare.replace(".", ". ").split()]
    if not 2 <= len(words) <= 5 or _NOT_A_NAME.search(bare) or not all(map(_is_part_of_name, words)):
        return None
    initials = [word for word in words if _INITIALS.fullmatch(word)]
    full = [_cased(word) for word in words if not _INITIALS.fullmatch(word)]
    if not full or (not initials and (len(full) < 2 or _is_set_as_heading(words))):
        return None
    if len(initials) + 1 == len(words):
        return Contributor(family=full[0], given=" ".join(map(_dotted, initials)))
    return _with_full_names(words, full)


def _with_full_names(words: list[str], full: list[str]) -> Contributor:
    if len(full) == 3 and _PATRONYMIC.fullmatch(full[2]):
        return Contributor(family=full[0], given=f"{full[1]} {full[2]}")
    if len(full) == 3 and _PATRONYMIC.fullmatch(full[1]):
        return Contributor(family=full[2], given=f"{full[0]} {full[1]}")
    shown = [_dotted(word) if _INITIALS.fullmatch(word) else _cased(word) for word in words]
    cut = len(shown) - 1
    while cut > 1 and _PARTICLE.fullmatch(shown[cut - 1]):
        cut -= 1
    return Contributor(family=" ".join(shown[cut:]), given=" ".join(shown[:cut]))


def _is_set_as_heading(words: list[str]) -> bool:
    """Capitals make anything look like a name: without initials only a patronymic shows that it is one."""
    return all(map(str.isupper, words)) and not any(map(_PATRONYMIC.fullmatch, words))


def are_surely_people(text: str) -> bool:
    """Whether initials, a patronymic, marks of affiliations or commas show that names are names: “Clinical Skills” is
    written like a person too."""
    people = people_in(text)
    is_list = len(people) > 1 and re.search("[,;·•]", text)
    has_marks = re.search("[⁰¹²³⁴⁵⁶⁷⁸⁹.]", text) or any(_PATRONYMIC.fullmatch(one.given) for one in people)
    return bool(people and (is_list or has_marks))


def _is_part_of_name(word: str) -> bool:
    return bool(_PARTICLE.fullmatch(word) or (_WORD.fullmatch(word) and word[0].upper() == word[0]))


def _dotted(initial: str) -> str:
    return initial if initial.endswith(".") else f"{initial}."


def _cased(word: str) -> str:
    return (
        word
        if not word.isupper() or len(word) < 3 or "." in word
        else "-".join(part.capitalize() for part in word.split("-"))
    )


def authors_of(evidence: Evidence, title: Block | None) -> tuple[Contributor, ...]:
    """By a label, beside the title, in the imprint; or as the properties name them, where the pages do not disagree."""
    printed = _labelled(evidence) or _beside(evidence, title) or _in_imprint(evidence)
    told = _told(evidence)
    if not printed:
        return told if told and (len(told) > 1 or _are_printed(told, evidence)) else ()
    return told if len(told) >= len(printed) and _are_the_same(told, printed) else printed


def _labelled(evidence: Evidence) -> tuple[Contributor, ...]:
    for block in evidence.blocks:
        if (match := LABEL.match(block.text)) and (people := _with_professions(block.text[match.end() :])):
            return people
    return ()


def _with_professions(text: str) -> tuple[Contributor, ...]:
    """“Olga V., PhD, Associate Professor; Li S., MD”: of each, what stands before the first comma."""
    if ";" not in text and (people := people_in(text)):
        return people
    found = [people_in(piece.split(",")[0]) for piece in text.split(";") if piece.strip()]
    return tuple(one for people in found for one in people) if all(found) else ()


def _beside(evidence: Evidence, title: Block | None) -> tuple[Contributor, ...]:
    if title is None or title not in evidence.blocks:
        return ()
    place = evidence.blocks.index(title)
    before = reversed(evidence.blocks[max(0, place - 3) : place])
    after = evidence.blocks[place + 1 : place + 13]
    return _first_run(after) or _first_of(before)


def _first_of(blocks: Iterator[Block]) -> tuple[Contributor, ...]:
    return next((people for block in blocks if (people := people_in(block.text))), ())


def _first_run(blocks: tuple[Block, ...]) -> tuple[Contributor, ...]:
    """The names below a title, of several blocks where each is followed by where they work."""
    found: list[Contributor] = []
    size = 0.0
    for number, block in enumerate(blocks):
        lines = [block.text] if people_in(block.text) else [line.text for line in block.lines]
        people = [one for line in lines for one in people_in(line)]
        if people and size in (0, block.size):
            found += people
            size = block.size
        elif number > 3 and not found:
            break
        if _TEXT_BEGINS.match(block.text):
            break
    return tuple(found)


_TEXT_BEGINS = re.compile(
    rf"(?:{ABSTRACT}|{KEYWORDS}|(?:1\.?\s+)?introduction|введение|уводзіны)(?![^\W\d_])", re.IGNORECASE
)
_IMPRINT = re.compile(r"\s/\s(?P<people>[^/]{4,300}?)\s*(?:[;.\]]\s*[–—-]|\s[–—-]\s)")


def _in_imprint(evidence: Evidence) -> tuple[Contributor, ...]:
    """«… : учебное пособие / И. И. Иванов, А. В. Петрова. – Минск»."""
    match = _IMPRINT.search(evidence.front)
    return people_in(match["people"]) if match else ()


def _told(evidence: Evidence) -> tuple[Contributor, ...]:
    creators = [told_people(one) for one in evidence.properties.said.get("author", ())]
    people = tuple(person for one in creators if one for person in people_in(one))
    return people or people_in(told_people(evidence.properties.first("byline")))


def _are_printed(people: tuple[Contributor, ...], evidence: Evidence) -> bool:
    return all(normal(one.family) in evidence.normal_front for one in people)


def _are_the_same(told: tuple[Contributor, ...], printed: tuple[Contributor, ...]) -> bool:
    return {normal(one.family) for one in printed} <= {normal(one.family) for one in told}
