"""A made-up catalogue of any size: words of five scripts that occur as often as words do (Zipf), pages of them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

from django.utils import timezone

from repository.models import (
    Affiliation,
    Contribution,
    Output,
    OutputAbstract,
    OutputFile,
    PageText,
    Partner,
    StoredFile,
    Subject,
    User,
)
from repository.outputs.choices import Kind
from repository.outputs.licences import Licence

SYLLABLES = {
    "en": "car di o my pa thy the ra pe u tic he mo dy na mic re se arch ing val ve tion al ent",
    "ru": "кар ди о ло ги я не до ста точ ность сер деч ная ле че ни е боль ной ис сле до ва ние",
    "zh": "心 肌 病 治 疗 儿 童 急 性 衰 竭 研 究 临 床 医 学 大 检 查 手 术 药 物",
    "fa": "قل ب در مان بی ما ری کو دک نا رس ای حا د پژ وهش دا نش گاه پز شکی",
    "tr": "kalp has ta lık te da vi ço cuk a ku ye ter siz lik a raş tır ma cer ra hi",
}
COUNTRIES = ("BY", "CN", "GE", "IR", "TR", "UZ", "IT")
VOCABULARY = 8000  # words of each language
WORDS_ON_A_PAGE = 150
PARTNERS, SUBJECTS = 28, 40
BATCH = 200  # works written at a time


class Vocabulary:
    """Words of one language, the first ones frequent and most of them rare."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.joint = "" if language == "zh" else " "
        syllables = SYLLABLES[language].split()
        made = ("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(VOCABULARY * 3))
        self.words = list(dict.fromkeys(made))[:VOCABULARY]
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def text(self, chance: random.Random, count: int) -> str:
        return self.joint.join(chance.choices(self.words, cum_weights=self._weights, k=count))


class Collection:
    """The same catalogue for the same numbers, whenever it is made."""

    def __init__(self, outputs: int, pages: int) -> None:
        self.outputs, self.pages = outputs, pages
        self._chance = random.Random(20260101)  # noqa: S311  (not a secret)
        self._vocabularies = {language: Vocabulary(language, self._chance) for language in SYLLABLES}

    def queries(self, count: int) -> Sequence[str]:
        """One to three words each, from the more frequent tenth of a language, as readers' words are."""
        chance = random.Random(7)  # noqa: S311
        vocabularies = list(self._vocabularies.values())
        return [
            " ".join(chance.sample(chance.choice(vocabularies).words[20 : VOCABULARY // 10], chance.randint(1, 3)))
            for _ in range(count)
        ]

    def write(self) -> None:
        """Into the database, in bulk: past the outbox, as nothing else in the project does."""
        owner = User.objects.create(username="benchmark")
        partners = Partner.objects.bulk_create(
            Partner(name=f"University {n}", slug=f"university-{n}", country=COUNTRIES[n % len(COUNTRIES)])
            for n in range(PARTNERS)
        )
        subjects = Subject.objects.bulk_create(Subject(label=f"Subject {n}", slug=f"s-{n}") for n in range(SUBJECTS))
        for numbers in _batches(self.outputs):
            self._write_batch(numbers, owner, partners, subjects)

    def _write_batch(self, numbers: Sequence[int], owner, partners, subjects) -> None:
        languages = [self._chance.choice(list(SYLLABLES)) for _ in numbers]
        outputs = Output.objects.bulk_create(self._output(owner, language) for language in languages)
        chance = self._chance
        OutputAbstract.objects.bulk_create(
            OutputAbstract(output=output, language=output.language, text=self._text(output.language, 80))
            for output in outputs
        )
        Output.subjects.through.objects.bulk_create(
            Output.subjects.through(output=output, subject=subject)
            for output in outputs
            for subject in chance.sample(subjects, 2)
        )
        people = Contribution.objects.bulk_create(
            Contribution(output=output, sort_order=n, family_name=f"Author{chance.randint(1, 5000)}", given_name="A.")
            for output in outputs
            for n in range(3)
        )
        Affiliation.objects.bulk_create(
            Affiliation(contribution=person, partner=chance.choice(partners), sort_order=0) for person in people
        )
        self._write_pages(outputs)

    def _write_pages(self, outputs: Sequence[Output]) -> None:
        files = StoredFile.objects.bulk_create(
            StoredFile(
                sha256=hashlib.sha256(output.code.encode()).hexdigest(),
                size=1,
                media_type="application/pdf",
                content=f"benchmark/{output.code}",
                reading=StoredFile.Reading.DONE,
                unit=StoredFile.Unit.PAGE,
                unit_count=self.pages,
            )
            for output in outputs
        )
        OutputFile.objects.bulk_create(
            OutputFile(output=output, stored_file=file, number=1, sort_order=0, name="work.pdf")
            for output, file in zip(outputs, files, strict=True)
        )
        PageText.objects.bulk_create(
            PageText(
                stored_file=file,
                number=number,
                text=self._text(output.language, WORDS_ON_A_PAGE),
                language=output.language,
            )
            for output, file in zip(outputs, files, strict=True)
            for number in range(1, self.pages + 1)
        )

    def _output(self, owner: User, language: str) -> Output:
        year = self._chance.randint(1990, 2026)
        return Output(
            owner=owner,
            live=True,
            first_published_at=timezone.now(),
            kind=self._chance.choice(Kind.values),
            title=self._text(language, 8),
            language=language,
            languages=[language],
            issued=str(year),
            year=year,
            licence=self._chance.choice(Licence.values),
        )

    def _text(self, language: str, words: int) -> str:
        return self._vocabularies[language].text(self._chance, words)


def _batches(count: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, count)) for start in range(0, count, BATCH))
