"""What stands beside names and is none: degrees, titles, and what a person was in the work."""

from __future__ import annotations

import re

from repository.outputs.choices import Role

# Russian and Belarusian degrees, written out, shortened and as initials.
DEGREES = re.compile(
    r"\b(?:[дк]\s?\.\s?(?:\w{1,6}\s?\.\s?){1,2}н\s?\.(?!\w)"
    r"|(?:доктор|кандидат|докт|канд|д-р|доктар|кандыдат)\.?\s+[\w-]{2,20}\.?\s+(?:наук|навук)\b)",
    re.IGNORECASE,
)

# Before or after a name, whatever else is there.
_TITLES = """
prof professor dr doctor assoc associate assist assistant docent acad academician mr mrs ms miss mx sir dame rev med
phd msc bsc mph dsc dphil mbbs mbchb facs frcp frcs frcpath facp fesc pharmd edd jd llm mba dnp dds dmd dvm scd dipl-ing
dr-ing habil emeritus
проф профессор доц доцент акад академик чл-корр член-корреспондент член-корр асс ассистент преп преподаватель
ст старший аспирант магистрант студент зав заведующий заведующая кафедрой д-р доктор канд кандидат мед наук
прафесар дацэнт акадэмік
教授 副教授 博士 医師 先生
"""
TITLES = frozenset(_TITLES.split())
# After a name only, and only where a name would be whole without them: they could be initials as well.
_AMBIGUOUS = "md ma ms bs ba do rn mb mbe bm dm mpa bds"
AMBIGUOUS = frozenset(_AMBIGUOUS.split())

ROLES = {
    Role.EDITOR: r"eds?|editors?|hrsg|ред|редактор(?:ы|ов)?|отв\.? ред|под ред(?:акцией)?|рэд|edited by",
    Role.TRANSLATOR: r"trans|transl|translators?|translated by|пер|перевод|переводчик(?:и)?",
    Role.COMPILER: r"comp|compilers?|compiled by|сост|составител(?:ь|и)|уклад",
    Role.ILLUSTRATOR: r"ill|illus|illustrators?|худож|художник|ил",
    Role.REVIEWER: r"reviewers?|рец|рецензент(?:ы)?",
    Role.SUPERVISOR: r"supervisors?|науч\.? рук|научный руководитель",
    Role.AUTHOR: r"authors?|by|автор(?:ы)?|аўтар(?:ы)?",
}
REMARKS = {role: re.compile(rf"\s*(?:{pattern})\.?\s*", re.IGNORECASE) for role, pattern in ROLES.items()}
LABELS = {
    role: re.compile(
        rf"\s*(?:(?:{pattern})\.?\s*[:：]|(?:edited by|translated by|compiled by|by|под ред(?:акцией|\.)?)\s)",
        re.IGNORECASE,
    )
    for role, pattern in ROLES.items()
}
CORRESPONDING = re.compile(r"correspond|equal|contribut|автор для|deceased|ответственн", re.IGNORECASE)


def bare(word: str) -> str:
    return word.casefold().replace(".", "").strip(",;:")


def is_title(word: str) -> bool:
    return bare(word) in TITLES


def are_titles(text: str, *, is_whole_before: bool) -> bool:
    """Is a part of a list nothing but titles? Two capitals may also be the initials of what stands before them."""
    words = text.split()
    return bool(words) and all(
        is_title(word) or (is_whole_before and bare(word) in AMBIGUOUS and word[0].isupper()) for word in words
    )


def without_titles(name: str) -> str:
    """The name without what stands before and after it; a name that is nothing else is left as it is."""
    words = name.split()
    start, end = 0, len(words)
    while start < end - 1 and is_title(words[start]):
        start += 1
    while end > start + 1 and (is_title(words[end - 1]) or (end - start > 2 and bare(words[end - 1]) in AMBIGUOUS)):
        end -= 1
    return " ".join(words[start:end])


def role_of_remark(text: str) -> str:
    """What “(ed.)” or «(сост.)» behind a name says; empty when it says something else."""
    return next((role.value for role, pattern in REMARKS.items() if pattern.fullmatch(text)), "")


def label_of(line: str) -> tuple[str, str]:
    """The role that “Edited by …”, «Авторы: …» gives to the names of a line, and the names."""
    for role, pattern in LABELS.items():
        match = pattern.match(line)
        words = match[0].strip(" :：.").casefold() if match else ""
        if match and (match[0].rstrip().endswith((":", "：")) or REMARKS[role].fullmatch(words)):
            return role.value, line[match.end() :]
    return "", line
