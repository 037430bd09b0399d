"""What the help page on searching says: examples to try, and what each finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Tip:
    """A query that can be tried, and what it finds. Queries are not translated: each works in every language."""

    query: str
    meaning: Promise

    @property
    def url(self) -> str:
        return f"{reverse('search:results')}?{urlencode({'q': self.query})}"


@dataclass(frozen=True, slots=True)
class TipGroup:
    title: Promise
    tips: Sequence[Tip]


TIPS = (
    TipGroup(
        _("Words"),
        (
            Tip("heart failure", _("Works and pages with these words, in their other forms too. The best come first.")),
            Tip('"heart failure"', _("Exactly this phrase. Quotation marks of other languages work as well.")),
            Tip("asthma -children", _("Without a word. A minus also leaves out a phrase, a group or a field.")),
            Tip("diet asthma OR copd", _("At least one of the two. OR in capitals, or a bar: asthma | copd.")),
            Tip('surgery ("heart attack" OR infarction)', _("Brackets show what belongs together.")),
        ),
    ),
    TipGroup(
        _("Fields"),
        (
            Tip("author:ivanov", _("By this person, whether author, editor or lecturer. Initials are not needed.")),
            Tip('title:"internal medicine"', _("With all these words in the title.")),
            Tip("partner:university", _("Of this institution, by its name in any language, its short name or ROR id.")),
            Tip("subject:cardiology", _("On this subject, by its name in any language.")),
            Tip("course:anatomy", _("For this course, by its title or its code.")),
            Tip("kind:thesis", _("Of this kind: article, manual, monograph, chapter, teaching material, and so on.")),
            Tip("lang:ru", _("In this language, by its code or name.")),
            Tip("-author:ivanov heart", _("A minus before a field leaves out what it finds.")),
            Tip("author:(ivanov OR petrova)", _("One field with several values.")),
        ),
    ),
    TipGroup(
        _("Years"),
        (
            Tip("year:2024", _("Of one year.")),
            Tip("year:2019..2024", _("From one year to another.")),
            Tip("year:2019..", _("Since a year.")),
            Tip("year:..2019", _("Until a year.")),
        ),
    ),
    TipGroup(
        _("Identifiers"),
        (
            Tip("10.1000/182", _("A DOI, also as an address (https://doi.org/…): its work, then those that cite it.")),
            Tip("doi:10.1000/182", _("Only the work that has this DOI. Likewise pmid: and issn:")),
            Tip("isbn:978-3-16-148410-0", _("An ISBN of ten or thirteen digits, with or without hyphens.")),
            Tip("orcid:0000-0002-1825-0097", _("All works of the person with this ORCID iD.")),
            Tip("MED-101.2", _("The code of a course or of a work, with or without dots and hyphens.")),
        ),
    ),
)
