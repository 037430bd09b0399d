"""What an uploaded file is, told by its content, and how its name may be shown.

A name is only a claim: it never decides how a file is served. See "Untrusted files" in
`docs/architecture.md`.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import filetype
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from repository.files.extraction.media_types import DOCX, EMPTY, PDF, PPTX, VTT

UNKNOWN = "application/octet-stream"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
PLAIN = "text/plain"

# Types a browser may open in its window. Everything else, above all HTML, SVG and XML (which may
# carry scripts), is only ever offered for download.
INLINE_TYPES = frozenset(
    {
        *(PDF, PLAIN, VTT),
        *("image/png", "image/jpeg", "image/webp", "image/gif"),
        *("video/mp4", "video/webm", "video/ogg"),
        *("audio/mpeg", "audio/ogg"),
    }
)

# The usual extension of each type that we tell, without the dot.
EXTENSIONS = {
    PDF: "pdf",
    PPTX: "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow": "ppsx",
    "application/vnd.openxmlformats-officedocument.presentationml.template": "potx",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12": "pptm",
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.12": "ppsm",
    "application/vnd.ms-powerpoint": "ppt",
    DOCX: "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template": "dotx",
    "application/vnd.ms-word.document.macroEnabled.12": "docm",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.12": "xlsm",
    "application/vnd.ms-excel": "xls",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/epub+zip": "epub",
    "application/rtf": "rtf",
    ZIP: "zip",
    "application/xml": "xml",
    "application/xhtml+xml": "xhtml",
    "text/html": "html",
    "image/svg+xml": "svg",
    PLAIN: "txt",
    "text/csv": "csv",
    "text/markdown": "md",
    "text/tab-separated-values": "tsv",
    VTT: "vtt",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/tiff": "tif",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}

_HEAD_BYTES = 8192
_PDF_HEADER_WITHIN = 1024
_MAX_CONTENT_TYPES_BYTES = 1 << 20
_MAX_DIRECTORY_BYTES = 2 << 20
_ZIP_END_WITHIN = (1 << 16) + 42
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_SUBTYPES = {".csv": "text/csv", ".md": "text/markdown", ".tsv": "text/tab-separated-values"}

# ECMA-376: the content type of a package's main part tells what the package is.
_OFFICE_TYPE = re.compile(
    r"application/(?:vnd\.openxmlformats-officedocument\.(?:presentationml|wordprocessingml|spreadsheetml)"
    r"\.\w+|vnd\.ms-(?:powerpoint|word|excel)\.\w+\.macroEnabled)\.main\+xml"
)
_PACKED_TYPES = {
    "application/epub+zip",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
}
_OLE_STREAMS = {
    "WordDocument": "application/msword",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
}

_XML_PREAMBLE = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)*+", re.I | re.S)
# The WHATWG MIME Sniffing Standard's list of what makes a resource HTML.
_HTML_START = re.compile(
    r"<(?:!DOCTYPE\s+HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P)(?=[\s>/])|<!--", re.I
)
_NAMESPACED_ROOT = re.compile(r"<[\w:.-]++[^<>]*\sxmlns\b")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff_media_type(file: BinaryIO, name: str | None = "") -> str:
    """Return the media type of what `file` holds, and leave it at its start.

    `name` is believed only where the choice is harmless: between kinds of plain text. Never raises
    for what is in the file: what is not recognised is ``application/octet-stream``.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    media_type = _binary_type(file, head) or _text_type(head, name or "") or UNKNOWN
    file.seek(0)
    return media_type


def display_name(name: str) -> str:
    """Return an uploaded file's name fit to be shown and stored: one line, no path, no disguise.

    Controls, lone surrogates and bidirectional overrides (by which ``gpj.exe`` shows as
    ``exe.jpg``) are dropped; at most 200 characters stay, the extension among them; NFC.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(character for character in name if _is_showable(character))
    name = " ".join(name.split()).strip(". \u200c\u200d")
    return unicodedata.normalize("NFC", _shortened(name)) or "file"


def _binary_type(file: BinaryIO, head: bytes) -> str | None:
    if not head:
        return EMPTY
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(file)
    if head.startswith(_OLE_MAGIC):
        return _ole_type(file, head)
    if head.startswith(b"%PDF-"):
        return PDF
    kind = filetype.guess_mime(head)
    if kind and not kind.startswith("application/vnd.openxmlformats"):
        return _named_type(kind, head)
    return PDF if _is_pdf_behind_rubbish(file, head) else None


def _named_type(kind: str, head: bytes) -> str:
    """Return the registered name of what `filetype` found, telling Ogg video from sound."""
    if kind == "audio/ogg" and b"theora" in head:
        return "video/ogg"
    return {"video/x-m4v": "video/mp4", "image/apng": "image/png"}.get(kind, kind)


def _is_pdf_behind_rubbish(file: BinaryIO, head: bytes) -> bool:
    """Tell a PDF whose header is not at the start, as readers allow, from a text that quotes one."""
    if b"%PDF-" not in head[:_PDF_HEADER_WITHIN]:
        return False
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _HEAD_BYTES))
    return b"startxref" in file.read(_HEAD_BYTES)


def _zip_type(file: BinaryIO) -> str:
    if _has_huge_directory(file):
        return ZIP
    try:
        with zipfile.ZipFile(file) as package:
            return _office_type(package) or _open_type(package) or ZIP
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return ZIP


def _has_huge_directory(file: BinaryIO) -> bool:
    """Tell an archive whose list of members would fill the memory of the process that asks what it is."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _ZIP_END_WITHIN))
    tail = file.read()
    end = len(tail) - 22 if tail[-22:].startswith(b"PK\x05\x06") else tail.rfind(b"PK\x05\x06")
    is_zip64 = tail[max(0, end - 20) : max(0, end)].startswith(b"PK\x06\x07")
    return end < 0 or is_zip64 or int.from_bytes(tail[end + 12 : end + 16], "little") > _MAX_DIRECTORY_BYTES


def _office_type(package: zipfile.ZipFile) -> str | None:
    if "[Content_Types].xml" not in package.NameToInfo:
        return None
    with package.open("[Content_Types].xml") as part:
        data = part.read(_MAX_CONTENT_TYPES_BYTES)
    try:
        overrides = list(fromstring(data, forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError):
        return None
    for element in overrides:
        content_type = element.get("ContentType", "")
        if _OFFICE_TYPE.fullmatch(content_type):
            return _package_type(content_type.removesuffix(".main+xml"))
    return None


def _package_type(name: str) -> str:
    """Return the type of a package from that of its main part (ECMA-376 part 1, 11.3, and MS-OI29500)."""
    if name.endswith(".macroEnabled"):
        return f"{name}.12"
    return name


def _open_type(package: zipfile.ZipFile) -> str | None:
    """Return what an OpenDocument or EPUB file calls itself in its first member, ``mimetype``."""
    if "mimetype" not in package.NameToInfo:
        return None
    with package.open("mimetype") as part:
        declared = part.read(100).decode("ascii", "replace").strip()
    return declared if declared in _PACKED_TYPES else None


def _ole_type(file: BinaryIO, head: bytes) -> str:
    """Return which old Office format a compound file holds, by the streams in its directory (MS-CFB)."""
    sector_size = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    directory = int.from_bytes(head[48:52], "little")
    file.seek((directory + 1) * sector_size)
    entries = file.read(_HEAD_BYTES)
    for stream, media_type in _OLE_STREAMS.items():
        if (stream + "\0").encode("utf-16-le") in entries:
            return media_type
    return OLE


def _text_type(head: bytes, name: str) -> str | None:
    text = _decoded(head)
    if text is None:
        return None
    if text.startswith("WEBVTT"):
        return VTT
    if markup := _markup_type(text):
        return markup
    return next((kind for ending, kind in _TEXT_SUBTYPES.items() if name.lower().endswith(ending)), PLAIN)


def _decoded(head: bytes) -> str | None:
    """Return the start of a text, or None when it is none: it holds characters that no text has."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return None if _CONTROLS.search(text) else text.removeprefix("\ufeff")


def _markup_type(text: str) -> str | None:
    start = _XML_PREAMBLE.match(text).end()
    root = re.match(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})", text[start:])
    if root and root[1].lower() == "svg":
        return "image/svg+xml"
    if text.lstrip().startswith("<?xml") or _NAMESPACED_ROOT.match(text[start:]):
        return "application/xhtml+xml" if root and root[1].lower() == "html" else "application/xml"
    return "text/html" if _HTML_START.match(text.lstrip()) or _HTML_START.match(text[start:]) else None


def _is_showable(character: str) -> bool:
    if character in "\u200c\u200d":  # Persian and the Indic scripts are misspelt without these
        return True
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def _shortened(name: str, limit: int = 200) -> str:
    stem, dot, extension = name.rpartition(".")
    if len(name) <= limit or not stem or len(extension) > 16:
        return name[:limit].strip()
    return stem[: limit - len(dot + extension)].rstrip() + dot + extension
