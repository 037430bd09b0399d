"""The media types that have a reader here, in families of one reader each."""

EMPTY = "application/x-empty"  # zero bytes
PDF = "application/pdf"
VTT = "text/vtt"
PLAIN_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "text/tab-separated-values"})
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MACRO_SLIDES = "application/vnd.ms-powerpoint"
_MACRO_WORDS = "application/vnd.ms-word"
PPTX = f"{_OFFICE}.presentationml.presentation"
DOCX = f"{_OFFICE}.wordprocessingml.document"
PRESENTATIONS = frozenset(
    {
        PPTX,
        f"{_OFFICE}.presentationml.slideshow",
        f"{_OFFICE}.presentationml.template",
        f"{_MACRO_SLIDES}.presentation.macroEnabled.12",
        f"{_MACRO_SLIDES}.slideshow.macroEnabled.12",
    }
)
DOCUMENTS = frozenset({DOCX, f"{_OFFICE}.wordprocessingml.template", f"{_MACRO_WORDS}.document.macroEnabled.12"})

WITH_TEXT = frozenset({PDF, VTT}) | PLAIN_TEXTS | PRESENTATIONS | DOCUMENTS
WITH_PROPERTIES = frozenset({PDF}) | PRESENTATIONS | DOCUMENTS  # say something of themselves beside their text
WITH_RANDOM_ACCESS = frozenset({PDF}) | PRESENTATIONS  # reading can begin at any page at little cost
WITH_PAGE_PICTURES = frozenset({PDF})
WITH_COVER = WITH_PAGE_PICTURES | PICTURES | PRESENTATIONS | DOCUMENTS
