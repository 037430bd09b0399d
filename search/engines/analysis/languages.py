"""The one table of languages → analysis, read by both engines.

The choices were measured (nDCG@10 on judged collections): truncated words with trigrams beat every stemmer on hand for
Turkish and Hebrew and the languages of Central Asia; the Russian stemmer harms Belarusian; bigrams and unigrams serve
Chinese and Japanese, each in a field of its own. What has no row is folded and nothing more.

A text is analysed by the chain of its own language. A query has no certain language, so its words take the chains of
their script (see ``queries``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .characters import normalise

APOSTROPHES = dict.fromkeys("'`‘’ʻʼ", "")
_TURKISH_CASE = {"I": "ı"}
_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه"}
_PERSIAN = {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا"}

# One letter words that follow an apostrophe in English are dropped too.
_ENGLISH = """a an and are as at be but by for if in into is it no not of on or such that the their then there these
they
    this to was will with s t"""
_RUSSIAN = """и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от
    меня еще нет о из ему был была были быть для до или ли при их чем это этот эта эти мы об над под без также"""
_GERMAN = """aber als am an auch auf aus bei bis das dass dem den der des die doch du durch ein eine einem einen einer
    eines er es für hat ich ihr im in ist ja kein man mit nach nicht noch nur oder sich sie sind so über um und uns
    vom von vor war was wie wird wir zu zum zur"""
_ITALIAN = """a ad ai al alla alle allo anche c che chi ci come con d da dal dalla dei del della delle di e ed gli ha
    i il in io l la le lo ma nei nel nella non o per più quale se si sono su sul sulla tra un una uno è"""
_ROMANIAN = """a ai al ale am ar are au ca care ce cu că de din după e ea ei el este eu fi fost i în între la le mai
    nu o pe pentru prin sau se si și sunt să un unei unor unui"""
_FRENCH = """au aux avec c ce ces d dans de des du elle en et eux il ils j je l la le les leur lui m ma mais me n ne
    nous on ou où par pas pour qu que qui s sa se ses son sur t un une vous est sont été"""
_SPANISH = """a al como con de del el en entre es esta este la las lo los más no o para pero por que se sin sobre su
    sus un una y ya"""
_PORTUGUESE = """a ao aos as com como da das de do dos e em entre é na nas no nos não o os ou para pela pelo por que se
    sem sua um uma"""
_TURKISH = """acaba ama bir bu çok da daha de en gibi göre hem her için ile ise ki mi mı mu mü ne o ve veya ya yani"""
_PERSIAN_STOP = (
    """و در به از که این را با است برای آن یک خود تا بر می ها های شد شده شود کرد کرده هم نیز یا اما هر بود"""
)
_ARABIC_STOP = """و في من على إلى عن أن إن هو هي هذا هذه ذلك التي الذي كان كانت ما لا مع أو ثم بين كل قد"""
_GREEK = """ο η το οι τα του της των τον την και κι να με σε από για που δεν ότι ως στο στη στον στην είναι ή"""
_HINDI = """का के की है में से को और पर यह था थे थी हैं एक ने भी तो हो कि लिए इस या कर गया"""


# And, in, as, to, from, that, when: letters written onto the next word; the article also onto one of two letters (הלב).
_HEBREW_PREFIXES = "ה(?=[א-ת]{2})|ו?(?:כש|מה|שה|[הבכלמש])?(?=[א-ת]{3})"


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """How one group of languages is analysed; the order of the fields is the order of the steps.

    ``name`` ends the Elasticsearch field's name. ``scripts``: words of a query in these scripts are tried with this
    chain. ``letters``: character → replacement, before lower-casing. ``stop``: words left out. ``strip``: a regular
    expression removed from the start of a word (the syntax that Python and Java share). ``stemmers``: script →
    Snowball algorithm. ``truncate``: letters kept of a word. ``ngram``: the word's n-grams replace it. ``grams``:
    trigrams (of Chinese and Japanese, single characters) are kept in a field beside it; ``gram_scripts``: only of words
    in these scripts, if any are named. ``twin``: Elasticsearch's own analysers give the same tokens; where not,
    ``difference`` says why.
    """

    name: str
    languages: tuple[str, ...]
    scripts: frozenset[str]
    letters: Mapping[str, str] = field(default_factory=dict)
    stop: frozenset[str] = frozenset()
    strip: str = ""
    stemmers: Mapping[str, str] = field(default_factory=lambda: {"latin": "porter"})
    truncate: int | None = None
    ngram: int | None = None
    grams: bool = False
    gram_scripts: frozenset[str] = frozenset()
    twin: bool = True
    difference: str = ""

    def has_grams(self, script: str) -> bool:
        """Whether words of ``script`` have n-grams beside them."""
        return self.grams and (not self.gram_scripts or script in self.gram_scripts)

    @property
    def has_compounds(self) -> bool:
        """Whether a word that holds another is likely to be meant by it."""
        return self.grams and not self.gram_scripts


def _stop(*lists: str) -> frozenset[str]:
    return frozenset(normalise(word) for words in lists for word in words.split())


_NEWER = "Elasticsearch carries an older edition of this Snowball stemmer"
_LATIN = frozenset({"latin"})
_CYRILLIC = frozenset({"cyrillic"})
_SPACED = frozenset({"latin", "cyrillic", "greek", "armenian", "georgian", "hebrew", "arabic", "devanagari"})

CHAINS = (
    # Russian medical texts are full of English and Latin terms: one chain stems each word by its script. Trigrams serve
    # the Russian words (.956→.962) and do harm to English ones (.410→.404).
    Chain(
        "en_ru",
        ("en", "ru"),
        _LATIN | _CYRILLIC,
        stop=_stop(_ENGLISH, _RUSSIAN),
        stemmers={"latin": "porter", "cyrillic": "russian"},
        grams=True,
        gram_scripts=frozenset({"cyrillic"}),
    ),
    # A German compound holds words that no stemmer sees: its trigrams bring Herzinfarkt near to Infarkt.
    Chain(
        "de",
        ("de",),
        _LATIN,
        stop=_stop(_GERMAN),
        stemmers={"latin": "german"},
        grams=True,
        twin=False,
        difference=_NEWER,
    ),
    Chain("it", ("it",), _LATIN, stop=_stop(_ITALIAN), stemmers={"latin": "italian"}, twin=False, difference=_NEWER),
    Chain("ro", ("ro",), _LATIN, stop=_stop(_ROMANIAN), stemmers={"latin": "romanian"}, twin=False, difference=_NEWER),
    Chain("fr", ("fr",), _LATIN, stop=_stop(_FRENCH), stemmers={"latin": "french"}, twin=False, difference=_NEWER),
    Chain("es", ("es",), _LATIN, stop=_stop(_SPANISH), stemmers={"latin": "spanish"}, twin=False, difference=_NEWER),
    Chain(
        "pt", ("pt",), _LATIN, stop=_stop(_PORTUGUESE), stemmers={"latin": "portuguese"}, twin=False, difference=_NEWER
    ),
    Chain("tr", ("tr", "az"), _LATIN, letters=_TURKISH_CASE, stop=_stop(_TURKISH), stemmers={}, truncate=5, grams=True),
    Chain(
        "five",
        ("kk", "uz", "tk", "ky", "tt"),
        _LATIN | _CYRILLIC,
        letters=APOSTROPHES,
        stemmers={},
        truncate=5,
        grams=True,
    ),
    Chain(
        "six",
        ("be", "ka", "tg", "uk", "bg", "mk", "sr", "mn"),
        _LATIN | _CYRILLIC | {"georgian"},
        letters=APOSTROPHES,
        stemmers={},
        truncate=6,
        grams=True,
    ),
    Chain("he", ("he", "yi"), frozenset({"hebrew"}), strip=_HEBREW_PREFIXES, grams=True),
    Chain(
        "fa",
        ("fa",),
        frozenset({"arabic"}),
        letters=_PERSIAN,
        stop=_stop(_PERSIAN_STOP),
        stemmers={"arabic": "persian", "latin": "porter"},
        twin=False,
        difference="Elasticsearch's Persian stemmer is Lucene's own",
    ),
    Chain(
        "ar",
        ("ar", "ur", "ps", "ug"),
        frozenset({"arabic"}),
        letters=_ARABIC,
        stop=_stop(_ARABIC_STOP),
        stemmers={"arabic": "arabic", "latin": "porter"},
        twin=False,
        difference="Elasticsearch's Arabic stemmer is Lucene's own",
    ),
    Chain(
        "el",
        ("el",),
        frozenset({"greek"}),
        stop=_stop(_GREEK),
        stemmers={"greek": "greek", "latin": "porter"},  # καρδιά and καρδιάς have two stems: trigrams bring them near
        grams=True,
        gram_scripts=frozenset({"greek"}),
        twin=False,
        difference="Elasticsearch's Greek stemmer is Lucene's own",
    ),
    Chain(
        "hi",
        ("hi", "mr", "ne"),
        frozenset({"devanagari"}),
        stop=_stop(_HINDI),
        stemmers={"devanagari": "hindi", "latin": "porter"},
        twin=False,
        difference="Elasticsearch's Hindi stemmer is Lucene's own",
    ),
    Chain(
        "hy",
        ("hy",),
        frozenset({"armenian"}),
        stemmers={"armenian": "armenian", "latin": "porter"},  # likewise
        grams=True,
        gram_scripts=frozenset({"armenian"}),
        twin=False,
        difference=_NEWER,
    ),
    # A Chinese or Japanese word is a pair of characters here; its single characters help where pairs straddle words.
    Chain("cjk", ("zh", "ja", "ko"), frozenset({"cjk"}), grams=True),
    # Written without spaces, and no segmenter is at hand on both sides.
    Chain(
        "th",
        ("th", "lo", "km", "my"),
        frozenset({"thai"}),
        stemmers={},
        ngram=3,
        twin=False,
        difference="Elasticsearch drops Chinese characters in Thai text",
    ),
    # Also how a word of one script stands in a text of another: its own stemmer did not see it there.
    Chain("und", ("und",), _SPACED, stemmers={}),
)

_BY_LANGUAGE = {language: chain for chain in CHAINS for language in chain.languages}
UNDETERMINED = _BY_LANGUAGE["und"]


def chain_for(language: str) -> Chain:
    """The chain of a BCP 47 tag, by its primary subtag; unknown languages are only folded."""
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), UNDETERMINED)


def chains_for_script(script: str) -> tuple[Chain, ...]:
    """The chains that a query's word of this script may meet; a number, which has none, may meet all."""
    return tuple(chain for chain in CHAINS if script in chain.scripts) or CHAINS
