"""Who is told what about a deposit, by mail.

Every step of the review leaves a job in its own transaction, one for each recipient, and the worker sends it: the page
does not wait for a mail server, and a process that dies loses no mail. Wagtail's own mails about reviews are switched
off where its admin is configured (``config.apps``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import TextChoices
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import TaskState
from wagtail.signals import task_rejected, task_submitted, workflow_approved

from repository.outputs.models import Output
from repository.people.models import User


class Notice(TextChoices):
    """What happened; the value names the templates, the label is the subject."""

    SUBMITTED = "submitted", _("To review: “%(title)s”")
    RETURNED = "returned", _("Changes asked for: “%(title)s”")
    PUBLISHED = "published", _("Published: “%(title)s”")


@receiver(task_submitted)
def tell_editors(instance: TaskState, user: User | None, **kwargs) -> None:
    """Everybody in the groups that may approve, but for the person who submitted it."""
    editors = User.objects.filter(groups__in=instance.task.specific.groups.all(), is_active=True).distinct()
    _enqueue(Notice.SUBMITTED, instance, editors.exclude(pk=user.pk if user else None))


@receiver(task_rejected)
def tell_depositor_of_return(instance: TaskState, **kwargs) -> None:
    _enqueue(Notice.RETURNED, instance, _depositor(instance))


@receiver(workflow_approved)
def tell_depositor_of_publication(instance, **kwargs) -> None:
    _enqueue(Notice.PUBLISHED, instance.current_task_state, _depositor(instance.current_task_state))


def _depositor(task_state: TaskState) -> list[User]:
    output = task_state.workflow_state.content_object
    return [output.owner] if isinstance(output, Output) and output.owner.is_active else []


def _enqueue(notice: Notice, task_state: TaskState, recipients: Iterable[User]) -> None:
    if isinstance(task_state.workflow_state.content_object, Output):
        for recipient in recipients:
            if recipient.email:
                send_notice.enqueue(notice=notice.value, task_state_id=task_state.pk, recipient_id=recipient.pk)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


@task()
def send_notice(*, notice: str, task_state_id: int, recipient_id: int) -> None:
    """Sends one mail to one person. Taken up again after an accident, it may come twice, but never not at all."""
    recipient = User.objects.get(pk=recipient_id)
    task_state = TaskState.objects.select_related("workflow_state", "finished_by", "revision").get(pk=task_state_id)
    letter = _letter(Notice(notice), task_state, recipient)
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, to=[recipient.email], headers={"Auto-Submitted": "auto-generated"}
    )
    mail.attach_alternative(letter.html, "text/html")
    mail.send()


def _letter(notice: Notice, task_state: TaskState, recipient: User) -> Letter:
    output = task_state.workflow_state.content_object
    context = {
        "output": output,
        "title": " ".join(task_state.revision.object_str.split()),
        "recipient": recipient,
        "depositor": output.owner,
        "comment": task_state.comment,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "url": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + _path(notice, output, recipient),
    }
    with translation.override(settings.LANGUAGE_CODE):
        folder = f"repository/deposit/mail/{notice.value}"
        subject = str(notice.label) % {"title": context["title"]}
        return Letter(subject, render_to_string(f"{folder}.txt", context), render_to_string(f"{folder}.html", context))


def _path(notice: Notice, output: Output, recipient: User) -> str:
    """Where the recipient goes on: the editor to the review, the depositor to the deposit or to the published work."""
    if notice is Notice.PUBLISHED:
        return output.get_absolute_url()
    if notice is Notice.RETURNED:
        return reverse("deposit:review", args=[output.code])
    return AdminURLFinder(recipient).get_edit_url(output) or reverse("wagtailadmin_home")
