"""Paper to set invented works on: fpdf2 with columns, superscripts, and XMP."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from fpdf import FPDF

FONTS = Path(__file__).parents[2] / "sample" / "fonts"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True)
class Expected:
    """What a librarian would write down from the file. Empty: the file does not say it."""

    kind: str = ""
    language: str = ""
    title: str = ""
    other_titles: tuple[str, ...] = ()
    authors: tuple[tuple[str, str], ...] = ()  # family, given
    abstract: str = ""  # how it begins …
    abstract_end: str = ""  # … and ends
    other_abstracts: int = 0
    keywords: tuple[str, ...] = ()
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    arxiv: str = ""
    year: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Style:
    name: str
    file_name: str
    make: Callable[[], bytes]
    expected: Expected
    media_type: str = PDF_TYPE


@dataclass
class Sheet:
    """A page that is written on from above. Sizes are in points, places in millimetres."""

    family: str = "text"
    margin: float = 20
    pdf: FPDF = field(default_factory=lambda: FPDF(format="A4"))

    def __post_init__(self) -> None:
        self.pdf.core_fonts_encoding = "windows-1252"
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(self.margin, 15)
        self.pdf.add_font("text", fname=FONTS / "NotoSans-latin-cyrillic.ttf")
        self.pdf.add_page()

    def write(
        self,
        text: str,
        size: float = 10,
        *,
        style: str = "",
        align: str = "L",
        x: float | None = None,
        width: float = 0,
        after: float = 1,
    ) -> Sheet:
        """One paragraph. `^1^` is set as a superscript; a paragraph with some of them is one line."""
        self.pdf.set_font(self.family, style if self.family != "text" else "", size)
        self.pdf.set_x(self.margin if x is None else x)
        if "^" in text:
            self._with_superscripts(text, size, align)
        else:
            self.pdf.multi_cell(width, size * 0.45, text, align=align, new_x="LMARGIN", new_y="NEXT")
        self.pdf.set_y(self.pdf.get_y() + after)
        return self

    def at(self, y: float) -> Sheet:
        self.pdf.set_y(y)
        return self

    def page(self) -> Sheet:
        self.pdf.add_page()
        return self

    def columns(self, paragraphs: Sequence[str], size: float = 9, *, y: float, height: float = 120) -> Sheet:
        """Body text in two columns, as far as it goes."""
        width = (210 - 2 * self.margin - 6) / 2
        for place, x in enumerate((self.margin, self.margin + width + 6)):
            self.at(y)
            for paragraph in paragraphs[place::2]:
                if self.pdf.get_y() < y + height:
                    self.write(paragraph, size, x=x, width=width)
        return self

    def done(self, xmp: str = "", **information: str) -> bytes:
        for name, value in information.items():
            getattr(self.pdf, f"set_{name}")(value)
        if xmp:
            self.pdf.set_xmp_metadata(xmp)
        return bytes(self.pdf.output())

    def _with_superscripts(self, text: str, size: float, align: str) -> None:
        if align == "C":
            self.pdf.set_x((210 - self.pdf.get_string_width(text.replace("^", ""))) / 2)
        for place, piece in enumerate(text.split("^")):
            self.pdf.char_vpos = "SUP" if place % 2 else "LINE"
            self.pdf.write(size * 0.45, piece)
        self.pdf.char_vpos = "LINE"
        self.pdf.ln()


def xmp_packet(said: dict[str, str | Sequence[str]]) -> str:
    """An XMP packet: `{"dc:title": "…", "dc:creator": ["…", "…"], "prism:doi": "…"}`."""
    properties = "".join(f"<{name}>{_xmp_value(name, value)}</{name}>" for name, value in said.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/">'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def _xmp_value(name: str, value: str | Sequence[str]) -> str:
    kind = {"dc:title": "Alt", "dc:description": "Alt", "dc:creator": "Seq", "dc:subject": "Bag"}.get(name)
    if kind is None:
        return escape(str(value))
    values = [value] if isinstance(value, str) else value
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    return f"<rdf:{kind}>" + "".join(f"<rdf:li{language}>{escape(one)}</rdf:li>" for one in values) + f"</rdf:{kind}>"


_ENGLISH = (
    "The patients were followed for two years and none of them was lost. We measured what could be measured and left "
    "the rest alone. These results agree with earlier work in other hospitals. A longer study would tell us more about "
    "the causes. All of this text is invented and describes nothing that happened."
)
_RUSSIAN = (
    "Пациенты наблюдались в течение двух лет, и никто из них не выбыл. Мы измеряли то, что можно было измерить. "
    "Полученные результаты согласуются с данными других клиник. Более длительное исследование позволило бы уточнить "
    "причины. Весь этот текст выдуман и не описывает ничего из того, что было на самом деле."
)


def body(language: str, count: int, seed: int = 1) -> list[str]:
    """Paragraphs of running text, the same on every run."""
    sentences = (_RUSSIAN if language == "ru" else _ENGLISH).split(". ")
    order = random.Random(seed)  # noqa: S311
    return [". ".join(order.sample(sentences, len(sentences))).rstrip(".") + "." for _ in range(count)]
