"""The list of outputs: made to stay quick when there are a hundred thousand of them."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.models import Revision, WorkflowState
from wagtail.search.backends import get_search_backend
from wagtail.snippets.views.snippets import IndexView

from repository.languages import OFFERED, language_name
from repository.outputs.choices import Access, Kind, State
from repository.outputs.models import Contribution, Output
from repository.outputs.querysets import OutputQuerySet
from repository.outputs.services import can_be_undeleted
from repository.partners.models import Partner
from repository.people.models import User
from repository.subjects.models import Subject


def languages() -> list[tuple[str, str]]:
    return [(tag, language_name(tag)) for tag in OFFERED]


def all_partners(request):
    """For a choice of partners: with the names that each line of it shows."""
    return Partner.objects.prefetch_related("names")


def depositors(request):
    return User.objects.filter(Exists(Output.objects.filter(owner=OuterRef("pk")))).order_by("last_name", "username")


class OutputFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"), method="filter_state")
    partner = django_filters.ModelChoiceFilter(queryset=all_partners, label=_("Partner"), method="filter_partner")
    year = django_filters.NumberFilter(label=_("Year"))
    access = django_filters.ChoiceFilter(choices=Access.choices, label=_("Who may see the record"))
    owner = django_filters.ModelChoiceFilter(queryset=depositors, label=_("Depositor"))
    subjects = django_filters.ModelChoiceFilter(
        queryset=lambda request: Subject.objects.prefetch_related("labels"), label=_("Subject")
    )
    language = django_filters.ChoiceFilter(choices=languages, label=_("Language of the title"))

    # No BooleanFilter: a box that is not ticked would be shown as a filter that is on.
    mine = django_filters.ChoiceFilter(choices=[("on", _("mine"))], label=_("To review"), method="filter_mine")

    class Meta:
        model = Output
        fields = []

    def filter_mine(self, queryset, _name, _value):
        return queryset.filter(reviewers__user=self.request.user)

    def filter_state(self, queryset, _name, value):
        return queryset.in_state(value)

    def filter_partner(self, queryset, _name, value):
        return queryset.with_partner(value)

    def filter_queryset(self, queryset):
        """What is deleted shows only to who asks for it."""
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("state") == State.DELETED else queryset.not_deleted()


def for_admin_listing(queryset: OutputQuerySet) -> OutputQuerySet:
    """Exactly what a line shows, in a constant number of queries, without the text of any revision."""
    reviews = WorkflowState.objects.active()
    latest = Revision.objects.filter(pk=OuterRef("latest_revision"))  # no join, which a count would have to walk
    contributions = Contribution.objects.only("output_id", "sort_order")
    return (
        queryset.annotate(
            draft_title=Subquery(latest.values("object_str")), updated_at=Subquery(latest.values("created_at"))
        )
        .select_related("owner")
        .only(
            "code",
            "kind",
            "title",
            "live",
            "first_published_at",
            "withdrawn_at",
            "deleted_at",
            "created_at",
            "owner__username",
            "owner__first_name",
            "owner__last_name",
        )
        .prefetch_related(
            Prefetch("workflow_states", reviews, to_attr="_current_workflow_states"),
            Prefetch("contributions", contributions),
            "contributions__affiliations__partner__names",
            "tagged_partners__names",
        )
    )


def title_now(output: Output) -> str:
    return Truncator(output.draft_title or output.title).chars(140) or _("(untitled)")


def state_label(output: Output) -> str:
    return State(output.state).label


def partner_names(output: Output) -> str:
    names = [str(partner) for partner in output.partners]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


TITLE, KIND, PARTNERS = _("Title"), _("Kind"), _("Partners")
STATE, DEPOSITOR, UPDATED = _("State"), _("Depositor"), _("Updated")


# Whoever looks for one work among more than these adds a word or a filter.
MOST_FOUND = 500


# Each is the order of an index, so that the first page of a long list is read and not sorted.
ORDERINGS = {"pk": ("pk",), "kind": ("kind", "year", "pk"), "-kind": ("-kind", "-year", "-pk")}


class OutputIndexView(IndexView):
    default_ordering = "-pk"

    def get_base_queryset(self):
        return for_admin_listing(Output.objects.all())

    def order_queryset(self, queryset):
        return queryset.order_by(*ORDERINGS.get(self.ordering, ("-pk",)))

    @property
    def title_column(self):
        return self._get_title_column_class(TitleColumn)(
            "title",
            label=TITLE,
            accessor=title_now,
            get_url=self.get_edit_url,
            get_title_id=lambda output: f"snippet_{output.pk}_title",
        )

    @property
    def columns(self):
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            self.title_column,
            Column("get_kind_display", label=KIND, sort_key="kind"),
            Column("partners", label=PARTNERS, accessor=partner_names),
            StatusTagColumn("state", label=STATE, accessor=state_label, primary=lambda output: output.live),
            Column("owner", label=DEPOSITOR),
            DateColumn("updated", label=UPDATED, accessor=lambda output: output.updated_at or output.created_at),
            Column("code", label=_("Code")),
        ]

    def search_queryset(self, queryset):
        """Keys first, from Wagtail's index, which knows nothing of our filters; then the list as ever."""
        if not self.is_searching:
            return queryset
        found = get_search_backend().autocomplete(self.search_query, Output.objects.all())[:MOST_FOUND]
        return queryset.filter(pk__in=[output.pk for output in found])

    def get_valid_orderings(self):
        return [*super().get_valid_orderings(), "pk", "-pk"]

    def get_copy_url(self, instance):
        return None

    def get_delete_url(self, instance):
        return None if instance.deleted_at else super().get_delete_url(instance)

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if not self.user_has_permission("publish"):
            return buttons
        return buttons + [
            MenuItem(
                label, url=reverse(f"wagtailsnippets_repository_output:{name}", args=[instance.pk]), icon_name=icon
            )
            for name, label, icon, applies in VERBS
            if applies(instance)
        ]


VERBS = (
    ("withdraw", _("Withdraw"), "view", lambda it: it.live and not it.withdrawn_at and not it.deleted_at),
    ("restore", _("Restore"), "undo", lambda it: it.withdrawn_at and not it.deleted_at),
    ("undelete", _("Take the deletion back"), "undo", can_be_undeleted),
)
