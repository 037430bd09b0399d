"""What editors do to many works at once. Each work goes through the same service as it would alone."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from repository.outputs import services
from repository.outputs.choices import Access
from repository.outputs.models import Output
from repository.subjects.models import Subject
from repository.viewsets.verbs import ReasonForm


class AccessForm(ReasonForm):
    access = forms.ChoiceField(label=_("Who may see the record"), choices=Access.choices)
    field_order = ["access", "reason"]


class SubjectForm(forms.Form):
    subject = forms.ModelChoiceField(label=_("Subject"), queryset=Subject.objects.prefetch_related("labels"))


class OutputBulkAction(SnippetBulkAction):
    """One verb, a form where it needs one, and a word about every work it could not be done to."""

    models = [Output]
    template_name = "repository/admin/bulk_action.html"
    permission = "publish"
    explanation = ""

    def act(self, output: Output, **typed) -> None:
        raise NotImplementedError

    def check_perm(self, output):
        return self.permission_policy.user_has_permission(self.request.user, self.permission)

    def get_all_objects_in_listing_query(self, parent_id):
        """“All” would mean the whole catalogue, whatever the filters say: only what is ticked is ever acted on."""
        return []

    @classmethod
    def execute_action(cls, objects, **kwargs):
        action, done = kwargs["self"], 0
        for output in objects:
            try:
                action.act(output, user=action.request.user, **action.cleaned_form.cleaned_data)
                done += 1
            except ValidationError as error:
                messages.warning(action.request, f"“{output.title}”: {' '.join(error.messages)}")
        return done, 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not num_parent_objects:
            return None
        return ngettext("Done for %(count)d work.", "Done for %(count)d works.", num_parent_objects) % {
            "count": num_parent_objects
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "display_name": self.display_name,
            "explanation": self.explanation,
            "serious": "serious" in self.classes,
        }


class PublishAction(OutputBulkAction):
    display_name = _("Publish")
    aria_label = _("Publish selected works")
    action_type = "publish"
    action_priority = 10
    explanation = _("The latest version of each becomes public. One that is not complete is left as it is and named.")

    def act(self, output, **typed):
        services.output_publish(output=output, **typed)


class ChangeAccessAction(OutputBulkAction):
    display_name = _("Change access")
    aria_label = _("Change who may see the selected works")
    action_type = "access"
    action_priority = 20
    form_class = AccessForm

    def act(self, output, **typed):
        services.outputs_change_access(outputs=[output], **typed)


class AddSubjectAction(OutputBulkAction):
    display_name = _("Add a subject")
    aria_label = _("Add a subject to the selected works")
    action_type = "subject"
    action_priority = 30
    permission = "change"
    form_class = SubjectForm

    def act(self, output, **typed):
        services.outputs_add_subject(outputs=[output], **typed)


class WithdrawAction(OutputBulkAction):
    display_name = _("Withdraw")
    aria_label = _("Withdraw selected works")
    action_type = "withdraw"
    action_priority = 40
    classes = {"serious"}
    form_class = ReasonForm
    explanation = _("Each leaves public view at once; its address keeps citation, reason and date.")

    def act(self, output, **typed):
        services.output_withdraw(output=output, **typed)


class DeleteAction(OutputBulkAction):
    """Takes the place of Wagtail's own, which would remove the rows."""

    display_name = _("Delete")
    aria_label = _("Delete selected works")
    action_type = "delete"
    action_priority = 50
    classes = {"serious"}
    permission = "delete"
    form_class = ReasonForm
    explanation = _("Nothing of them will be shown to anyone. You can take this back for 30 days.")

    def act(self, output, **typed):
        services.output_delete(output=output, **typed)


BULK_ACTIONS = (PublishAction, ChangeAccessAction, AddSubjectAction, WithdrawAction, DeleteAction)
