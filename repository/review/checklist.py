"""What can be seen of a deposit without reading it: looked through for the editor, each with the field to mend it in.

The same shape as ``outputs.completeness``, whose warnings it begins with; here the files are read too, and what others
have answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repository.files.extraction.media_types import WITH_TEXT
from repository.files.models import OutputFile, PageText, StoredFile
from repository.files.reasons import why_no_text
from repository.files.sniffing import INLINE_TYPES, display_name
from repository.imports.duplicates import likenesses
from repository.outputs.completeness import Problem, output_warnings
from repository.outputs.licences import Licence
from repository.outputs.models import Output
from repository.people.models import User

# A notice of copyright stands on a title page, its back, or the last one.
FIRST_PAGES, LAST_PAGES = 4, 2
NOTICE = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:by\s+|the\s+|,\s*)?[^\n]{0,80}?(?:19|20)\d\d[^\n]{0,80}"
    r"|all\s+rights\s+reserved|все\s+права\s+защищены|усе\s+правы\s+абаронены",
    re.IGNORECASE,
)
FREE = re.compile(r"creative\s*commons|creativecommons\.org|\bCC[\s-]?(?:BY|0)\b", re.IGNORECASE)


def review_checks(draft: Output, user: User) -> list[Problem]:
    """What an editor should look at, none of which hinders publication by itself; in the order of the work."""
    here = (problem for look in CHECKS for problem in look(draft))
    return [*output_warnings(draft), *_duplicates(draft, user), *here]


def _duplicates(draft: Output, user: User) -> Iterator[Problem]:
    for likeness in likenesses(draft, user):
        about = {"title": likeness.output.title, "code": likeness.output.code, "why": ", ".join(likeness.reasons)}
        yield Problem("title", _("It may be here already: “%(title)s”, %(code)s (%(why)s).") % about)


def _notices(draft: Output) -> Iterator[Problem]:
    """A publisher's notice in a file against a licence that lets everybody use it, and the other way round."""
    if not draft.licence:
        return
    reserved = draft.licence == Licence.IN_COPYRIGHT
    for file in draft.files.all():
        text, found = _edges(file.stored_file), None
        free = FREE.search(text)
        if not reserved and not free:
            found = NOTICE.search(text)
        if found or (reserved and free):
            said = Truncator(" ".join((found or free)[0].split())).chars(120)
            yield Problem(
                "licence",
                _("“%(name)s” says “%(said)s”, and the licence chosen here is “%(licence)s”: is that the holder's own?")
                % {"name": file.name, "said": said, "licence": draft.get_licence_display()},
            )


def _edges(stored: StoredFile) -> str:
    last = max(FIRST_PAGES, (stored.unit_count or 0) - LAST_PAGES)
    pages = PageText.objects.filter(stored_file=stored)
    edges = pages.filter(number__lte=FIRST_PAGES) | pages.filter(number__gt=last)
    return "\n".join(text[:20_000] for text in edges.order_by("number").values_list("text", flat=True)[:12])


def _unread(draft: Output) -> Iterator[Problem]:
    for file in draft.files.all():
        stored = file.stored_file
        if stored.reading == StoredFile.Reading.WAITING:
            yield Problem("files", _("“%(name)s” has not been read yet; look again in a minute.") % {"name": file.name})
        elif stored.media_type in WITH_TEXT and (reason := why_no_text(stored)):
            yield Problem("files", _("“%(name)s”: %(reason)s") % {"name": file.name, "reason": reason})


def _captions(draft: Output) -> Iterator[Problem]:
    files = list(draft.files.all())
    with_captions = {file.captions_for for file in files}
    for file in files:
        if file.stored_file.media_type.startswith("video/") and file.number not in with_captions:
            yield Problem("files", _("The video “%(name)s” has no captions.") % {"name": file.name})


def _unusual(draft: Output) -> Iterator[Problem]:
    for file in draft.files.all():
        if not _opens_anywhere(file):
            yield Problem(
                "files",
                _("“%(name)s” is of a kind that many readers cannot open. Ask for a PDF or the like beside it.")
                % {"name": display_name(file.name)},
            )


def _opens_anywhere(file: OutputFile) -> bool:
    kind = file.stored_file.media_type
    return kind in WITH_TEXT or kind in INLINE_TYPES or kind in ("application/zip", "application/epub+zip")


def _institutions(draft: Output) -> Iterator[Problem]:
    named = [row for one in draft.contributions.all() for row in one.affiliations.all()]
    unknown = dict.fromkeys(row.institution for row in named if not row.partner_id)
    without_ror = dict.fromkeys(str(row.partner) for row in named if row.partner_id and not row.partner.ror)
    for name in unknown:
        yield Problem("contributions", _("“%(name)s” is written by hand: is it one of the partners?") % {"name": name})
    for name in without_ror:
        yield Problem("contributions", _("%(name)s has no ROR id in the catalogue.") % {"name": name})


def _unanswered(draft: Output) -> Iterator[Problem]:
    silent = [one for one in draft.confirmations.current() if not one.answered_at]
    if silent:
        yield Problem(
            "contributions",
            ngettext(
                "%(count)d contributor has not answered yet: %(names)s.",
                "%(count)d contributors have not answered yet: %(names)s.",
                len(silent),
            )
            % {"count": len(silent), "names": ", ".join(one.name for one in silent)},
        )
    for one in draft.confirmations.current():
        if one.awaits_decision:
            yield Problem("contributions", _("%(name)s proposes a correction.") % {"name": one.name})


def _requested(draft: Output) -> Iterator[Problem]:
    for comment in draft.comments.filter(asks_change=True, resolved_at=None):
        text = Truncator(" ".join(comment.text.split())).chars(100)
        yield Problem(comment.field or "title", _("Asked for and not marked as done: %(text)s") % {"text": text})


CHECKS: tuple[Callable[[Output], Iterator[Problem]], ...] = (
    _notices,
    _unread,
    _captions,
    _unusual,
    _institutions,
    _unanswered,
    _requested,
)
