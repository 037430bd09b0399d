"""Properties that programs fill in by themselves, and that say nothing of the work."""

from __future__ import annotations

import re

from repository.imports.documents.evidence import normal

_FILE = re.compile(
    r"\.(?:docx?|dotx?|odt|rtf|pdf|pptx?|odp|indd|qxd|qxp|tex|dvi|ps|p65|pmd|wpd|txt|fm|cdr|tmp|html?)\b", re.IGNORECASE
)
_FILLED_IN = re.compile(
    r"(?:microsoft\s+(?:word|powerpoint|excel)|powerpoint\s+presentation|презентация\s+(?:microsoft\s+)?powerpoint|"
    r"presentación|untitled|unknown|без\s+(?:имени|названия)|безымянный|новый\s+документ|новая\s+презентация|"
    r"documento?\s*\d*$|документ\s*\d*$|slide\s+\d+|слайд\s+\d+|title\b.{0,6}$|заголовок.{0,15}$|название.{0,15}$|"
    r"scan(?:ned)?\b|img[_\s-]?\d|cкан|шаблон|template|макет|вёрстка|верстка|layout\s*\d*$|manuscript|print|"
    r"pii:|doi:|https?:|www\.|chapter\s+\d+$|глава\s+\d+$|page\s+\d+$|no\s+job\s+name|generated\s+)",
    re.IGNORECASE,
)
_USERS = re.compile(
    r"(?:admin\w*|user\d*|пользователь|користувач|owner|владелец|guest|гость|windows|microsoft|microsoft\s+office|"
    r"acer|asus|lenovo|hp|dell|samsung|home|дом|comp(?:uter)?|пк|pc|lab|student|студент|teacher|author|автор|"
    r"unknown|anonymous|none|test|root|maket|верстка|python-(?:docx|pptx)|latex|openoffice|libreoffice|"
    r".*\b(?:windows|laserjet|scan\w*|printer|copier|canon|xerox|epson)\b.*)[\s\d.]*",
    re.IGNORECASE,
)
_CYRILLIC_READ_AS_LATIN = re.compile("[\u00c0-\u00ff\u00a8\u00b8]")


def told_title(text: str, name: str) -> str:
    """The title that a property holds, or nothing where a program or a file name put it there."""
    text = repaired(text).strip(" .")
    letters = sum(map(str.isalpha, text))
    is_file_name = " " not in text and normal(text) == normal(name.rsplit(".", 1)[0])
    if letters < 4 or _FILE.search(text) or _FILLED_IN.match(text) or is_file_name:
        return ""
    return "" if "_" in text and " " not in text else text


def told_people(text: str) -> str:
    """The people that a property names, or nothing where it is the user of a computer."""
    text = repaired(text).strip()
    is_user = _USERS.fullmatch(text) or " " not in text or "@" in text or "_" in text
    return "" if is_user or any(map(str.isdigit, text)) else text


def told_text(text: str) -> str:
    """A description or list of keywords, or nothing where a program put it there."""
    text = repaired(text).strip()
    return "" if _FILLED_IN.match(text) or _FILE.search(text[:80]) else text


def repaired(text: str) -> str:
    """Cyrillic letters where a program wrote its own code page (Windows-1251) and said it was Latin."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 4 or len(_CYRILLIC_READ_AS_LATIN.findall(text)) < 0.7 * len(letters):
        return text
    try:
        return text.encode("cp1252").decode("cp1251")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
