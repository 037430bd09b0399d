"""Nothing inline in templates: the content security policy of the site would refuse it in the reader's browser."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

# Blocks of data are never executed, so the policy lets them be.
DATA_BLOCKS = {"application/json", "application/ld+json"}
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


class InlineFinder(HTMLParser):
    """Collects what a strict policy refuses, with the line it stands on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element and its attributes."""
        attributes = dict(attrs)
        if tag == "style":
            self._note("a <style> element")
        if tag == "script" and "src" not in attributes and attributes.get("type") not in DATA_BLOCKS:
            self._note("a <script> element without src")
        for name, value in attributes.items():
            self._look_at_attribute(tag, name, value or "")

    def _look_at_attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style":
            self._note(f"a style attribute on <{tag}>")
        elif name.startswith("on"):
            self._note(f"the handler {name} on <{tag}>")
        elif value.strip().lower().startswith("javascript:"):
            self._note(f"a javascript: address in {name} of <{tag}>")

    def _note(self, what: str) -> None:
        self.found.append((self.getpos()[0], what))


def inline_code(source: str) -> list[tuple[int, str]]:
    """Line and description of everything inline in a template's source."""
    finder = InlineFinder()
    # Template code may hold “<” and quotes; its line ends are kept so that the numbers stay right.
    finder.feed(TEMPLATE_CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), source))
    finder.close()
    return finder.found


def problems(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence for everything inline in a template."""
    for path in files:
        name = path.relative_to(root)
        if "templates" in name.parts and path.suffix in {".html", ".svg"}:
            for line, what in inline_code(path.read_text(encoding="utf-8")):
                yield f"{name}:{line}: {what}; the content security policy refuses it"
