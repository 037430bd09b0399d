"""Who is told what about a deposit, by letter.

Every step of the review writes its letters in its own transaction, one for each recipient; the queue of
``repository.letters`` sends them. Wagtail's own mails about reviews are switched off where its admin is configured
(``config.apps``).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import TaskState
from wagtail.signals import task_rejected, task_submitted, workflow_approved

from repository.access.policies import can_deposit, can_review
from repository.access.selectors import owners_of
from repository.letters.kinds import LetterKind, Placeholder, Role, letter_register
from repository.letters.services import Recipient, letter_send
from repository.outputs.models import Output
from repository.people.models import User

TITLE = Placeholder("title", _("the title of the work"), "Anatomy of the heart")
COMMENT = Placeholder("comment", _("what the editor writes; may be empty"), "Please add the department.", Role.QUOTE)

SUBMITTED = letter_register(
    LetterKind(
        "submitted",
        _("A work is to be reviewed"),
        (
            TITLE,
            Placeholder("depositor", _("who submitted it"), "Maria Novak"),
            Placeholder("link", _("the work in the admin"), "/cms/", Role.LINK),
        ),
        may_stop=True,
        may_gather=True,
        concerns=can_review,
    )
)
RETURNED = letter_register(
    LetterKind(
        "returned",
        _("Changes are asked for"),
        (TITLE, COMMENT, Placeholder("link", _("the deposit"), "/deposit/", Role.LINK)),
        concerns=can_deposit,
    )
)
PUBLISHED = letter_register(
    LetterKind(
        "published",
        _("A work is published"),
        (TITLE, COMMENT, Placeholder("link", _("the page of the work"), "/w/example/", Role.LINK)),
        may_stop=True,
        may_gather=True,
        concerns=can_deposit,
    )
)


@receiver(task_submitted)
def tell_editors(instance: TaskState, user: User | None, **kwargs) -> None:
    """Everybody in the groups that may approve, but for the person who submitted it."""
    editors = User.objects.filter(groups__in=instance.task.specific.groups.all(), is_active=True).distinct()
    _tell(SUBMITTED, instance, editors.exclude(pk=user.pk if user else None))


@receiver(task_rejected)
def tell_owners_of_return(instance: TaskState, **kwargs) -> None:
    _tell(RETURNED, instance, _owners(instance))


@receiver(workflow_approved)
def tell_owners_of_publication(instance, **kwargs) -> None:
    _tell(PUBLISHED, instance.current_task_state, _owners(instance.current_task_state))


def _owners(task_state: TaskState) -> list[User]:
    output = task_state.workflow_state.content_object
    return owners_of(output) if isinstance(output, Output) else []


def _tell(kind: LetterKind, task_state: TaskState, recipients: Iterable[User]) -> None:
    output = task_state.workflow_state.content_object
    if not isinstance(output, Output):
        return
    for recipient in recipients:
        if recipient.email:
            letter_send(
                name=kind.name,
                recipient=Recipient.of(recipient),
                context=_context(kind, task_state, output, recipient),
                output=output,
                key=f"task-{task_state.pk}",
            )


def _context(kind: LetterKind, task_state: TaskState, output: Output, recipient: User) -> dict[str, str]:
    values = {
        "title": task_state.revision.object_str,
        "comment": task_state.comment,
        "depositor": str(output.owner),
        "link": _path(kind, output, recipient),
    }
    return {name: value for name, value in values.items() if name in kind.known}


def _path(kind: LetterKind, output: Output, recipient: User) -> str:
    """Where the recipient goes on: the editor to the review, the depositor to the deposit or to the published work."""
    if kind is PUBLISHED:
        return output.get_absolute_url()
    if kind is RETURNED:
        return reverse("deposit:review", args=[output.code])
    return AdminURLFinder(recipient).get_edit_url(output) or reverse("wagtailadmin_home")
