"""Is a work that somebody brings here already?

Only works that the person may know of are looked at, before anything is counted, cut off or compared. So a hidden work
changes the answer in no way: not what is named, not how much, not in which order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from anyascii import anyascii
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Revision

from repository.access.policies import can_download
from repository.access.selectors import deposits_of, known_outputs
from repository.files.models import OutputFile, StoredFile
from repository.interop.record import Record
from repository.outputs.choices import Kind
from repository.outputs.identifiers import Scheme
from repository.outputs.models import Contribution, Identifier, Output
from repository.outputs.querysets import OutputQuerySet

# An ISSN names a journal and tells nothing; an ISBN names a book with its chapters, and tells nothing of these.
TELLING = frozenset(Scheme) - {Scheme.ISSN}
MOST_LIKENESSES = 20

SAME_LETTERS = str.maketrans({"y": "i", "j": "i", "q": "k", "w": "v"})
DIGRAPHS = re.compile(r"shch|sch|kh|zh|ts|tz|ii+")
SPELT = {"shch": "sh", "sch": "sh", "kh": "h", "zh": "z", "ts": "c", "tz": "c"}
ALIKE = 0.8
LONG_TITLE = 30
FEWEST_WORDS = 3  # of a title that stands alone, without a first author to compare


@dataclass(frozen=True, slots=True)
class Likeness:
    """A work that may be the same. ``reasons`` are for people, the surest first: “same DOI”, “same file” …"""

    output: Output
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Sought:
    """What is compared of a work."""

    kind: str = ""
    titles: tuple[str, ...] = ()
    year: int | None = None
    families: tuple[str, ...] = ()
    identifiers: frozenset[tuple[str, str]] = frozenset()
    digests: frozenset[str] = frozenset()
    pk: int | None = None
    keys: list[Key] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = [key for title in self.titles if (key := Key.of(title)).text]


@dataclass(frozen=True, slots=True)
class Key:
    """A title without case, marks and script: what remains is compared word by word, then letter by letter."""

    text: str
    words: frozenset[str]

    @classmethod
    def of(cls, title: str) -> Key:
        text = normalised(title)
        return cls(text, frozenset(text.split()))

    def is_like(self, other: Key) -> bool:
        if self.text == other.text:
            return bool(self.text)
        alone = min(len(self.words), len(other.words)) < FEWEST_WORDS
        if not alone and not any(len(word) > 3 for word in self.words & other.words):
            return False
        return _are_like(self.text, other.text)


@lru_cache(maxsize=30_000)  # many entries of one file are compared with the same years
def normalised(text: str) -> str:
    """`Лечение ёлки: обзор` and `Lechenie yolki - obzor` come out the same, or nearly so."""
    latin = anyascii(text.casefold().replace("ё", "е").replace("ў", "у")).casefold()
    latin = DIGRAPHS.sub(lambda match: SPELT.get(match[0], "i"), latin.translate(SAME_LETTERS))
    return " ".join(re.findall(r"[a-z0-9]+", latin))


@lru_cache(maxsize=64)  # what is sought is compared with thousands
def _pairs(text: str) -> frozenset[tuple[str, int]]:
    """Each two letters that stand together, with how often they did before."""
    seen: dict[str, int] = {}
    pairs = set()
    for place in range(len(text) - 1):
        pair = text[place : place + 2]
        seen[pair] = seen.get(pair, 0) + 1
        pairs.add((pair, seen[pair]))
    return frozenset(pairs)


def likenesses(draft_or_record: Output | Record, user) -> list[Likeness]:
    """Works that may be the same, the surest first. The draft itself, which may be a row as well, is none of them."""
    sought = _sought(draft_or_record)
    known = known_outputs(user).exclude(pk=sought.pk).order_by("pk")
    reasons: dict[int, list[str]] = {}
    for pk, reason in [
        *_by_identifier(sought, known),
        *_by_file(sought, known, user),
        *_among_drafts(sought, user),
        *_by_title(sought, known, user),
    ]:
        told = reasons.setdefault(pk, [])
        if reason not in told:
            told.append(reason)
    found = list(reasons)[:MOST_LIKENESSES]
    outputs = Output.objects.for_listing().in_bulk(found)
    return [Likeness(outputs[pk], tuple(reasons[pk])) for pk in found]


def _sought(work: Output | Record) -> Sought:
    return _of_record(work) if isinstance(work, Record) else _of_output(work)


def _of_record(record: Record) -> Sought:
    return Sought(
        record.kind,
        (record.title, *(one.text for one in record.titles)),
        int(record.year) if record.year.isdecimal() else None,
        _first_of(record.contributors),
        frozenset((one.scheme, one.value) for one in record.identifiers if one.scheme in TELLING),
        frozenset(one.sha256 for one in record.files if one.sha256),
    )


def _of_output(output: Output) -> Sought:
    issued = output.issued[:4]
    return Sought(
        output.kind,
        (output.title, *(one.text for one in output.titles.all())),
        int(issued) if issued.isdecimal() else None,
        _first_of(output.contributions.all()),
        frozenset((one.scheme, one.value) for one in output.identifiers.all() if one.scheme in TELLING),
        frozenset(one.stored_file.sha256 for one in output.files.all() if one.stored_file_id),
        output.pk,
    )


def _first_of(people: Iterable) -> tuple[str, ...]:
    """The first family name, as a tuple of one or none."""
    first = next(iter(people), None)
    name = normalised(getattr(first, "family", "") or getattr(first, "family_name", "")) if first else ""
    return (name,) if name else ()


def _same(scheme: str) -> str:
    return _("same %(scheme)s") % {"scheme": Scheme(scheme).label}


def _by_identifier(sought: Sought, known: OutputQuerySet) -> Iterator[tuple[int, str]]:
    claimed = Q()
    for scheme, value in sought.identifiers:
        if scheme != Scheme.ISBN or sought.kind != Kind.CHAPTER:
            claimed |= Q(scheme=scheme, value=value)
    rows = list(Identifier.objects.filter(claimed).values_list("output", "scheme")) if claimed else []
    kinds = _kinds(known, [pk for pk, _scheme in rows])
    for pk, scheme in sorted(rows):
        if pk in kinds and (scheme != Scheme.ISBN or kinds[pk] != Kind.CHAPTER):
            yield pk, _same(scheme)


def _kinds(known: OutputQuerySet, keys: list[int]) -> dict[int, str]:
    """Those of the works that are known, with their kinds. All that were found are asked for: cutting some off before
    would let the hidden ones among them push others out."""
    return dict(known.filter(pk__in=keys).values_list("pk", "kind")) if keys else {}


def _by_file(sought: Sought, known: OutputQuerySet, user) -> Iterator[tuple[int, str]]:
    """Of others' works only files that the person may open: what a closed one holds is not theirs to learn."""
    if not sought.digests:
        return
    files = OutputFile.objects.filter(stored_file__sha256__in=sought.digests).select_related("output")
    files = list(files.order_by("output", "pk"))
    kinds = _kinds(known, [file.output_id for file in files])
    for file in files:
        if file.output_id in kinds and (file.output.owner_id == user.pk or can_download(user, file)):
            yield file.output_id, _("same file")


def _among_drafts(sought: Sought, user) -> Iterator[tuple[int, str]]:
    """Of the person's own drafts the tables know titles alone; the rest waits in their latest revisions."""
    mentioned = _mentioned(sought)
    if not mentioned or not user.is_authenticated:
        return
    own = deposits_of(user).exclude(pk=sought.pk).order_by().values("latest_revision")
    revisions = Revision.objects.filter(pk__in=own).annotate(text=Cast("content", TextField()))
    for revision in revisions.filter(mentioned).order_by("object_id", "pk")[:MOST_LIKENESSES]:
        draft = _of_output(revision.as_object())
        shared = draft.identifiers & sought.identifiers
        if any(scheme == Scheme.ISBN for scheme, _value in shared) and Kind.CHAPTER in {draft.kind, sought.kind}:
            shared = {pair for pair in shared if pair[0] != Scheme.ISBN}
        yield from ((draft.pk, _same(scheme)) for scheme, _value in sorted(shared))
        if draft.digests & sought.digests:
            yield draft.pk, _("same file")


def _mentioned(sought: Sought) -> Q:
    """What a revision's JSON must hold to be worth reading. Databases write other letters than ASCII as they are, or
    escaped."""
    mentioned = Q()
    for _scheme, value in sought.identifiers:
        mentioned |= Q(text__contains=json.dumps(value)) | Q(text__contains=json.dumps(value, ensure_ascii=False))
    stored = StoredFile.objects.filter(sha256__in=sought.digests).values_list("pk", flat=True) if sought.digests else ()
    for pk in stored:
        mentioned |= Q(text__contains=f'"stored_file": {pk},') | Q(text__contains=f'"stored_file": {pk}}}')
    return mentioned


def _by_title(sought: Sought, known: OutputQuerySet, user) -> Iterator[tuple[int, str]]:
    found = _titled_alike(sought, known, user)
    names = Contribution.objects.filter(output__in=list(found)).order_by("output", "sort_order", "pk")
    first: dict[int, str] = {}
    for pk, name in names.values_list("output", "family_name"):
        first.setdefault(pk, normalised(name))
    yield from ((pk, _("title and year alike")) for pk in found if _may_be_by(sought, first.get(pk, ""), found[pk]))


def _titled_alike(sought: Sought, known: OutputQuerySet, user) -> dict[int, Key]:
    """The title that is alike, by the key of the work and in their order."""
    if not sought.keys:
        return {}
    alike: dict[int, Key] = {}
    for pk, text in chain.from_iterable(_titles(sought, known, user)):
        key = Key.of(text)
        if pk not in alike and any(key.is_like(one) for one in sought.keys):
            alike[pk] = key
    return dict(sorted(alike.items()))


def _titles(sought: Sought, known: OutputQuerySet, user) -> Iterator[Iterable[tuple[int, str]]]:
    """Titles of the same year and those beside it; of own drafts also without one.

    The kinds are named, all of them, because the index of years begins with the kind. Without a year only the very same
    title counts, so that no more than a few have to be compared here.
    """
    if sought.year is None:
        yield known.filter(_exactly("title", sought.titles)).values_list("pk", "title")
        yield known.filter(_exactly("titles__text", sought.titles)).values_list("pk", "titles__text")
        return
    near = known.filter(kind__in=Kind.values, year__in=(sought.year - 1, sought.year, sought.year + 1))
    yield near.values_list("pk", "title")
    yield near.filter(titles__isnull=False).values_list("pk", "titles__text")
    if user.is_authenticated:
        yield known.filter(owner=user, year=None).values_list("pk", "title")


def _exactly(name: str, titles: Iterable[str]) -> Q:
    same = Q()
    for title in titles:
        same |= Q(**{f"{name}__iexact": title}) if title else Q()
    return same


def _may_be_by(sought: Sought, family: str, key: Key) -> bool:
    """The same first author; where one side names none, a title long enough to be no mere “Introduction”."""
    if sought.families and family:
        return _are_like(family, sought.families[0])
    return len(key.words) >= FEWEST_WORDS or len(key.text) >= LONG_TITLE


def _are_like(one: str, other: str) -> bool:
    """By their pairs of letters; where one is much longer these need not be counted."""
    if one == other:
        return True
    shorter, longer = sorted((len(one) - 1, len(other) - 1))
    if 2 * shorter < ALIKE * (shorter + longer):
        return False
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) >= ALIKE * (len(mine) + len(theirs)) > 0
