"""The sample works, as neutral records with the bytes of their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sample import files, texts
from sample.people import people_of
from sample.vocabulary import COURSES, SAMPLE, SUBJECTS

# How many works of each kind, and what such a work is called in the languages that have a word for it here.
KINDS = {
    "article": (24, {"en": "A short article on {}", "ru": "Краткая статья: {}"}),
    "manual": (12, {"en": "A manual of {}", "ru": "Учебное пособие: {}"}),
    "monograph": (6, {"en": "Foundations of {}", "ru": "Основы: {}"}),
    "chapter": (8, {"en": "First chapter: {}", "ru": "Первая глава: {}"}),
    "proceedings": (4, {"en": "Proceedings of a day on {}", "ru": "Материалы конференции: {}"}),
    "thesis": (4, {"en": "A thesis in {}", "ru": "Диссертация: {}"}),
    "report": (6, {"en": "Report on joint work in {}", "ru": "Отчёт о совместной работе: {}"}),
    "teaching": (26, {"en": "Lecture: {}", "ru": "Лекция: {}"}),
}
LANGUAGE_OF = {
    "RU": "ru",
    "KZ": "ru",
    "TJ": "ru",
    "UZ": "ru",
    "TM": "ru",
    "CN": "zh",
    "JP": "ja",
    "IR": "fa",
    "IL": "he",
    "GE": "ka",
}
LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "LicenseRef-InCopyright")
LEVELS = ("undergraduate", "master", "residency", "continuing")
PAGES = {"monograph": 40, "manual": 24, "proceedings": 16, "thesis": 20}
FIRST_MONOGRAPH = 36
EMBARGOED_EVERY, PARTNERS_ONLY_EVERY = 11, 13
HIDDEN = 60  # one of those with an embargo
CHOSEN = 46  # one of those for the partners only


@dataclass(slots=True)
class Work:
    """``record`` in the shape of ``repository.interop.record``; ``files`` by the names that it gives them."""

    record: dict
    files: dict[str, bytes] = field(default_factory=dict)


def sample_works(partners: list[dict], today: date) -> Iterator[Work]:
    """Some ninety works, the same on every run but for the embargo dates, which lie ahead of ``today``.

    Args:
        partners: ``slug``, ``name`` and ``country`` of each, home first.
    """
    number = 0
    for kind, (count, names) in KINDS.items():
        for place in range(count):
            yield _work(number, kind, names, place, partners, today)
            number += 1


def _work(number: int, kind: str, names: dict, place: int, partners: list[dict], today: date) -> Work:
    random = Random(number)  # noqa: S311  (the same sample for everybody)
    home, partner = partners[0], partners[1 + number % (len(partners) - 1)]
    language = _language(partner, number)
    subject = list(SUBJECTS)[number % len(SUBJECTS)]
    work = Work(_record(number, kind, names, subject, language, [home, partner], random))
    if kind == "teaching":
        _teach(work, place, subject, language, random)
    else:
        _publish(work, kind, number, subject, language, random)
    _close(work, number, partners, today)
    work.record["published"] = f"{today - timedelta(days=37 * number % 300)}T09:00:00Z"
    work.record["files"] = [
        {"number": place, "name": name, **work.record.pop(name, {})} for place, name in enumerate(work.files, 1)
    ]
    return work


def _language(partner: dict, number: int) -> str:
    """Every other work is in the partner's language, where the sample has texts in it."""
    return LANGUAGE_OF.get(partner["country"], "en") if number % 2 == 0 or partner["country"] == "GE" else "en"


def _title(names: dict, language: str, subject: str) -> str:
    labels = SUBJECTS[subject][1]
    return f"{SAMPLE[language]}: {names.get(language, '{}').format(labels[language])}"


def _record(
    number: int, kind: str, names: dict, subject: str, language: str, behind: list[dict], random: Random
) -> dict:
    other = "ru" if language == "en" else "en"
    record = {
        "code": f"samp{number:04}",
        "kind": kind,
        "title": f"{_title(names, language, subject)} ({number + 1})",
        "language": language,
        "titles": [{"language": other, "text": f"{_title(names, other, subject)} ({number + 1})"}],
        "abstracts": [
            {"language": each, "text": texts.abstract(subject, each, random)}
            for each in dict.fromkeys((language, "en"))
        ],
        "languages": [language],
        "issued": str(2026 - number % 12) if number % 3 else f"{2025 - number % 8}-{1 + number % 12:02}",
        "publisher": "Sample publisher",
        "subjects": [{"slug": subject}],
        "keywords": ["sample", SUBJECTS[subject][1][language]],
        "licence": LICENCES[number % len(LICENCES)],
        "contributors": _contributors(number, kind, behind),
    }
    if kind == "article":
        record["container"] = {"title": "Sample Journal of Joint Medicine", "volume": str(1 + number % 9), "issue": "2"}
    if kind == "chapter":
        record["container"] = {"title": "Sample Book of Joint Medicine", "pages": f"{10 * number}–{10 * number + 9}"}
        record["part_of"] = f"samp{FIRST_MONOGRAPH + number % 6:04}"
    return record


def _contributors(number: int, kind: str, behind: list[dict]) -> list[dict]:
    """Somebody of each side; now and then one of them stands with a foot in both."""
    role = {"teaching": "lecturer", "proceedings": "editor"}.get(kind, "author")
    people = []
    for side, institution in enumerate(behind):
        known = people_of(institution["country"])
        given, family = known[(number + side) % len(known)]
        homes = behind if number % 5 == 0 and side else [institution]
        people.append(
            {
                "family": family,
                "given": given,
                "role": role,
                "affiliations": [{"partner": one["slug"], "department": "Sample department"} for one in homes],
            }
        )
    return people


def _publish(work: Work, kind: str, number: int, subject: str, language: str, random: Random) -> None:
    pages = [texts.page_text(subject, language, random) for _page in range(PAGES.get(kind, 6))]
    notice, title = texts.NOTICE[language], work.record["title"]
    if kind == "report" and number % 2:
        work.files["sample-report.docx"] = files.docx(title, notice, pages)
    else:
        work.files[f"sample-{kind}-{number + 1}.pdf"] = files.pdf(title, notice, pages, language)


def _teach(work: Work, place: int, subject: str, language: str, random: Random) -> None:
    """Slides, every sixth time a recording with captions, every fourth time a handbook."""
    record = work.record
    record["teaching"] = {
        "course": list(COURSES)[place % len(COURSES)],
        "level": LEVELS[place % len(LEVELS)],
        "audience": "students",
        "study_year": 1 + place % 6,
        "resource": "recording" if place % 6 == 5 else "handbook" if place % 4 == 3 else "slides",
        "duration": 45 + 15 * (place % 4),
    }
    said = texts.sentences_on(subject, language)
    if record["teaching"]["resource"] == "recording":
        work.files["sample-recording.webm"] = files.video()
        work.files[f"sample-captions-{place}.vtt"] = files.vtt([said[0], *random.sample(said, 5)], seconds_each=10)
        record[f"sample-captions-{place}.vtt"] = {"captions_for": 1, "language": language}
    elif record["teaching"]["resource"] == "handbook":
        pages = [texts.page_text(subject, language, random) for _page in range(12)]
        work.files["sample-handbook.pdf"] = files.pdf(record["title"], texts.NOTICE[language], pages, language)
    else:
        work.files["sample-slides.pptx"] = files.pptx(_slides(record["title"], said, language, random), language)


def _slides(title: str, said: list[str], language: str, random: Random) -> list[files.Slide]:
    first = files.Slide(title, [texts.NOTICE[language]], texts.NOTICE[language])
    return [
        first,
        *(
            files.Slide(f"{number}. {said[number % len(said)]}", random.sample(said, 3), random.choice(said))
            for number in range(1, 15)
        ),
    ]


def _close(work: Work, number: int, partners: list[dict], today: date) -> None:
    """Some files open on a day to come, one of them with its whole record; some are for the two partners only, one of
    them for two that were chosen."""
    name, opens = next(iter(work.files)), (today + timedelta(days=30 + number)).isoformat()
    if number == HIDDEN:
        work.record["hidden_until"] = opens
        work.record |= {name: {**work.record.get(name, {}), "embargo_until": opens} for name in work.files}
    elif number % EMBARGOED_EVERY == 5:
        work.record[name] = {"embargo_until": opens}
    elif number == CHOSEN:
        work.record[name] = {"access": "chosen", "chosen_partners": [one["slug"] for one in partners[1:3]]}
    elif number % PARTNERS_ONLY_EVERY == 7:
        work.record[name] = {"access": "partners"}
