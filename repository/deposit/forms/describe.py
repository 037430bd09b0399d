"""What the work is: its kind, its texts in several languages, where it appeared, what it is about."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.access.selectors import known_outputs
from repository.deposit.forms.fields import LinesField, NameField, NamesField
from repository.deposit.forms.rows import RowForm, RowFormSet, StepForm, rows_of
from repository.deposit.languages import language_choices, offered_languages
from repository.languages import direction, language_name, normalise_language
from repository.outputs.choices import Kind
from repository.outputs.identifiers import EXAMPLES, UNIQUE_SCHEMES, Scheme, normalise_identifier
from repository.outputs.models import Identifier, Output, OutputAbstract, OutputTitle
from repository.people.models import User

PLAIN = (
    "kind",
    "issued",
    "publisher",
    "place",
    "edition",
    "container_title",
    "volume",
    "issue",
    "pages",
    "level",
    "audience",
    "study_year",
    "resource",
    "duration",
)
BOOK = ("publisher", "place", "edition")
# Beyond what every kind has. A field of another kind stays on the page as long as something is in it.
FIELDS_OF_KIND = {
    Kind.ARTICLE: ("container_title", "volume", "issue", "pages"),
    Kind.MANUAL: BOOK,
    Kind.MONOGRAPH: BOOK,
    Kind.CHAPTER: ("container_title", "pages", *BOOK),
    Kind.TEACHING: ("course", "level", "audience", "study_year", "resource", "duration"),
    Kind.PROCEEDINGS: ("volume", *BOOK),
    Kind.THESIS: ("publisher", "place"),
    Kind.REPORT: ("publisher", "place", "volume"),
}
CONTAINER_LABELS = {Kind.ARTICLE: gettext_lazy("Journal"), Kind.CHAPTER: gettext_lazy("Book")}
PUBLISHER_LABELS = {
    Kind.THESIS: gettext_lazy("University or institute"),
    Kind.REPORT: gettext_lazy("Institution that issued it"),
}
OTHER_WORKS = ("part_of", "replaces", "translation_of")
LANGUAGES = 12


class DescribeForm(StepForm):
    subjects_help = gettext_lazy("Terms of the library's list. What is not in it can be a keyword.")

    def __init__(self, *args, draft: Output, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = fields_for_model(Output, fields=PLAIN)
        for name, field in self.fields.items():
            model_field = Output._meta.get_field(name)
            # Django leaves these to the model's own cleaning, which a draft does not go through.
            field.validators += [*model_field.default_validators, *model_field._validators]
        self.fields["kind"].widget = forms.RadioSelect(choices=Kind.choices)
        self.fields["course"] = NameField("courses", user, current=draft.course, label=_("Course"))
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages of the text"),
            choices=offered_languages,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["more_languages"] = forms.CharField(
            label=_("Further languages of the text"),
            help_text=_("Language tags with commas between them, such as pl, zh-Hant."),
            max_length=200,
            required=False,
        )
        self.fields["keywords"] = LinesField(
            label=_("Keywords"), help_text=_("One on each line, in any language."), longest=100
        )
        self.fields["subjects"] = NamesField(
            "subjects", user, current=draft.subjects.all(), label=_("Subjects"), help_text=self.subjects_help
        )
        self._add_relations(draft, user)
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]
        self._word_by_kind()

    def _add_relations(self, draft: Output, user: User) -> None:
        self.fields["part_of"] = NameField(
            "works",
            user,
            current=draft.part_of,
            label=_("Part of"),
            help_text=_("The book, proceedings or course this is a part of, if it is here: its title or its address."),
        )
        self.fields["replaces"] = NameField(
            "works",
            user,
            current=draft.replaces,
            label=_("Newer edition of"),
            help_text=_(
                "The earlier edition, a work of its own, that this one takes the place of: its title or its address. "
                "A new version of the same work needs nothing here: change its files."
            ),
        )
        self.fields["translation_of"] = NameField(
            "works",
            user,
            current=draft.translation_of,
            label=_("Translation of"),
            help_text=_("The work that this is an edition of in another language, if it is here."),
        )
        self.fields["agreements"] = NamesField(
            "agreements", user, current=draft.agreements.all(), label=_("Agreements it came about under")
        )
        self.fields["activities"] = NamesField(
            "activities", user, current=draft.activities.all(), label=_("Joint activities it came out of")
        )

    def _word_by_kind(self) -> None:
        self.fields["container_title"].label = str(CONTAINER_LABELS.get(self.kind, _("Journal, book or proceedings")))
        self.fields["publisher"].label = str(PUBLISHER_LABELS.get(self.kind, _("Publisher")))

    @property
    def kind(self) -> str:
        chosen = self["kind"].value()
        return chosen if chosen in Kind.values else Kind.ARTICLE

    def _shown(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        wanted = FIELDS_OF_KIND[Kind(self.kind)]
        return [self[name] for name in names if name in wanted or self[name].value()]

    @property
    def publication_fields(self) -> list[forms.BoundField]:
        return self._shown(("container_title", "volume", "issue", "pages", *BOOK))

    @property
    def teaching_fields(self) -> list[forms.BoundField]:
        return self._shown(FIELDS_OF_KIND[Kind.TEACHING])

    @staticmethod
    def initial_of(draft: Output) -> dict:
        offered = [tag for tag, _name in offered_languages()]
        return {
            **{name: getattr(draft, name) for name in (*PLAIN, "course", *OTHER_WORKS, "keywords")},
            "languages": [tag for tag in draft.languages if tag in offered],
            "more_languages": ", ".join(tag for tag in draft.languages if tag not in offered),
            "subjects": list(draft.subjects.all()),
            "agreements": list(draft.agreements.all()),
            "activities": list(draft.activities.all()),
        }

    def clean_more_languages(self) -> list[str]:
        typed = self.cleaned_data["more_languages"].replace(";", ",").split(",")
        tags = [normalise_language(tag) for tag in typed if tag.strip()]
        if len(tags) > LANGUAGES:
            raise ValidationError(_("Name at most %(number)d languages.") % {"number": LANGUAGES})
        return tags

    def apply(self, draft: Output) -> None:
        """Gives the draft everything on the form that is valid; the rest keeps what the draft had."""
        for name in (*PLAIN, "course", *OTHER_WORKS, "keywords"):
            if name in self.cleaned_data:
                setattr(draft, name, self.cleaned_data[name])
        for name in ("subjects", "agreements", "activities"):
            if name in self.cleaned_data:
                getattr(draft, name).set(self.cleaned_data[name])
        if {"languages", "more_languages"} <= self.cleaned_data.keys():
            chosen = [*self.cleaned_data["languages"], *self.cleaned_data["more_languages"]]
            draft.languages = list(dict.fromkeys(chosen))


class TextForm(RowForm):
    """Title and abstract in one language, side by side with those in others."""

    substance = ("title", "abstract")

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    abstract = forms.CharField(
        label=gettext_lazy("Abstract"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    @property
    def names(self) -> tuple[str, ...]:
        tag = str(self["language"].value() or "")
        return (f"language {tag}",) if tag else ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tag = self["language"].value() or ""
        valid_tag = tag if language_name_or_none(tag) else ""
        self.fields["language"].choices = language_choices(valid_tag)
        for name in self.substance:
            self.fields[name].widget.attrs |= {"dir": direction(valid_tag) if valid_tag else "auto"}
            if valid_tag:
                self.fields[name].widget.attrs["lang"] = valid_tag

    def clean(self):
        if not self.is_blank and not self.cleaned_data.get("language") and "language" not in self.errors:
            self.add_error("language", _("Say which language this is in."))


def language_name_or_none(tag: str) -> str | None:
    try:
        return language_name(normalise_language(tag)) if tag else None
    except ValidationError:
        return None


class TextRows(RowFormSet):
    """The first row is the work's own title; its language is the language of the title."""

    heading = gettext_lazy("Title and abstract")
    title = gettext_lazy("Titles and abstracts")

    @staticmethod
    def initial_of(draft: Output) -> list[dict]:
        abstracts = {abstract.language: abstract.text for abstract in draft.abstracts.all()}
        titles = {draft.language: draft.title} | {title.language: title.text for title in draft.titles.all()}
        titles[draft.language] = draft.title
        return [
            {"language": tag, "title": titles.get(tag, ""), "abstract": abstracts.get(tag, "")}
            for tag in dict.fromkeys([*titles, *abstracts])
        ]

    def compare_rows(self) -> None:
        seen = set()
        for form in self.kept:
            tag = form.cleaned_data.get("language")
            if tag and tag in seen:
                form.add_error(
                    "language",
                    _("There are two texts in %(language)s. Keep one of them, or choose its language.")
                    % {"language": language_name(tag)},
                )
            seen.add(tag)

    def apply(self, draft: Output) -> None:
        rows = [form.cleaned_data for form in self.kept]
        draft.title = rows[0]["title"] if rows else ""
        if rows:
            draft.language = rows[0]["language"]
        draft.titles.set(
            self._texts(OutputTitle, draft.titles.all(), [(row["language"], row["title"]) for row in rows[1:]])
        )
        draft.abstracts.set(
            self._texts(OutputAbstract, draft.abstracts.all(), [(row["language"], row["abstract"]) for row in rows])
        )

    @staticmethod
    def _texts(model, existing, pairs: list[tuple[str, str]]) -> list:
        """Keeps the row of a language that is there already, so that history can say what changed in it."""
        known = {row.language: row for row in existing}
        texts = []
        for tag, text in pairs:
            if text:
                row = known.get(tag) or model(language=tag)
                row.text = text
                texts.append(row)
        return texts


class IdentifierForm(RowForm):
    substance = ("value",)

    scheme = forms.ChoiceField(label=gettext_lazy("Kind of identifier"), choices=Scheme.choices, required=False)
    value = forms.CharField(label=gettext_lazy("Identifier"), max_length=300, required=False)

    def clean(self):
        scheme, value = self.cleaned_data.get("scheme"), self.cleaned_data.get("value")
        if not value:
            return
        if not scheme:
            self.add_error("scheme", _("Say what kind of identifier this is."))
            return
        try:
            self.cleaned_data["value"] = normalise_identifier(scheme, value)
        except ValidationError as error:
            self.add_error("value", error)

    @property
    def example(self) -> str:
        return EXAMPLES.get(self["scheme"].value() or Scheme.DOI, "")


class IdentifierRows(RowFormSet):
    heading = gettext_lazy("Identifier")
    title = gettext_lazy("Identifiers")

    def __init__(self, *args, draft: Output, user: User, **kwargs):
        self.draft, self.user = draft, user
        super().__init__(*args, **kwargs)

    @staticmethod
    def initial_of(draft: Output) -> list[dict]:
        return [{"scheme": row.scheme, "value": row.value} for row in draft.identifiers.all()]

    def compare_rows(self) -> None:
        for form in self.kept:
            self._refuse_another_works(form)

    def _refuse_another_works(self, form: IdentifierForm) -> None:
        """Says that the identifier is taken where this person may know of the work that has it; of another one the
        library sees it, and the answer is as if it were not here."""
        scheme, value = form.cleaned_data["scheme"], form.cleaned_data["value"]
        taken = Identifier.objects.filter(scheme=scheme, value=value).exclude(output=self.draft.pk)
        taken = taken.filter(output__in=known_outputs(self.user))
        if scheme in UNIQUE_SCHEMES and taken.exists():
            form.add_error(
                "value",
                _(
                    "Another work here already has this identifier. Check it, or ask the library whether your work is "
                    "in the repository already."
                ),
            )

    def apply(self, draft: Output) -> None:
        known = {(row.scheme, row.value): row for row in draft.identifiers.all()}
        pairs = dict.fromkeys((form.cleaned_data["scheme"], form.cleaned_data["value"]) for form in self.kept)
        rows = [known.get(pair) or Identifier(scheme=pair[0], value=pair[1]) for pair in pairs]
        for position, row in enumerate(rows):
            row.sort_order = position
        draft.identifiers.set(rows)


Texts = rows_of(TextForm, TextRows)
Identifiers = rows_of(IdentifierForm, IdentifierRows)
