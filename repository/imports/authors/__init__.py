"""A list of authors, pasted in one go → contributors, with the institutions below it.

Nothing of a name is dropped: what cannot be cut stays in one piece. Marks (¹, a, *), degrees and remarks are taken out
of the names and used for what they say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from repository.files.extraction.cleaning import strip_unsafe
from repository.imports.authors.names import SUFFIX, are_initials, parts_of
from repository.imports.authors.places import (
    LEADING_MARK,
    NOTE,
    SUPER,
    SUPERSCRIPTS,
    affiliation_of,
    mark_and_place,
    names_an_institution,
)
from repository.imports.authors.titles import (
    CORRESPONDING,
    DEGREES,
    are_titles,
    label_of,
    role_of_remark,
    without_titles,
)
from repository.imports.orcids import ORCID, orcid_of
from repository.interop.record import Affiliation, Contributor
from repository.outputs.choices import Role

__all__ = ["authors_in"]

ORCID_ADDRESS = re.compile(
    rf"[(\[]?\s*(?:orcid(?:\s*id)?\s*[:：]?\s*)?(?:https?://)?(?:orcid\.org/)?{ORCID.pattern}\s*[)\]]?", re.IGNORECASE
)
EMAIL = re.compile(r"[(<\[]?\s*(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\s*[)>\]]?")
# A superscript that begins a word begins the institutions: “Ivanova A.¹, Petrov B.² ¹BSMU, Minsk”.
PLACES_BEGIN = re.compile(rf"(?<=\s)(?=[{SUPER}]{{1,2}}\s?[^\W\d_]{{2}})")
NEXT_PLACE = re.compile(
    rf"[;；]\s*(?=[{SUPER}]|\(?\d{{1,2}}[).\s]|[a-z][).\s])|(?<=[^\s])\s+(?=[{SUPER}]{{1,2}}\s?[^\W\d_]{{2}})"
)
OTHERS = re.compile(
    r"\s*,?\s*(?<!\w)(?:et\s+al\.?|and others|(?:и|і)\s+др(?:угие|\.)?|и\s+соавт(?:оры|\.)?|等)(?!\w)\.?", re.IGNORECASE
)
STRONG = re.compile(r"\s*(?:[;；\n|]|(?<=[\s,，])(?:and|und|et|и|і)(?=\s)|[&•·∙])\s*")
WEAK = re.compile(r"\s*[,，、،]\s*")
MARKS = re.compile(rf"[\s^]*(?:[(\[]?\d{{1,2}}[)\]]?|[{SUPER}*†‡§¶#✉∗˒]|[(\[][a-z][)\]])$")
MARKED = re.compile(rf"(?<=[\w.)])\s?([{SUPER}\d*†‡§¶#]+(?:\s?[,，]\s?[{SUPER}\d*†‡§¶#]+)*)")
FIRST_MARKS = re.compile(rf"([{SUPER}*†‡]+)\s+(?=[^\W\d_])")
ONLY_MARKS = re.compile(rf"(?:\d{{1,2}}|[{SUPER}*†‡§¶#✉∗˒]+|[a-z])")
LETTER_MARK = re.compile(r"(?:(?<=[.\s^])|\^)([a-z])$")
LIST_NUMBER = re.compile(r"\s*(?:\(?\d{1,3}\s*[.)]|\d{1,3}\s(?=[^\W\d_])|[-–—•*·]\s)\s*")
# In brackets behind a name, not within it as in “Robert (Bob) Smith”.
REMARK = re.compile(r"\((?=[^()]{0,300}[^()\d\s])[^()]{2,300}\)(?!\s*(?!(?:and|und|et|и|і)\s)[^\W\d_])", re.IGNORECASE)
WITHOUT_SPACES = re.compile("[\u2e80-\uffdc]")
# Longer pieces are no names; they stay as they are.
LONGEST_NAME = 300
# Marks of our own for brackets, which hold commas that part nothing; nobody types these characters.
OPEN, CLOSE = "\ue000", "\ue001"
HELD = re.compile(rf"{OPEN}(\d+){CLOSE}")


@dataclass(slots=True)
class Name:
    """A name of the list, and what stood at it."""

    text: str
    given: str | None = None
    marks: list[str] = field(default_factory=list)
    orcid: str = ""
    role: str = ""
    places: list[Affiliation] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.given is not None or " " in self.text

    def contributor(self) -> Contributor:
        if self.given is None:
            family, given = parts_of(without_titles(self.text))
        else:
            family, given = self.text, without_titles(self.given)
        return Contributor(family, given, self.orcid, self.role or Role.AUTHOR.value, tuple(self.places))


@dataclass(slots=True)
class Block:
    """Names, and the institutions that follow them: pairs of mark and institution."""

    names: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    places: list[list[str]] = field(default_factory=list)

    def add(self, line: str) -> None:
        self.names.append(line)
        self.marks |= _marks_of(line)


def authors_in(text: str) -> tuple[Contributor, ...]:
    """The people of the list, in its order."""
    return tuple(
        person for block in _blocks(_clean(text)) for person in _people(block) if person.family or person.given
    )


def _clean(text: str) -> str:
    text = strip_unsafe(re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text)))
    return re.sub(r"[^\S\n]+", " ", text.replace(OPEN, "").replace(CLOSE, ""))


def _blocks(text: str) -> Iterator[Block]:
    block = Block()
    for line in _lines(text):
        if block.names and NOTE.match(line):
            continue
        if not _is_place(line, block):
            if block.places:
                yield block
                block = Block()
            block.add(line)
        elif _continues(line, block):
            block.places[-1][1] += f" {line}"
        else:
            block.places += [list(mark_and_place(part)) for part in NEXT_PLACE.split(line) if part.strip()]
    if block.names:
        yield block


def _lines(text: str) -> list[str]:
    """What stands between line ends, and before institutions on the same line."""
    lines = (part.strip() for line in text.split("\n") for part in PLACES_BEGIN.split(line, 1))
    return [line for line in lines if line]


def _is_place(line: str, block: Block) -> bool:
    if not block.names:
        return False
    mark, _place = mark_and_place(line)
    if names_an_institution(line):
        return True
    if mark:
        return mark in block.marks
    return _continues(line, block)


def _continues(line: str, block: Block) -> bool:
    """Under marks, a line without one is the rest of the institution above it."""
    return bool(block.places) and bool(block.places[-1][0]) and not LEADING_MARK.match(line)


def _marks_of(line: str) -> set[str]:
    """What may be a mark at the end of a name, as far as can be told before names are parted."""
    found = set()
    for run in MARKED.findall(line):
        plain = run.translate(SUPERSCRIPTS)
        found |= {*re.split(r"\s?[,，]\s?", plain), *plain}
    return found


def _people(block: Block) -> Iterator[Contributor]:
    places = [(mark, affiliation_of(place)) for mark, place in block.places if place]
    keys = {mark for mark, _place in places if mark}
    names = [name for line in _joined(block.names) for name in _names(line, keys)]
    are_marked = any(_known(name.marks, keys) for name in names)
    for name in names:
        wanted = _known(name.marks, keys)
        name.places += [
            place for mark, place in places if (mark in wanted if mark and are_marked else not mark or not are_marked)
        ]
        yield name.contributor()


def _known(marks: list[str], keys: set[str]) -> set[str]:
    """“12” is the twelfth institution if there is one, else the first and the second."""
    return {key for mark in marks for key in ([mark] if mark in keys else mark) if key in keys}


def _joined(lines: list[str]) -> list[str]:
    """Lines as one text: a comma or an “and” at the end of a line goes on in the next."""
    numbered = [line[match.end() :] if (match := LIST_NUMBER.match(line)) else line for line in lines]
    return [re.sub(r"([,，、&]|\band|\bи)\n", r"\1 ", "\n".join(line for line in numbered if line))]


def _names(text: str, keys: set[str]) -> Iterator[Name]:
    for line in text.split("\n"):
        role, line = label_of(line)
        held: list[str] = []
        text = _held(DEGREES.sub(" ", line), held)
        text = OTHERS.sub(" ", text)
        segments = [segment for segment in STRONG.split(text) if segment and segment.strip()]
        parted = [[part for part in WEAK.split(segment) if part.strip()] for segment in segments]
        is_pair = _are_pairs(parted)
        for parts in parted:
            for name in _of_segment(parts, keys, held, is_pair=is_pair):
                name.role = name.role or role
                yield name


def _held(text: str, held: list[str]) -> str:
    """Brackets, addresses and ORCID iDs put aside, each for a mark."""

    def put(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"{OPEN}{len(held) - 1}{CLOSE}"

    text = ORCID_ADDRESS.sub(put, text)
    text = EMAIL.sub(put, text)
    return REMARK.sub(put, text)


def _are_pairs(parted: list[list[str]]) -> bool:
    """Is each of several segments “Family, Given”?"""
    whole = [[part for part in parts if not ONLY_MARKS.fullmatch(part.strip())] for parts in parted]
    return len(whole) > 1 and all(len(parts) == 2 and not all(map(_is_whole, parts)) for parts in whole)


def _is_whole(part: str) -> bool:
    """Words and initials: a name that needs nothing before it."""
    words = _bare(part).split()
    initials = [are_initials(word, words) for word in words]
    return any(initials) and not all(initials)


def _bare(part: str) -> str:
    """Without marks, brackets and titles."""
    part = HELD.sub("", part[:LONGEST_NAME]).strip()
    while match := MARKS.search(part):
        part = part[: match.start()]
    return without_titles(part)


def _of_segment(parts: list[str], keys: set[str], held: list[str], *, is_pair: bool) -> Iterator[Name]:
    """The names of a piece between strong separators; its commas part names, or family from given name."""
    names: list[Name] = []
    is_pair = is_pair or _is_pair(parts)
    for part in parts:
        if len(part) > LONGEST_NAME:
            names.append(Name(HELD.sub(lambda match: held[int(match[1])], part), ""))
            continue
        part = _marks_before(part, names)
        text, marks = _without_marks(part, keys)
        if names and (not text or ONLY_MARKS.fullmatch(part.strip())) and _is_mark(part.strip(), keys):
            names[-1].marks.append(part.strip().translate(SUPERSCRIPTS))
            continue
        bare = HELD.sub("", text).strip(" –—-:")
        before = names[-1] if names else None
        if len(parts) > 1 and are_titles(bare, is_whole_before=bool(before) and before.is_whole):
            name = before or Name("")
        elif before and SUFFIX.fullmatch(bare):
            before.text, name = f"{before.text} {bare}", before
        elif before and _is_given(before, bare, is_pair=is_pair):
            before.given, name = bare, before
        else:
            name = Name(bare)
            names.append(name)
        name.marks += marks
        _take_held(name, text, held)
    yield from (name for name in names if name.text or name.given)


def _marks_before(part: str, names: list[Name]) -> str:
    """“Smith J.,¹ Jones A.²”: a superscript behind the comma is the name's before it."""
    match = FIRST_MARKS.match(part) if names else None
    if not match:
        return part
    names[-1].marks += _runs(list(match[1].translate(SUPERSCRIPTS)))
    return part[match.end() :]


def _is_mark(part: str, keys: set[str]) -> bool:
    return not part.isalpha() or part in keys or part.translate(SUPERSCRIPTS) != part


def _without_marks(part: str, keys: set[str]) -> tuple[str, list[str]]:
    """The part without what stands at its end like a mark; a plain letter is one only if an institution has it."""
    text, marks = part.strip(), []
    while True:
        held = re.search(rf"(?:\s*{HELD.pattern})+$", text)
        end = held.start() if held else len(text)
        match = MARKS.search(text, 0, end) or LETTER_MARK.search(text, 0, end)
        if not match or (match.re is LETTER_MARK and match[1] not in keys):
            return text, _runs(marks)
        marks.insert(0, match[0].strip("()[]^ \t").translate(SUPERSCRIPTS))
        text = text[: match.start()].rstrip() + text[end:]


def _runs(marks: list[str]) -> list[str]:
    """Superscripts side by side are one number or several."""
    return ["".join(marks)] if len(marks) > 1 and all(len(mark) == 1 and mark.isdigit() for mark in marks) else marks


def _is_given(before: Name, part: str, *, is_pair: bool) -> bool:
    """Does the part belong to the family name before it?"""
    if before.given is not None or not part or _is_whole(before.text):
        return False
    words = part.split()
    return is_pair or all(are_initials(word, [*words, *before.text.split()]) for word in words)


def _is_pair(parts: list[str]) -> bool:
    """Two pieces alone, with a single word on one side: “Ivanova, Anna Petrovna”, “García Márquez, Gabriel”. Words of
    the scripts that need no spaces are names each."""
    pieces = [_bare(part) for part in parts if not ONLY_MARKS.fullmatch(part.strip())]
    if len(pieces) != 2 or not all(pieces) or any(map(WITHOUT_SPACES.search, pieces)):
        return False
    family, given = pieces
    return (" " not in family or " " not in given) and not _is_whole(given) and not _is_whole(family)


def _take_held(name: Name, text: str, held: list[str]) -> None:
    """What was put aside at this name: an iD, a remark on the role, an institution."""
    for number in HELD.findall(text):
        content = held[int(number)].strip("()[] ")
        if orcid := orcid_of(content):
            name.orcid = name.orcid or orcid
        elif "@" in content or ORCID.search(content) or CORRESPONDING.search(content):
            continue
        elif role := role_of_remark(content):
            name.role = role
        else:
            name.places.append(affiliation_of(content))
