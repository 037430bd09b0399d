"""Third-party apps that need a word of ours in their configuration."""

from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class ConjointUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration, with our user's institution in its form."""

    user_viewset = "repository.viewsets.UserViewSet"


class ConjointAdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin without its own mails about reviews: they are sent inside the request and lost when it dies.

    Ours are jobs of the worker (``repository.deposit.notifications``).
    """

    def ready(self):
        super().ready()
        from wagtail import signals
        from wagtail.models import TaskState, WorkflowState

        for signal, sender, uid in (
            (signals.task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
            (signals.workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
            (signals.workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
            (signals.workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=uid)
