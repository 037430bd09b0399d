"""One name as it stands in a list → family and given name.

Names are cut, never judged: every letter stands in one of the two parts, and a name that could be cut in two ways is
cut as is usual in its script, so that the depositor corrects the rare one. A group stays whole.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.[-‐‑]?){1,5}[^\W\d_]?")
CAPITALS = re.compile(r"(?:[^\W\d_a-zа-яёўіґєї]-?){1,3}")
# “И.И.Иванов”: the initials stand at the name without a space.
ATTACHED = re.compile(r"((?:[^\W\d_]\.[-‐‑]?){1,4})(?=[^\W\d_]{2})")
TRAILING_ATTACHED = re.compile(r"(?<=[^\W\d_]{2})(?=(?:[A-ZА-ЯЁІЎ]\.){2,4}$)")

_PARTICLES = """
van von der den de del della dello di da das do dos du la le ten ter tho thor af av zu zur zum vom y e bin ibn bint al
el ould abu ben st
"""
PARTICLES = frozenset(_PARTICLES.split())
GROUP = re.compile(
    r"\b(?:group|consortium|committee|collaborat\w+|society|association|organi[sz]ation|team|network|investigators|"
    r"federation|ministry|alliance|initiative|task force|council|university|institute|группа|общество|ассоциация|"
    r"консорциум|комитет|организация|министерство|коллектив|союз)\b",
    re.IGNORECASE,
)

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々]+")
HANGUL = re.compile(r"[\uac00-\ud7af]+")
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af々・ー]+")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff\u200c]")
ARABIC_PARTICLES = frozenset(("بن", "ابن", "آل", "أبو", "ابو", "عبد", "بنت"))
CYRILLIC = re.compile(r"[\u0400-\u04ff]")

# The commonest family names of China, in the order of their number of bearers, as written in Latin letters …
_PINYIN = """
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie tang song deng han
feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao
"""
PINYIN = _PINYIN.split()
SYLLABLES = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|"
    r"ia|ie|iu|ua|uo|ui|ue|er|a|o|e|i|u|v)){1,3}"
)
# … and in their own, with those of two characters; then those of Korea.
HAN_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝唐宋邓鄧韩韓冯馮曹彭曾肖萧田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂"
    "丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴"
)
_HAN_COMPOUNDS = "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 夏侯 皇甫 尉迟 公孙 慕容 令狐 东方 端木"
HAN_COMPOUNDS = frozenset(_HAN_COMPOUNDS.split())
HANGUL_FAMILIES = frozenset("김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하")

SON_OF = frozenset(("oglu", "ogly", "oğlu", "kyzy", "qizi", "gyzy", "оглы", "кызы", "гызы", "улы", "угли"))
PATRONYMIC = re.compile(
    r".{2,}(?:вич|вна|ична|инична|віч|ўна|ович|івна|евич|оглы|оғлы|кызы|қызы|ұлы|улы|зода)$", re.IGNORECASE
)
LATIN_PATRONYMIC = re.compile(r".{2,}(?:[eaoy]vich|[eo]vna|owna|[ai]vich|ichna)$", re.IGNORECASE)
LATIN_FAMILY_ENDING = re.compile(r".{2,}(?:[oe]va?|ina?|[st]k[iy]y?|skaya|skaia|ko|[uy]k|ich|ian|yan)$", re.IGNORECASE)
FAMILY_ENDING = re.compile(
    r".{2,}(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|скі|цкі|ой|ко|ук|юк|як|ик|енок|"
    r"чик|ич|ец|дзе|швили|ян|янц|их|ых|ўскі|оў|ава|еў|ёў|яў)$",
    re.IGNORECASE,
)


def parts_of(name: str) -> tuple[str, str]:
    """Family and given name of a name without a comma."""
    name = TRAILING_ATTACHED.sub(" ", ATTACHED.sub(r"\1 ", name)) if "." in name else name
    words = name.split()
    if len(words) < 2 or GROUP.search(name):
        return _of_one_word(name) if len(words) < 2 else (" ".join(words), "")
    if SUFFIX.fullmatch(words[-1]) and len(words) > 2:
        family, given = _cut(words[:-1])
        return f"{family} {words[-1]}", given
    return _cut(words)


def are_initials(word: str, among: list[str] | None = None) -> bool:
    """“J.”, “И.И.”, “J.-P.”, “JA”; of three capitals only where the other words are not all in capitals themselves."""
    if DOTTED.fullmatch(word) and "." in word:
        return True
    if not CAPITALS.fullmatch(word) or EAST_ASIAN.search(word) or ARABIC.search(word):
        return False
    others = [other for other in among or [] if other != word]
    return len(word) == 1 or (len(word) <= 2 or any(not other.isupper() for other in others))


def _of_one_word(name: str) -> tuple[str, str]:
    family = name.strip()
    if HAN.fullmatch(family) and 2 <= len(family) <= 4:
        length = 2 if family[:2] in HAN_COMPOUNDS else 1
        if length < len(family) <= length + 2 and (length == 2 or family[0] in HAN_FAMILIES):
            return family[:length], family[length:]
    if HANGUL.fullmatch(family) and 2 <= len(family) <= 3 and family[0] in HANGUL_FAMILIES:
        return family[:1], family[1:]
    return family, ""


def _cut(words: list[str]) -> tuple[str, str]:
    """The first rule that applies decides."""
    for rule in (_son_of, _by_initials, _by_capitals, _east_asian, _arabic, _cyrillic, _pinyin):
        at = rule(words)
        if at is not None:
            family, given = at
            return " ".join(family), " ".join(given)
    at = _family_begins(words)
    return " ".join(words[at:]), " ".join(words[:at])


Parts = tuple[list[str], list[str]]


def _son_of(words: list[str]) -> Parts | None:
    """“Mamedov Ali Rashid ogly”, “Ivanov Ivan Ivanovich”: the end belongs to the father's name."""
    if len(words) < 3:
        return None
    is_russian = len(words) == 3 and LATIN_PATRONYMIC.fullmatch(words[2]) and LATIN_FAMILY_ENDING.fullmatch(words[0])
    return (words[:1], words[1:]) if is_russian or words[-1].casefold() in SON_OF else None


def _by_initials(words: list[str]) -> Parts | None:
    """“Ivanova A. P.”, “A. P. Ivanova”; in “John A. Smith” they say nothing."""
    after = len(list(takewhile(lambda word: are_initials(word, words), reversed(words))))
    if 0 < after < len(words) and not (after == 1 and len(words) > 3 and words[-1].isupper() and len(words[-1]) > 1):
        return words[:-after], words[-after:]
    before = len(list(takewhile(lambda word: are_initials(word, words), words)))
    if 0 < before < len(words):
        at = before + _family_begins(words[before:])
        return words[at:], words[:at]
    return None


def _by_capitals(words: list[str]) -> Parts | None:
    """“Anna IVANOVA”, “IVANOVA Anna”: the family name is set in capitals."""
    large = [word.isupper() and len(word) > 2 for word in words]
    if all(large) or not any(large):
        return None
    family = [word for word, is_large in zip(words, large, strict=True) if is_large]
    given = [word for word, is_large in zip(words, large, strict=True) if not is_large]
    runs = sum(one != other for one, other in pairwise(large))
    return (family, given) if runs == 1 else None


def _east_asian(words: list[str]) -> Parts | None:
    return (words[:1], words[1:]) if all(map(EAST_ASIAN.fullmatch, words)) else None


def _arabic(words: list[str]) -> Parts | None:
    if not all(map(ARABIC.search, words)):
        return None
    at = len(words) - 1
    while at > 1 and words[at - 1] in ARABIC_PARTICLES:
        at -= 1
    return words[at:], words[:at]


def _cyrillic(words: list[str]) -> Parts | None:
    """Family, given name and patronymic, or the family name last; the patronymic goes with the given name."""
    if not all(map(CYRILLIC.search, words)):
        return None
    if len(words) > 2 and PATRONYMIC.fullmatch(words[-1]) and not PATRONYMIC.fullmatch(words[-2]):
        return words[:-2], words[-2:]
    if len(words) > 2 and PATRONYMIC.fullmatch(words[1]):
        return words[2:], words[:2]
    if FAMILY_ENDING.fullmatch(words[-1]) and not FAMILY_ENDING.fullmatch(words[0]):
        return words[-1:], words[:-1]
    return words[:1], words[1:]


def _pinyin(words: list[str]) -> Parts | None:
    """“Li Wei” and “Wei Li” are the same: of two Chinese words the one that is the commoner family name is it."""
    lower = [word.casefold().replace("-", "") for word in words]
    if len(words) != 2 or not all(map(SYLLABLES.fullmatch, lower)):
        return None
    ranks = [PINYIN.index(word) if word in PINYIN else len(PINYIN) for word in lower]
    if min(ranks) == len(PINYIN) or ranks[0] == ranks[1]:
        return None
    return (words[:1], words[1:]) if ranks[0] < ranks[1] else (words[1:], words[:1])


def _family_begins(words: list[str]) -> int:
    """Where the family name begins in a name that ends with it: at its first particle, else at the last word."""
    for place, word in enumerate(words[:-1]):
        bare = word.casefold().strip(".'’")
        if bare in PARTICLES and (word[0].islower() or place) and (place or len(words) > 1):
            return place
    return len(words) - 1
