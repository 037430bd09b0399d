"""Words and values → subject, plain text and HTML.

Names, titles and remarks are data: they are put in once, and never read for placeholders or markup. In HTML everything
is escaped. A paragraph whose placeholders are all empty is left out, so one wording serves with and without a comment.
A paragraph of the main link with words before it becomes a button with these words; lines that begin with “- ” are a
list; what follows a line “--” is the small print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from repository.letters.kinds import LetterKind, Role
from repository.letters.wordings import PLACEHOLDER, Wording

LONGEST_SUBJECT = 400
SMALL_PRINT = re.compile(r"^--[ \t]*$", re.MULTILINE)
BULLET = "- "
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# They would let a name turn round what stands beside it.
BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
BREAK = mark_safe("<br>\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a letter that gathers others."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


Value = str | Promise | Sequence[Entry]


def one_line(value: str) -> str:
    """What may stand in a header: no line ends, no control characters."""
    kept = "".join(" " if unicodedata.category(each) == "Cc" else each for each in value.translate(BIDI))
    return " ".join(kept.split())


def several_lines(value: str) -> str:
    lines = (one_line(line) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def absolute(link: str) -> str:
    """A path of this site becomes its address; what is neither is no link."""
    if link.startswith("/") and not link.startswith("//"):
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + link
    return link if link.startswith(("https://", "http://")) else ""


def values_of(kind: LetterKind, context: Mapping[str, Value]) -> dict[str, str | Sequence[Entry]]:
    """Every placeholder with its value, spoken and made harmless. Raises ValueError for one that the kind does not
    declare."""
    if undeclared := set(context) - set(kind.known):
        raise ValueError(f"The letter {kind.name!r} declares no placeholder {', '.join(sorted(undeclared))}.")
    clean = {Role.WORDS: one_line, Role.QUOTE: several_lines, Role.LINK: absolute, Role.ENTRIES: tuple}
    said = {name: str(value) if isinstance(value, Promise) else value for name, value in context.items()}
    return {name: clean[known.role](said.get(name, "")) for name, known in kind.known.items()}


def render(
    kind: LetterKind,
    wording: Wording,
    context: Mapping[str, Value],
    language: str,
    links: Sequence[tuple[str, str]] = (),
) -> Rendered:
    """``links``, label and address, stand below the letter, whatever its wording."""
    with translation.override(language):
        page = Page(kind, values_of(kind, {"site_name": settings.WAGTAIL_SITE_NAME} | dict(context)))
    subject = one_line(page.filled(wording.subject))[:LONGEST_SUBJECT]
    letter, small = _parts(wording.body)
    html = {"subject": subject, "language": language, "letter": page.html(letter), "small": page.html(small)}
    below = [f"{label}: {url}" for label, url in links]
    text = [*page.text(letter), "-- \n" + settings.WAGTAIL_SITE_NAME, *page.text(small), *below]
    return Rendered(subject, "\n\n".join(text) + "\n", _framed(links=links, **html))


def _framed(**context) -> str:
    return render_to_string("repository/letters/frame.html", {"site_name": settings.WAGTAIL_SITE_NAME} | context)


def _parts(body: str) -> tuple[list[str], list[str]]:
    """The paragraphs of the letter, and those of the small print."""
    letter, _line, small = SMALL_PRINT.sub("\0", several_lines(body), count=1).partition("\0")
    return _paragraphs(letter), _paragraphs(small)


def _paragraphs(text: str) -> list[str]:
    return [each.strip("\n") for each in PARAGRAPHS.split(text) if each.strip()]


@dataclass(frozen=True, slots=True)
class Page:
    """Fills in the paragraphs of one letter."""

    kind: LetterKind
    values: Mapping[str, Value]

    def _role(self, name: str) -> Role | None:
        known = self.kind.known.get(name)
        return known.role if known else None

    def _left_out(self, paragraph: str) -> bool:
        names = PLACEHOLDER.findall(paragraph)
        return bool(names) and not any(self.values.get(name) for name in names)

    def filled(self, text: str) -> str:
        """One pass: what a value holds is never looked at again."""
        return PLACEHOLDER.sub(self._as_text, text)

    def _as_text(self, match: re.Match) -> str:
        value = self.values.get(match[1], "")
        role = self._role(match[1])
        if role is Role.ENTRIES:
            return "\n".join(f"{BULLET}{entry.title}\n  {entry.url}" for entry in value)
        return "\n".join(f"> {line}" for line in value.split("\n")) if role is Role.QUOTE and value else value

    def text(self, paragraphs: Sequence[str]) -> list[str]:
        return [self.filled(each) for each in paragraphs if not self._left_out(each)]

    def html(self, paragraphs: Sequence[str]) -> list[SafeString]:
        return [part for each in paragraphs if not self._left_out(each) for part in self._as_html(each)]

    def _as_html(self, paragraph: str) -> Iterator[SafeString]:
        lines = paragraph.split("\n")
        if all(line.startswith(BULLET) for line in lines):
            items = [(self._line(line.removeprefix(BULLET)),) for line in lines]
            yield format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
        elif label := self._button(paragraph):
            yield label
        else:
            yield from self._running(lines)

    def _button(self, paragraph: str) -> SafeString | None:
        link = f"{{{self.kind.main_link}}}"
        words, found, after = paragraph.rpartition(link)
        if not found or after.strip() or not (label := words.strip().removesuffix(":")):
            return None
        context = {"url": self.values[self.kind.main_link], "label": self._line(label)}
        return mark_safe(render_to_string("repository/letters/button.html", context))  # noqa: S308

    def _running(self, lines: Sequence[str]) -> Iterator[SafeString]:
        """Lines of text as one paragraph; a quotation or a list on a line of its own interrupts it."""
        running: list[SafeString] = []
        for line in lines:
            block = self._block(line)
            if block is None:
                running.append(self._line(line))
                continue
            if running:
                yield self._paragraph(running)
            running = []
            yield block
        if running:
            yield self._paragraph(running)

    def _block(self, line: str) -> SafeString | None:
        name = match[1] if (match := PLACEHOLDER.fullmatch(line.strip())) else ""
        value = self.values.get(name)
        if not value or self._role(name) not in (Role.QUOTE, Role.ENTRIES):
            return None
        if self._role(name) is Role.QUOTE:
            return format_html('<blockquote dir="auto">{}</blockquote>', _lines(value))
        items = ((entry.url, entry.title) for entry in value)
        return format_html("<ul>{}</ul>", format_html_join("", '<li dir="auto"><a href="{}">{}</a></li>', items))

    @staticmethod
    def _paragraph(lines: Sequence[SafeString]) -> SafeString:
        return format_html("<p>{}</p>", format_html_join(BREAK, "{}", ((line,) for line in lines)))

    def _line(self, line: str) -> SafeString:
        """Escaped words, with names apart from what stands beside them and links that can be followed."""
        pieces = PLACEHOLDER.split(line)
        return format_html_join(
            "", "{}", ((self._inline(piece) if place % 2 else piece,) for place, piece in enumerate(pieces))
        )

    def _inline(self, name: str) -> SafeString | str:
        value = self.values.get(name, "")
        role = self._role(name)
        if role is Role.LINK and value:
            return format_html('<a href="{}">{}</a>', value, value)
        if role is Role.ENTRIES:
            return ", ".join(entry.title for entry in value)
        return format_html("<bdi>{}</bdi>", _lines(value)) if value else ""


def _lines(value: str) -> SafeString:
    return format_html_join(BREAK, "{}", ((line,) for line in value.split("\n")))
