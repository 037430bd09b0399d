"""Who is told of a comment: everybody in the thread but its author, with the way to the very place in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from repository.access.policies import can_discuss
from repository.access.selectors import owners_of
from repository.approval.notices import TITLE, contacts_of, editors_of
from repository.letters.kinds import LetterKind, Placeholder, Role, letter_register
from repository.letters.services import Recipient, letter_send
from repository.people.models import User
from repository.review.models import Comment

THREAD_COMMENT = letter_register(
    LetterKind(
        "thread_comment",
        _("A comment in a review"),
        (
            TITLE,
            Placeholder("who", _("who wrote it"), "Erika Beispiel"),
            Placeholder("comment", _("the comment"), "Please add the second department.", Role.QUOTE),
            Placeholder("link", _("the place in the thread"), "/deposit/abcd2345/thread/#comment-1", Role.LINK),
        ),
        may_gather=True,
    )
)


def comment_added(comment: Comment) -> None:
    output = comment.output
    revision = output.get_latest_revision()
    context = {
        "title": revision.object_str if revision else output.title,
        "who": str(comment.author),
        "comment": comment.text,
        "link": reverse("deposit:thread", args=[output.code]) + f"#comment-{comment.pk}",
    }
    for user in {user.pk: user for user in _others(comment)}.values():
        recipient = Recipient.of(user)
        letter_send(
            name=THREAD_COMMENT.name, recipient=recipient, context=context, output=output, key=f"comment-{comment.pk}"
        )


def _others(comment: Comment) -> Iterator[User]:
    output = comment.output
    people = [*owners_of(output), *editors_of(output)]
    for approval in output.approvals.current().select_related("partner"):
        people += contacts_of(approval)
    people += User.objects.filter(pk__in=output.comments.values("author"))
    for user in people:
        if user.pk != comment.author_id and user.is_active and user.email and can_discuss(user, output):
            yield user
