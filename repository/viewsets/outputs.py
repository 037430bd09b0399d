"""Outputs in the admin: list, describe, review."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, WorkflowActionView

from repository.access.policies import can_review
from repository.outputs.completeness import output_problems
from repository.outputs.hindrances import publication_hindrances
from repository.outputs.models import Output
from repository.viewsets.listing import (
    DEPOSITOR,
    KIND,
    PARTNERS,
    OutputFilterSet,
    OutputIndexView,
    for_admin_listing,
    partner_names,
)
from repository.viewsets.output_form import output_edit_handler
from repository.viewsets.verbs import DeleteView, ReasonedView, RestoreView, UndeleteView, WithdrawView


class OutputCreateView(CreateView):
    """A work that an editor begins is the editor's deposit."""

    def get_initial_form_instance(self):
        instance = super().get_initial_form_instance() or Output()
        instance.owner = self.request.user
        return instance


class ReviewActionView(WorkflowActionView):
    """Approves only what could also be submitted: a draft may have been finished by nobody since."""

    def post(self, request, *args, **kwargs):
        draft = self.object.get_latest_revision_as_object()
        approving = self.action_name == "approve"
        problems = [*output_problems(draft), *publication_hindrances(draft)] if approving else []
        if not problems:
            return super().post(request, *args, **kwargs)
        sentences = " ".join(problem.sentence for problem in problems)
        messages.error(request, _("This work cannot be published yet. %(sentences)s") % {"sentences": sentences})
        edit = reverse("wagtailsnippets_repository_output:edit", args=[self.object.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": edit})
        return redirect(edit)


class ReviewQueueView(OutputIndexView):
    """What waits for an editor's word, the longest waiting first."""

    page_title = gettext_lazy("Review queue")
    default_ordering = "submitted_at"
    filterset_class = None
    is_searchable = False
    add_url_name = None

    def dispatch(self, request, *args, **kwargs):
        if not can_review(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return for_admin_listing(Output.objects.awaiting_review())

    def order_queryset(self, queryset):
        return queryset

    @property
    def columns(self):
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            self.title_column,
            Column("get_kind_display", label=KIND),
            Column("partners", label=PARTNERS, accessor=partner_names),
            Column("owner", label=DEPOSITOR),
            DateColumn("submitted_at", label=gettext_lazy("Submitted")),
        ]


class OutputViewSet(SnippetViewSet):
    model = Output
    icon = "doc-full"
    menu_label = gettext_lazy("Outputs")
    menu_order = 90
    add_to_admin_menu = True
    list_per_page = 25
    export_filename = ""
    copy_view_enabled = False
    filterset_class = OutputFilterSet
    edit_handler = output_edit_handler()
    delete_template_name = ReasonedView.template_name
    index_view_class = OutputIndexView
    add_view_class = OutputCreateView
    delete_view_class = DeleteView
    unpublish_view_class = WithdrawView
    workflow_action_view_class = ReviewActionView

    @property
    def review_queue_view(self):
        here = self.get_url_name("review_queue")
        options = {"filterset_class": None, "index_url_name": here, "index_results_url_name": here}
        return self.construct_view(ReviewQueueView, **self.get_index_view_kwargs() | options)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("review/", self.review_queue_view, name="review_queue"),
            path("withdraw/<int:pk>/", self.construct_view(WithdrawView), name="withdraw"),
            path("restore/<int:pk>/", self.construct_view(RestoreView), name="restore"),
            path("undelete/<int:pk>/", self.construct_view(UndeleteView), name="undelete"),
        ]
