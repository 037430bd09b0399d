"""The form in which editors describe a work: tabs, children within children, and the check before publication."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseModelFormSet
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.formsets import BaseFormSetMixin
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.admin.panels import PublishingPanel as WagtailPublishingPanel

from repository.deposit.drafts import draft_of
from repository.deposit.room import ReviewRoom
from repository.outputs.completeness import output_problems
from repository.outputs.hindrances import publication_hindrances
from repository.viewsets.fields import ChosenList, LanguagesField, ListField, ListPanel, NestedInlinePanel


class OutputForm(WagtailAdminModelForm):
    """A draft may be as unfinished as it likes; what is to be published or reviewed is asked what every deposit is."""

    languages = LanguagesField(label=_("Languages of the text"))
    keywords = ListField(label=_("Keywords"), help_text=_("One on each line, or separated by commas."))

    def is_valid(self) -> bool:
        if not super().is_valid() or self.is_deferred_validation:
            return not self.errors and all(formset.is_valid() for formset in self.formsets.values())
        if not hasattr(self, "problems"):
            draft = self.save(commit=False)
            self.problems = output_problems(draft) + (publication_hindrances(draft) if self.publishes else [])
            for field, sentence in self.problems:
                self.add_error(field if field in self.fields else None, sentence)
        return not self.problems

    @property
    def publishes(self) -> bool:
        """Whether the button that was pressed leads to readers: the work is published, or its review approved."""
        acts = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return acts or "action-publish" in self.data


class OutputFileForm(WagtailAdminModelForm):
    """``place`` is the file's number in the work: what tells one file of a draft from another before it has a row."""

    place = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.instance.number

    def clean(self):
        if not self.instance.stored_file_id:
            raise ValidationError(_("Files are added in the “Files” step of the deposit."), "no_file")
        return super().clean()


class OutputFileFormSet(BaseFormSetMixin, BaseChildFormSet):
    """Files whose only home is a draft have no key; without help their bytes would be lost when the draft is saved."""

    def _construct_form(self, i, **kwargs):
        if self.is_bound and i < self.initial_form_count() and not self.data.get(f"{self.add_prefix(i)}-id"):
            kwargs["instance"] = self._in_draft(self.data.get(f"{self.add_prefix(i)}-place")) or self.model()
            return super(BaseModelFormSet, self)._construct_form(i, **kwargs)
        return super()._construct_form(i, **kwargs)

    def _in_draft(self, number: str | None):
        files = getattr(self.instance, self.rel_name).all()
        return next((file for file in files if str(file.number) == number), None)

    def save(self, commit=True):
        gone = self.deleted_forms
        drafted = [form for form in self.initial_forms if form.instance.pk is None and form not in gone]
        for form in drafted:
            form.save_cluster_m2m()
        kept = [form.instance for form in drafted]
        saved = super().save(commit=False)
        manager = getattr(self.instance, self.rel_name)
        manager.add(*(file for file in kept if not any(file is other for other in manager.all())))
        if commit:
            manager.commit()
        return saved


class FilesPanel(InlinePanel):
    """The work's files: what they are is shown, who may open them is edited. New ones come in through the deposit."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {"form": OutputFileForm, "formset": OutputFileFormSet}
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "repository/admin/files_panel.html"


class FileFactsPanel(Panel):
    """What is known of a file's bytes, with a link to them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "repository/admin/file_facts.html"


class ContributorKeyPanel(Panel):
    """Carries through the form what tells one contributor of a draft from another, whatever the spelling."""

    def get_form_options(self):
        return {"fields": ["key"], "widgets": {"key": forms.HiddenInput}}

    class BoundPanel(Panel.BoundPanel):
        template_name = "repository/admin/contributor_key.html"


class ReviewPanel(Panel):
    """What an editor has to know before deciding: whose word is awaited, what the checks say, what is being said."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "repository/admin/review_panel.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            room = ReviewRoom(self.request.user, self.instance, draft_of(self.instance))
            return super().get_context_data(parent_context) | {"room": room}


class PublishingPanel(WagtailPublishingPanel):
    """When to publish. There is no “when to unpublish”: a work leaves public view only with a reason."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.children = self.children[:1]


DESCRIPTION = [
    FieldPanel("kind"),
    MultiFieldPanel([FieldPanel("title"), FieldPanel("language")], heading=_("Title")),
    InlinePanel(
        "titles", [FieldPanel("language"), FieldPanel("text")], heading=_("Titles in other languages"), label=_("title")
    ),
    InlinePanel("abstracts", [FieldPanel("language"), FieldPanel("text")], heading=_("Abstracts"), label=_("abstract")),
    ListPanel("languages"),
    FieldPanel("issued"),
    MultiFieldPanel(
        [
            FieldPanel("container_title"),
            FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
            FieldRowPanel([FieldPanel("publisher"), FieldPanel("place"), FieldPanel("edition")]),
        ],
        heading=_("Where it appeared"),
    ),
    InlinePanel(
        "identifiers", [FieldPanel("scheme"), FieldPanel("value")], heading=_("Identifiers"), label=_("identifier")
    ),
    ListPanel("keywords"),
    FieldPanel("subjects", widget=ChosenList("labels")),
    MultiFieldPanel(
        [FieldPanel("part_of"), FieldPanel("replaces"), FieldPanel("translation_of")], heading=_("Other works")
    ),
]

PEOPLE = [
    InlinePanel(
        "contributions",
        [
            FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name"), FieldPanel("role")]),
            FieldRowPanel([FieldPanel("person"), FieldPanel("orcid")]),
            ContributorKeyPanel(),
            NestedInlinePanel(
                "affiliations",
                [FieldPanel("partner"), FieldPanel("institution"), FieldPanel("department")],
                heading=_("Affiliations"),
                label=_("affiliation"),
            ),
        ],
        heading=_("Contributors, in the order of the work"),
        label=_("contributor"),
    ),
    FieldPanel("tagged_partners", widget=ChosenList("names")),
    FieldPanel("agreements", widget=ChosenList()),
    FieldPanel("activities", widget=ChosenList()),
]

FILES = [
    FilesPanel(
        "files",
        [
            FileFactsPanel(),
            FieldPanel("name"),
            FieldPanel("description"),
            FieldPanel("access"),
            FieldRowPanel([FieldPanel("embargo_until"), FieldPanel("embargo_reason")]),
            FieldPanel("chosen_partners", widget=ChosenList("names")),
            FieldRowPanel([FieldPanel("language"), FieldPanel("captions_for")]),
        ],
        heading=_("Files"),
        label=_("file"),
    ),
]

TEACHING = [
    FieldPanel("course"),
    FieldPanel("resource"),
    FieldRowPanel([FieldPanel("level"), FieldPanel("study_year"), FieldPanel("audience")]),
    FieldPanel("duration"),
]

ACCESS = [
    FieldPanel("licence"),
    FieldPanel("access"),
    FieldPanel("chosen_partners", widget=ChosenList("names")),
    FieldPanel("hidden_until"),
]


def output_edit_handler() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(DESCRIPTION, heading=_("Description")),
            ObjectList(PEOPLE, heading=_("People and partners")),
            ObjectList(FILES, heading=_("Files")),
            ObjectList(TEACHING, heading=_("Teaching")),
            ObjectList([*ACCESS, PublishingPanel()], heading=_("Access")),
            ObjectList([ReviewPanel()], heading=_("Review")),
        ],
        base_form_class=OutputForm,
    )
