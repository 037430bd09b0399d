"""Who is written to about a word: co-authors, contact people, and those who wait for their answers."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from repository.access.selectors import owners_of
from repository.approval.forms import corrections_of
from repository.approval.links import link_of
from repository.approval.models import Approval, Confirmation
from repository.letters.kinds import LetterKind, Placeholder, Role, Shown, letter_register
from repository.letters.saying import day_of, spoken
from repository.letters.services import Recipient, letter_send
from repository.outputs.models import Output
from repository.partners.models import Word
from repository.people.models import User

TITLE = Placeholder("title", _("the title of the work"), "A joint manual")
DEPOSITOR = Placeholder("depositor", _("who deposited it"), "Maria Novak")
CHANGED = Placeholder(
    "changed", _("what has changed since the last answer, if there was one"), "The title was “A manual”.", Role.QUOTE
)
UNTIL = Placeholder("until", _("the last day"), "24 December 2026")
PARTNER = Placeholder("partner", _("the partner"), "University of Example")
WHO = Placeholder("who", _("who answered"), "Erika Beispiel")
REASON = Placeholder("reason", _("what they wrote"), "My department has another name now.", Role.QUOTE)
CORRECTION = Placeholder("correction", _("how their entry should read"), "Family name: Beispiel-Muster", Role.QUOTE)
LINK = Placeholder("link", _("the address of the page"), "/approvals/", Role.LINK)
SECRET_LINK = Placeholder("link", _("the link that is the recipient's alone"), "/confirm/sample/", Role.LINK)


def is_contact(user: User) -> bool:
    return user.contact_of.exists()


def _to_coauthor(name: str, label, *more: Placeholder) -> LetterKind:
    about = (TITLE, DEPOSITOR, *more, UNTIL, SECRET_LINK)
    return letter_register(LetterKind(name, label, about, may_stop=True, shown=Shown.WITHOUT_LINKS))


def _to_contact(name: str, label, *more: Placeholder, may_gather: bool = False) -> LetterKind:
    about = (TITLE, DEPOSITOR, PARTNER, *more, LINK)
    return letter_register(LetterKind(name, label, about, may_gather=may_gather, concerns=is_contact))


def _of_answer(name: str, label, *more: Placeholder, may_gather: bool = False) -> LetterKind:
    return letter_register(LetterKind(name, label, (TITLE, WHO, *more, REASON, LINK), may_gather=may_gather))


COAUTHOR_ASKED = _to_coauthor("coauthor_asked", _("A co-author is asked to confirm a work"), CHANGED)
COAUTHOR_REMINDER = _to_coauthor("coauthor_reminder", _("A co-author is reminded"))
COAUTHOR_CONFIRMED = _of_answer("coauthor_confirmed", _("A co-author confirms"), CORRECTION, may_gather=True)
COAUTHOR_OBJECTED = _of_answer("coauthor_objected", _("A co-author objects"))
OF_WORD = {
    Word.REQUIRED: _to_contact("partner_required", _("A partner's word is required"), CHANGED),
    Word.ASKED: _to_contact("partner_asked", _("A partner's word is asked for"), CHANGED, UNTIL),
    Word.INFORMED: _to_contact("partner_informed", _("A partner is informed"), CHANGED, may_gather=True),
}
PARTNER_REMINDER = _to_contact("partner_reminder", _("A partner is reminded"), UNTIL)
PARTNER_APPROVED = _of_answer("partner_approved", _("A partner approves"), may_gather=True)
PARTNER_DECLINED = _of_answer("partner_declined", _("A partner declines"))


# -- to those who are asked ------------------------------------------------------------------------------------------


def coauthor_asked(confirmation: Confirmation) -> None:
    """Keyed by the link, so that a job that is taken up again writes once."""
    _write_to_coauthor(COAUTHOR_ASKED, confirmation, changed=_changes(confirmation))


def coauthor_reminded(confirmation: Confirmation) -> None:
    _write_to_coauthor(COAUTHOR_REMINDER, confirmation)


def _write_to_coauthor(kind: LetterKind, confirmation: Confirmation, **more: str) -> None:
    recipient = Recipient(confirmation.address, confirmation.name, confirmation.language)
    context = _about(confirmation.output, confirmation.substance) | more
    context |= {"until": day_of(confirmation.expires_at), "link": link_of(confirmation)}
    _send(kind, recipient, context, confirmation.output, f"{kind.name}-{confirmation.pk}-{confirmation.nonce[:8]}")


def partner_asked(approval: Approval) -> None:
    _write_to_contacts(OF_WORD[Word(approval.word)], approval, changed=_changes(approval))


def partner_reminded(approval: Approval) -> None:
    _write_to_contacts(PARTNER_REMINDER, approval)


def _write_to_contacts(kind: LetterKind, approval: Approval, **more: str) -> None:
    for user in contacts_of(approval):
        recipient = Recipient.of(user)
        context = _about(approval.output, approval.substance) | more | {"partner": str(approval.partner)}
        context["link"] = reverse("approval:approval", args=[approval.output.code])
        if "until" in kind.known:
            context["until"] = day_of(approval.consent_at) if approval.consent_at else ""
        reminded = f"-{approval.reminded_at:%Y%m%d%H%M%S%f}" if approval.reminded_at else ""
        _send(kind, recipient, context, approval.output, f"{kind.name}-{approval.pk}{reminded}")


def contacts_of(approval: Approval) -> Iterable[User]:
    spoken_for = User.objects.filter(contact_of__partner=approval.partner_id, institution=approval.partner_id)
    return spoken_for.filter(is_active=True).exclude(email="").order_by("pk")


# -- to those who wait -----------------------------------------------------------------------------------------------


def coauthor_answered(confirmation: Confirmation) -> None:
    """The depositor hears of every answer, the editors of what they have to decide."""
    objects = confirmation.state == Confirmation.State.OBJECTED
    kind = COAUTHOR_OBJECTED if objects else COAUTHOR_CONFIRMED
    context = {"who": confirmation.name, "reason": confirmation.reason}
    if not objects:
        context["correction"] = _correction(confirmation)
    everybody = objects or confirmation.state == Confirmation.State.CORRECTED
    _write_to_waiting(kind, confirmation.output, context, f"{kind.name}-{confirmation.pk}", editors=everybody)


def partner_answered(approval: Approval) -> None:
    kind = PARTNER_DECLINED if approval.state == Approval.State.DECLINED else PARTNER_APPROVED
    context = {"who": str(approval.partner), "reason": approval.reason}
    _write_to_waiting(kind, approval.output, context, f"{kind.name}-{approval.pk}", editors=True)


def _write_to_waiting(kind: LetterKind, output: Output, context: dict, key: str, *, editors: bool) -> None:
    context |= {"title": _title(output), "link": reverse("deposit:thread", args=[output.code])}
    people = [*owners_of(output), *(editors_of(output) if editors else ())]
    for user in {user.pk: user for user in people}.values():
        if user.is_active and user.email:
            _send(kind, Recipient.of(user), context, output, key)


def editors_of(output: Output) -> Iterable[User]:
    """The reviewers that were assigned, else everybody in the groups that approve the work, or would if it were
    submitted: a question about a draft or a published work has to reach somebody, too."""
    assigned = User.objects.filter(reviews__output=output, is_active=True)
    if assigned.exists():
        return assigned.order_by("pk")
    state, workflow = output.current_workflow_task_state, output.get_workflow()
    tasks = [state.task] if state else workflow.tasks if workflow else []
    approving = [task.specific for task in tasks if hasattr(task.specific, "groups")]
    groups = {group for task in approving for group in task.groups.all()}
    return User.objects.filter(groups__in=groups, is_active=True).distinct().order_by("pk")


def _send(kind: LetterKind, recipient: Recipient, context: dict, output: Output, key: str) -> None:
    letter_send(name=kind.name, recipient=recipient, context=context, output=output, key=key)


def _about(output: Output, substance: dict) -> dict[str, str]:
    return {"title": substance.get("title") or _title(output), "depositor": str(output.owner)}


@spoken
def _changes(asked: Confirmation | Approval) -> str:
    return "\n".join(asked.changes_in_words)


@spoken
def _correction(confirmation: Confirmation) -> str:
    return "\n".join(f"{label}: {value}" for label, value in corrections_of(confirmation.proposal))


def _title(output: Output) -> str:
    """As the version calls it that the answers are about."""
    revision = output.get_latest_revision()
    return revision.object_str if revision else output.title
