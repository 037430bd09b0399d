"""Which works and people a pasted text names: identifiers, however they were written, typed or broken.

Pure, and without an error: a text in which nothing is recognised names nothing. What comes out is in the stored form of
`repository.outputs.identifiers`, check digits verified.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect, bisect_left
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from django.core.exceptions import ValidationError

from repository.interop.record import Identifier
from repository.outputs.identifiers import Scheme, normalise_identifier
from repository.people.models import normalise_orcid

Place = tuple[int, int]
Mentions = list[tuple[int, Identifier]]  # each with where it begins

ORCID = "orcid"  # names a person, so it is no scheme of a work
LONGEST = 200_000  # characters that are looked at
LONGEST_VALUE = 300  # what is stored

# Letters that people type for Latin ones while the keyboard is set to Cyrillic; one for one, so that places stay.
LOOK_ALIKES = str.maketrans("АВЕІЈКМНОРСТУХЅаеіјорсухѕһ", "ABEIJKMHOPCTYXSaeijopcyxsh")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
# Not seen, and therefore pasted unnoticed: soft hyphen, zero-width characters, marks of direction, byte order mark.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
DOI = re.compile(r"(?<![0-9.])10\.[0-9]{4,9}(?:\.[0-9]+)*/\S{1,400}")
# A DOI goes on in the next line when it stopped at a character that cannot be its last, and no other begins there.
BROKEN_DOI = re.compile(
    r"(10\.[0-9]{4,9}(?:\.[0-9]{1,9})?/(?:[^\s\"<>]{0,300}[-_/])?)[ \t]{0,9}\n[ \t]*"
    r"(?=[a-z0-9(])(?!\S{0,40}10\.[0-9]{4,9}/)",
    re.IGNORECASE,
)
# … or at a full stop, when nothing else stands in the text.
DOTTED_DOI = re.compile(
    r"\s*\S{0,40}(10\.[0-9]{4,9}/\S{1,300}\.)[ \t]*\n[ \t]*((?!\S{0,40}10\.[0-9]{4,9}/)[a-z0-9]\S*\s*)", re.IGNORECASE
)
NEXT_DOI = re.compile(r"[,;|](?=(?:doi|https?:|10\.[0-9]{4}))", re.IGNORECASE)
NOT_IN_DOI = re.compile(r"[\"“”«»]|&(?:lt|gt|quot);")
VIEW_OF_PUBLISHER = re.compile(
    r"(?:v[0-9]+)?(?:/(?:full|fulltext|pdf|epdf|pdfdirect|epub|abstract|html|meta|references|summary|tab-[\w-]+))+$"
    r"|(?:v[0-9]+)?(?:\.(?:full|abstract))?(?:\.pdf|\.html?)$|(?:v[0-9]+)?\.(?:full|abstract)(?:-text)?$",
    re.IGNORECASE,
)
VERSION_OF_PREPRINT = re.compile(r"(?<=[0-9])v[0-9]+$")  # of bioRxiv and medRxiv, whose DOIs have none
ENDS = ".,;:!?'’‘`*…。、"
BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}

ARXIV_ID = r"([0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[a-z]{2})?/[0-9]{7}(?:v[0-9]+)?)"
# Each with the identifier as its only group; labels, addresses and what stands alone.
OTHERS = (
    (ORCID, r"(?<![0-9-])([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9x])(?![0-9-])"),
    (ORCID, r"(?:orcid\.org/|orcid(?:\s+id)?[:\s]+)([0-9]{15}[0-9x])\b"),
    (Scheme.PMCID, r"\b(?:pmcid[:\s]*)?(?:pmc[\s:]?/?)([1-9][0-9]{0,9})\b"),
    (Scheme.PMCID, r"\bpmcid[:\s]*([1-9][0-9]{0,9})\b"),
    (Scheme.PMID, r"pubmed\.ncbi\.nlm\.nih\.gov/([0-9]{1,9})\b"),
    (Scheme.PMID, r"ncbi\.nlm\.nih\.gov/pubmed/([0-9]{1,9})\b"),
    (Scheme.PMID, r"europepmc\.org/(?:article|abstract)/med/([0-9]{1,9})\b"),
    (Scheme.PMID, r"\bpmid[:#\s]*([0-9]{1,9})\b"),
    (Scheme.ARXIV, rf"arxiv\.org/(?:abs|pdf|html|format)/{ARXIV_ID}"),
    (Scheme.ARXIV, rf"\barxiv[:\s]\s*{ARXIV_ID}"),
    (Scheme.ISBN, r"\bisbn(?:-?1[03](?![0-9]))?(?:\s*\([^)\s]{1,12}\))?[-:=/\s]*([0-9][0-9\s-]{8,16}[0-9x])(?![0-9-])"),
    (Scheme.ISBN, r"(?<![0-9.-])(97[89](?:[-\s]?[0-9]){10})(?![0-9-])"),
)
PATTERNS = [(scheme, re.compile(pattern, re.IGNORECASE)) for scheme, pattern in OTHERS]
BULLET = re.compile(r"^\s*(?:\[?[0-9]{1,3}[\].)]|[-•*–])\s+")
# What is an identifier only when nothing else was pasted.
ALONE = (
    (ORCID, re.compile(r"[0-9]{15}[0-9xX]")),
    (Scheme.ISBN, re.compile(r"[0-9](?:[-\s]?[0-9]){8}[-\s]?[0-9xX]")),
    (Scheme.ARXIV, re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}(?:v[0-9]+)?")),
    (Scheme.PMID, re.compile(r"[1-9][0-9]{4,7}")),
)


def identifier_of(text: str) -> Identifier | None:
    """The first identifier that ``text`` names."""
    return next(iter(identifiers_in(text)), None)


def identifiers_in(text: str) -> list[Identifier]:
    """Every identifier of a work or a person in ``text``, each once, in the order in which they stand there."""
    text = _plain(text[:LONGEST])
    return list(dict.fromkeys(one for _, one in _placed(text))) or _alone(_bare(text))


def works_in(text: str) -> list[tuple[Identifier, ...]]:
    """The works that ``text`` names, each by the identifiers that stand together, every identifier once.

    What stands in one line belongs to one work, unless two of a kind are there; in prose, so does what stands in one
    paragraph. Bare numbers, which could be anything there, count where nothing but identifiers was pasted.
    """
    text = re.sub(r"\n[ \t]+(?=\n)", "\n", _plain(text[:LONGEST]))
    placed = [(start, one) for (start, _), one in _placed(text) if one.scheme != ORCID]
    lines = list(re.finditer(r"[^\n]+", text))
    bare = [(line.start(), one) for line in lines for one in _bare_in(line[0])]
    if not _name_all(lines, placed + bare):
        return _each_once(_told_apart(text, placed, ["\n\n", "\n"]))
    by_line = _divided(text, sorted(placed + bare, key=lambda each: each[0]), "\n")
    return _each_once(work for line in by_line for work in _told_apart(text, line, []))


def _told_apart(text: str, placed: Mentions, breaks: list[str]) -> Iterator[tuple[Identifier, ...]]:
    """What stands in one stretch of text is one work; where two of a kind are there, each of its parts is looked at."""
    found = list(dict.fromkeys(one for _, one in placed))
    if len({one.scheme for one in found}) == len(found):
        yield from [tuple(found)] if found else ()
    elif not breaks:
        yield from ((one,) for one in found)
    else:
        for part in _divided(text, placed, breaks[0]):
            yield from _told_apart(text, part, breaks[1:])


def _divided(text: str, placed: Mentions, at: str) -> Iterable[Mentions]:
    ends = [match.start() for match in re.finditer(at, text)]
    parts: dict[int, Mentions] = {}
    for start, one in placed:
        parts.setdefault(bisect(ends, start), []).append((start, one))
    return parts.values()


def _name_all(lines: list[re.Match], placed: Mentions) -> bool:
    """Whether every line is an identifier, with or without a name of its scheme."""
    starts = sorted(start for start, _ in placed)
    return all(bisect_left(starts, line.end()) > bisect_left(starts, line.start()) for line in lines if line[0].strip())


def _bare_in(line: str) -> list[Identifier]:
    """The bare numbers of a line that holds nothing else."""
    line = BULLET.sub("", line)
    pieces = [line] if _alone(_bare(line)) else [piece for piece in re.split(r"[,;\t ]+", line) if piece]
    found = [_alone(_bare(piece)) for piece in pieces]
    return [one for each in found for one in each if one.scheme != ORCID] if all(found) else []


def _each_once(works: Iterable[tuple[Identifier, ...]]) -> list[tuple[Identifier, ...]]:
    seen: set[Identifier] = set()
    kept = []
    for work in works:
        if seen.isdisjoint(work):
            kept.append(work)
        seen.update(work)
    return kept


def _placed(text: str) -> list[tuple[Place, Identifier]]:
    """What is recognised anywhere in a text, with its place, in order."""
    found = list(_dois(text))
    rest = _blanked(text, [place for place, _ in found]).translate(LOOK_ALIKES)
    for scheme, pattern in PATTERNS:
        here = [(match.span(), one) for match in pattern.finditer(rest) if (one := _normalised(scheme, match[1]))]
        rest = _blanked(rest, [place for place, _ in here])
        found += here
    return sorted(found, key=lambda each: each[0])


def _bare(text: str) -> str:
    return text.translate(LOOK_ALIKES).strip().strip(ENDS)


def _plain(text: str) -> str:
    """Entities, percent signs of addresses, wide digits, dashes and line ends in one form; broken DOIs mended."""
    text = html.unescape(text) if "&" in text else text
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", text).translate(DASHES))
    text = ADDRESS.sub(lambda address: unquote(address[0]) if "%" in address[0] else address[0], text)
    text = "\n".join(text.splitlines())
    text = BROKEN_DOI.sub(r"\1", text)
    if dotted := DOTTED_DOI.fullmatch(text):
        text = text[: dotted.end(1)] + dotted[2]
    return text


def _blanked(text: str, places: list[Place]) -> str:
    """The text with spaces, which join nothing, where something was recognised already; places in their order."""
    kept, at = [], 0
    for start, end in places:
        kept += text[at:start], " " * (end - start)
        at = end
    return "".join([*kept, text[at:]])


def _dois(text: str) -> Iterator[tuple[Place, Identifier]]:
    """DOIs with the places where they stand, those in addresses without what the publisher's page adds to them."""
    latin = text.translate(LOOK_ALIKES)
    addresses = [match.span() for match in ADDRESS.finditer(text)]
    at = 0
    while match := DOI.search(latin, at):
        start = match.start()
        at = end = start + len(_first_doi(match[0]))
        before = bisect(addresses, (start, len(text))) - 1
        around = addresses[before] if before >= 0 and start < addresses[before][1] else None
        written = text[start:end]
        if around:
            written = _of_address(text[around[0] : start], text[start : min(end, around[1])])
        if one := _normalised(Scheme.DOI, _as_latin(_trimmed(written))):
            yield (start, end), one


def _of_address(before: str, written: str) -> str:
    """The DOI of an address: of the resolver's all of the path, of a publisher's without the view of its page."""
    return re.split(r"[?#]", written, maxsplit=1)[0] if "doi.org/" in before else _without_view(written)


def _first_doi(written: str) -> str:
    """``10.1000/a;10.1000/b`` → ``10.1000/a``; markup ends it too, but for old DOIs that hold ``<`` themselves."""
    written = NOT_IN_DOI.split(NEXT_DOI.split(written, maxsplit=1)[0], maxsplit=1)[0]
    return written if "(sici)" in written.lower() else re.split("[<>]", written, maxsplit=1)[0]


def _without_view(path: str) -> str:
    """``10.1000/x/full?tab=2`` → ``10.1000/x``"""
    doi = VIEW_OF_PUBLISHER.sub("", re.split(r"[?#&]", path, maxsplit=1)[0].rstrip("/"))
    return VERSION_OF_PREPRINT.sub("", doi)


def _trimmed(written: str) -> str:
    """Without what belongs to the sentence around it: punctuation, and brackets that it did not open."""
    while written:
        last = written[-1]
        unopened = last in BRACKETS and written.count(last) > written.count(BRACKETS[last])
        if last not in ENDS and not unopened:
            return written
        written = written[:-1]
    return written


def _as_latin(doi: str) -> str:
    """A DOI may hold Cyrillic; when all of it looks Latin, it was meant to be."""
    latin = doi.translate(LOOK_ALIKES)
    return latin if latin.isascii() else doi


def _alone(text: str) -> list[Identifier]:
    for scheme, pattern in ALONE:
        if pattern.fullmatch(text) and (one := _normalised(scheme, text)):
            return [one]
    return []


def _normalised(scheme: str, written: str) -> Identifier | None:
    try:
        if scheme == ORCID:
            return Identifier(ORCID, normalise_orcid(written))
        value = normalise_identifier(scheme, " ".join(written.split()))
    except ValidationError:
        return None
    return Identifier(str(scheme), value) if len(value) <= LONGEST_VALUE else None
