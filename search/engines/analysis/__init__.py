"""Analysis: what makes words equal, for every language, on both engines, without Django."""

from .characters import normalise
from .detection import detect_language
from .highlighting import Snippet, highlight, snippet
from .synonyms import Synonyms, TermGroup, term_key
from .tokens import Tokens, analyse, fingerprint, identifier_key

__all__ = [
    "Snippet",
    "Synonyms",
    "TermGroup",
    "Tokens",
    "analyse",
    "detect_language",
    "fingerprint",
    "highlight",
    "identifier_key",
    "normalise",
    "snippet",
    "term_key",
]
