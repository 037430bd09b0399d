"""Fields that hold names of things in the catalogue, written as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from repository.deposit.vocabularies import VOCABULARIES, Vocabulary
from repository.people.models import User


def suggesting(vocabulary: str) -> dict[str, str]:
    """Attributes that let a script turn a text input into a combobox; without scripts they mean nothing."""
    return {
        "autocomplete": "off",
        "data-deposit-combobox-target": "input",
        "data-suggestions": reverse("deposit:suggest", args=[vocabulary]),
    }


class NameField(forms.CharField):
    """One thing of a vocabulary; cleans to its row, or None."""

    def __init__(self, vocabulary: str, user: User, *, current: Model | None = None, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs=suggesting(vocabulary)))
        super().__init__(max_length=600, **kwargs)
        self.vocabulary: Vocabulary = VOCABULARIES[vocabulary]
        self.user, self.current = user, current

    def prepare_value(self, value):
        return self.vocabulary.label(value) if isinstance(value, Model) else value

    def clean(self, value) -> Model | None:
        text = super().clean(value)
        if not text:
            return None
        # What an editor chose stays, even when the depositor could not have found it.
        if self.current is not None and text == self.vocabulary.label(self.current):
            return self.current
        return self.vocabulary.find(text, self.user) or self.refuse(text)

    def refuse(self, text: str):
        raise ValidationError(
            _("“%(text)s” is not in the catalogue. Choose one of the suggestions, or leave this empty."),
            "unknown",
            {"text": text},
        )


class SeveralTexts(forms.Widget):
    """One input per value and an empty one after them, all of the same name."""

    template_name = "repository/deposit/parts/several_texts.html"

    def value_from_datadict(self, data, files, name) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in values if value.strip()]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        values = [text for text in value or () if text]
        own_id = context["widget"]["attrs"].pop("id", None)
        context["widget"]["inputs"] = [
            {"id": f"{own_id}_{index}" if index else own_id, "value": text} for index, text in enumerate([*values, ""])
        ]
        return context

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class NamesField(forms.Field):
    """Several things of a vocabulary; cleans to the list of their rows, each once, in the order given."""

    widget = SeveralTexts

    def __init__(self, vocabulary: str, user: User, *, current: Iterable[Model] = (), **kwargs):
        super().__init__(required=False, widget=SeveralTexts(attrs=suggesting(vocabulary)), **kwargs)
        self.one = NameField(vocabulary, user)
        self.current = {self.one.vocabulary.label(row): row for row in current}

    def prepare_value(self, value):
        return [self.one.prepare_value(row) for row in value or ()]

    def clean(self, value) -> list[Model]:
        rows, errors = {}, []
        for text in value or ():
            try:
                row = self.current.get(text) or self.one.clean(text)
                rows[row.pk] = row
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return list(rows.values())


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    def __init__(self, *, longest: int, **kwargs):
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, **kwargs)
        self.longest = longest

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        for line in lines:
            if len(line) > self.longest:
                raise ValidationError(
                    _("“%(start)s…” is longer than %(longest)d characters."),
                    "too_long",
                    {"start": line[:30], "longest": self.longest},
                )
        return list(dict.fromkeys(lines))
