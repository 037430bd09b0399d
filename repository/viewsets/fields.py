"""Form fields, panels and comparisons that Wagtail does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from django import forms
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import ChildRelationComparison, FieldComparison, TextDiff
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.staticfiles import versioned_static

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


class ChosenList(forms.SelectMultiple):
    """What is chosen, each with a button that removes it, and Wagtail's chooser to search for more.

    A list of all there is to choose from would be thousands of lines for subjects. ``related`` names what the label of
    a row reads of other tables, so that a long list of chosen rows takes two queries.
    """

    template_name = "repository/admin/chosen_list.html"

    def __init__(self, *related: str, attrs=None):
        self.related = related
        super().__init__(attrs)

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        model = self.choices.queryset.model
        context = {
            "name": name,
            "attributes": flatatt({**self.attrs, **(attrs or {})}),
            "chosen": self._chosen(value or []),
            "many": model._meta.verbose_name_plural,
            "address": reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose")),
        }
        return mark_safe(render_to_string(self.template_name, context))  # noqa: S308 (rendered by a template)

    def _chosen(self, value: Iterable) -> list:
        """The rows of ``value``; what a form sent that is none of them is for the field to complain of."""
        keys = [key for key in value if str(key).isdecimal()]
        return list(self.choices.queryset.filter(pk__in=keys).prefetch_related(*self.related))

    @property
    def media(self) -> forms.Media:
        wagtails = ("wagtailadmin/js/modal-workflow.js", "wagtailadmin/js/chooser-modal.js")
        return forms.Media(js=[*map(versioned_static, wagtails), "js/admin/chosen_list.js"])
