"""Form fields, panels and comparisons that Wagtail does not have."""

from __future__ import annotations

import re
from functools import partial

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import ChildRelationComparison, FieldComparison, TextDiff
from wagtail.admin.panels import FieldPanel, InlinePanel

from repository.languages import normalise_language


class ListField(forms.CharField):
    """A JSON list of short texts, typed as people type lists: one per line, or separated by commas or semicolons."""

    separators = r"[\n;,،、，；]"

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 3})} | kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        parts = [part.strip() for part in re.split(self.separators, value or "")]
        return list(dict.fromkeys(self.normalise(part) for part in parts if part))

    def normalise(self, part: str) -> str:
        return part

    def has_changed(self, initial, data) -> bool:
        try:
            return self.to_python(data) != (initial or [])
        except forms.ValidationError:
            return True


class LanguagesField(ListField):
    """BCP 47 tags."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput())
        kwargs.setdefault("help_text", _("Language tags, separated by commas: en, ru, zh-Hant."))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def normalise(self, part: str) -> str:
        return normalise_language(part)


class ListComparison(FieldComparison):
    """Two lists, what is gone and what is new in them marked."""

    def htmldiff(self) -> SafeString:
        before, after = self.val_a or [], self.val_b or []
        kept = [("equal" if part in before else "addition", part) for part in after]
        gone = [("deletion", part) for part in before if part not in after]
        return TextDiff(kept + gone, separator=", ").to_html()


class ListPanel(FieldPanel):
    def get_comparison_class(self):
        return ListComparison


class NestedComparison(ChildRelationComparison):
    """Children of a child, which Wagtail's comparison page does not show by itself: as lines of text."""

    def htmldiff(self) -> SafeString:
        before = [str(child) for child in self.val_a.all()]
        after = [str(child) for child in self.val_b.all()]
        kept = [("equal" if line in before else "addition", line) for line in after]
        gone = [("deletion", line) for line in before if line not in after]
        return TextDiff(kept + gone, separator="; ").to_html()

    def has_changed(self) -> bool:
        return [str(child) for child in self.val_a.all()] != [str(child) for child in self.val_b.all()]


class NestedInlinePanel(InlinePanel):
    """An inline panel inside another, with a comparison of its own."""

    class BoundPanel(InlinePanel.BoundPanel):
        def get_comparison(self):
            return [partial(NestedComparison, self.panel.db_field, [], label=self.heading)]


class CheckboxList(forms.CheckboxSelectMultiple):
    """A scrolling list of boxes: unlike a multiple select, a plain click never drops an earlier choice."""

    def render(self, *args, **kwargs) -> SafeString:
        return format_html('<div class="conjoint-checkbox-list">{}</div>', super().render(*args, **kwargs))
