"""What Wagtail's admin is told of the catalogue."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.log_actions import LogFormatter
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet

from repository.access.policies import can_review
from repository.claims.models import Claim
from repository.outputs.models import Output
from repository.outputs.querysets import OutputQuerySet
from repository.viewsets import (
    CatalogueGroup,
    ClaimViewSet,
    LetterViewSet,
    OutputViewSet,
    StoredFileViewSet,
    WithdrawalViewSet,
    WordingViewSet,
)
from repository.viewsets.bulk_actions import BULK_ACTIONS
from repository.viewsets.listing import for_admin_listing
from repository.withdrawal.models import WithdrawalRequest

register_snippet(OutputViewSet)
register_snippet(CatalogueGroup)

for action in BULK_ACTIONS:
    # After Wagtail's own, so that our “delete” takes the place of the one that removes rows.
    hooks.register("register_bulk_action", action, order=100)


@hooks.register("register_admin_viewset")
def register_files():
    return StoredFileViewSet()


@hooks.register("register_admin_viewset")
def register_letters():
    return [LetterViewSet(), WordingViewSet()]


@hooks.register("register_admin_viewset")
def register_what_is_asked():
    return [ClaimViewSet(), WithdrawalViewSet()]


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


# -- review ----------------------------------------------------------------------------------------------------------


class ReviewMenuItem(MenuItem):
    def is_shown(self, request):
        return can_review(request.user)


@hooks.register("register_admin_menu_item")
def review_menu_item():
    url = reverse("wagtailsnippets_repository_output:review_queue")
    return ReviewMenuItem(_("Review queue"), url, icon_name="clipboard-list", order=91)


class AwaitingReviewPanel(Component):
    """On the admin's first page: how much waits for a word, and what has waited longest."""

    name = "awaiting_review"
    template_name = "repository/admin/awaiting_review.html"
    order = 50
    shown = 5

    def get_context_data(self, parent_context):
        if not can_review(parent_context["request"].user):
            return {"count": 0}
        waiting: OutputQuerySet = Output.objects.awaiting_review()
        return {"count": waiting.count(), "outputs": for_admin_listing(waiting)[: self.shown]}


class AskedPanel(Component):
    """Beside it: how much people ask of the library that nobody has decided yet."""

    name = "asked"
    template_name = "repository/admin/asked.html"
    order = 60

    def get_context_data(self, parent_context):
        if not can_review(parent_context["request"].user):
            return {}
        return {
            "claims": Claim.objects.filter(state=Claim.State.OPEN).count(),
            "withdrawals": WithdrawalRequest.objects.filter(state=WithdrawalRequest.State.OPEN).count(),
        }


@hooks.register("construct_homepage_panels")
def awaiting_review(request, panels):
    """Ours in the place of Wagtail's, which reads every waiting work whole."""
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels += [AwaitingReviewPanel(), AskedPanel()]


# -- verbs -----------------------------------------------------------------------------------------------------------


class WithdrawMenuItem(UnpublishMenuItem):
    """Leads to the same place as “unpublish” would, under the name of what happens there."""

    label = _("Withdraw")
    name = "action-withdraw"

    def is_shown(self, context):
        return super().is_shown(context) and not context["instance"].withdrawn_at


@hooks.register("construct_snippet_action_menu")
def withdraw_instead_of_unpublish(menu_items, request, context):
    if context["model"] is not Output:
        return
    menu_items[:] = [item for item in menu_items if item.name != UnpublishMenuItem.name]
    item = WithdrawMenuItem(order=20)
    if item.is_shown(context):
        menu_items.append(item)


@hooks.register("construct_snippet_action_menu", order=100)
def one_main_action_in_review(menu_items, request, context):
    """A work in review is approved, which publishes it: a “Publish” beside that would do the same past the review."""
    approve = next((item for item in menu_items if item.name == "approve"), None)
    if context["model"] is not Output or approve is None:
        return
    others = [item for item in menu_items if item is not approve and item.name != PublishMenuItem.name]
    menu_items[:] = [approve, *others]


# -- history ---------------------------------------------------------------------------------------------------------


class ReasonFormatter(LogFormatter):
    def format_comment(self, log_entry):
        return log_entry.data.get("reason", "")


LOGGED = {
    "conjoint.autosave": (_("Save while typing"), _("Saved while typing")),
    "conjoint.import": (_("Import"), _("Imported")),
    "conjoint.fill": (_("Fill from a source"), _("Filled from a source")),
    "conjoint.withdraw": (_("Withdraw"), _("Withdrawn")),
    "conjoint.withdrawal_asked": (_("Ask for withdrawal"), _("Withdrawal asked for")),
    "conjoint.withdrawal_taken_back": (_("Take back"), _("Request for withdrawal taken back")),
    "conjoint.withdrawal_declined": (_("Decline"), _("Withdrawal declined")),
    "conjoint.restore": (_("Restore"), _("Restored after withdrawal")),
    "conjoint.delete": (_("Delete"), _("Marked as deleted")),
    "conjoint.undelete": (_("Undelete"), _("Deletion taken back")),
    "conjoint.access": (_("Change access"), _("Access changed")),
    "conjoint.version": (_("New version"), _("New version published")),
    "conjoint.former_access": (_("Change access"), _("Access to a file of an earlier version changed")),
    "conjoint.copy": (_("Request for a copy"), _("Request for a copy")),
    "conjoint.copy_taken": (_("Copy"), _("A requested copy was fetched")),
    "conjoint.bytes_removed": (_("Remove bytes"), _("Bytes of a file removed, 30 days after the deletion")),
    "conjoint.co_owner_add": (_("Add co-owner"), _("Co-owner added")),
    "conjoint.co_owner_remove": (_("Remove co-owner"), _("Co-owner removed")),
    "conjoint.ownership_offer": (_("Offer"), _("Offered to another account")),
    "conjoint.ownership_cancel": (_("End offer"), _("Offer ended")),
    "conjoint.ownership": (_("Hand over"), _("Handed over to another account")),
    "conjoint.claim_confirmed": (_("Confirm a claim"), _("A contributor confirmed as somebody with an account")),
    "conjoint.claim_undone": (_("Undo a claim"), _("The confirmation of a contributor undone")),
    "conjoint.subject": (_("Add subject"), _("Subject added")),
    "conjoint.overrule": (_("Overrule"), _("Somebody's word overruled")),
    "conjoint.reviewers": (_("Assign reviewers"), _("Reviewers assigned")),
    "conjoint.coauthor_ask": (_("Ask a co-author again"), _("Co-author asked again")),
    "conjoint.coauthor_revoke": (_("Revoke a link"), _("Co-author's link revoked")),
    "conjoint.coauthor_confirmed": (_("Confirm"), _("Confirmed by a co-author")),
    "conjoint.coauthor_corrected": (_("Correct"), _("Confirmed by a co-author, with a correction")),
    "conjoint.coauthor_objected": (_("Object"), _("A co-author objected")),
    "conjoint.correction_taken": (_("Take a correction"), _("Co-author's correction taken")),
    "conjoint.correction_declined": (_("Decline a correction"), _("Co-author's correction declined")),
    "conjoint.partner_ask": (_("Ask a partner again"), _("Partner asked again")),
    "conjoint.partner_approved": (_("Approve"), _("Approved by a partner")),
    "conjoint.partner_declined": (_("Decline"), _("Declined by a partner")),
}


@hooks.register("register_log_actions")
def log_actions(actions):
    for name, (label, message) in LOGGED.items():
        formatter = type("Formatter", (ReasonFormatter,), {"label": label, "message": message})
        actions.register_action(name)(formatter)
