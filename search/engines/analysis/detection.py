"""Which language a text is in. Detected page by page, because a record's language says little about its pages.

The script decides first, then letters that only one language has, then py3langid among the languages of that script.
"""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from .characters import normalise, scripts

SAMPLE = 4_000  # characters; more changes nothing but the time
FEWEST_LETTERS = 20  # below this statistics only guess
SURE = 0.5  # probability under which a Latin text stays undetermined

_ONE_LANGUAGE = {"hebrew": "he", "greek": "el", "armenian": "hy", "georgian": "ka", "thai": "th"}
_USUAL = {"cyrillic": "ru", "arabic": "ar", "devanagari": "hi", "latin": "und"}
_CANDIDATES = {
    "latin": [
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "ro",
        "tr",
        "az",
        "nl",
        "pl",
        "cs",
        "sk",
        "hu",
        "fi",
        "sv",
        "da",
        "no",
        "et",
        "lv",
        "lt",
        "hr",
        "sl",
        "sq",
        "id",
        "vi",
        "ca",
        "uz",
        "tk",
    ],
    "cyrillic": ["ru", "be", "uk", "bg", "mk", "sr", "kk", "ky", "tt", "tg", "mn"],
    "arabic": ["ar", "fa", "ur", "ps", "ug"],
    "devanagari": ["hi", "mr", "ne"],
}
# Scripts that embed Latin terms freely: a quarter of the letters is enough to say whose text it is.
_ENOUGH = 0.25

# Letters of one language only, tried in order: they tell where statistics are unsure, in titles above all. Where a
# language has several sets it needs a letter of each.
_TELLTALES = {
    "cyrillic": (("tg", "ӣӯҷ"), ("uz", "ў", "қғҳ"), ("kk", "әұһ"), ("be", "ў"), ("uk", "їєґ")),
    "latin": (("az", "ə"),),
    "arabic": (("ur", "ٹڈڑے"), ("ps", "ښږټډړ"), ("ug", "ەۇۈې"), ("fa", "پچژگکی")),
}
_TELLING = (
    0.003  # the share of all letters that they must have: a page that quotes one foreign title keeps its language
)


def detect_language(text: str) -> str:
    """The BCP 47 primary tag of the language of ``text``; ``und`` when there is too little to tell."""
    sample = normalise(text[:SAMPLE])
    counts = scripts(sample)
    script = _leading_script(counts)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script == "cjk":
        return _cjk_language(sample)
    return _among(script, sample.lower(), counts.get(script, 0))


def _leading_script(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    others = {name: count for name, count in counts.items() if name != "latin" and count >= total * _ENOUGH}
    if others:
        return max(others, key=others.__getitem__)
    return "latin" if counts.get("latin") else "other"


def _cjk_language(sample: str) -> str:
    if re.search("[\uac00-\ud7a3]", sample):
        return "ko"
    return "ja" if re.search("[\u3041-\u3096\u30a1-\u30fa]", sample) else "zh"


def _among(script: str, sample: str, letters: int) -> str:
    for language, *sets in _TELLTALES.get(script, ()):
        if all(sum(map(sample.count, telling)) >= max(1, letters * _TELLING) for telling in sets):
            return language
    if script not in _CANDIDATES:
        return "und"
    if letters < FEWEST_LETTERS:
        return _USUAL[script]
    language, probability = _classify(sample, tuple(_CANDIDATES[script]))
    return language if probability >= SURE else _USUAL[script]


def _classify(sample: str, candidates: tuple[str, ...]) -> tuple[str, float]:
    ranked = [(language, probability) for language, probability in _identifier().rank(sample) if language in candidates]
    total = sum(probability for _, probability in ranked)
    language, probability = ranked[0]
    return language, float(probability / total) if total else 0.0


@cache
def _identifier() -> LanguageIdentifier:
    """The model takes half a second and some memory, so only a process that detects has it."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
