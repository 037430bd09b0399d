"""Who may do what, as sentences. Every channel asks these or the selectors beside them, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from repository.access.audiences import audience_of, insiders, viewer_tokens
from repository.files.models import OutputFile
from repository.outputs.choices import Access
from repository.outputs.models import Output
from repository.people.models import User


def is_published(output: Output) -> bool:
    return output.live and not output.withdrawn_at and not output.deleted_at


def can_view(user, output: Output) -> bool:
    """May this reader see the record of a published work?"""
    return is_published(output) and _is_in_audience(user, output)


def is_open_to_everyone(output: Output) -> bool:
    """``can_view`` of somebody without an account, without a look at who owns the work."""
    return is_published(output) and output.access == Access.PUBLIC and not is_hidden(output)


def can_see_tombstone(user, output: Output) -> bool:
    """A withdrawn work still says to its former readers what it was and why it is gone."""
    return output.live and bool(output.withdrawn_at) and not output.deleted_at and _was_in_audience(user, output)


def can_know_of_deletion(user, output: Output) -> bool:
    """Of a deleted work its former readers learn that it is gone, and nothing else."""
    return output.live and bool(output.deleted_at) and _was_in_audience(user, output)


def _is_in_audience(user, output: Output, day: date | None = None) -> bool:
    audience = insiders(output) if is_hidden(output, day) else audience_of(output, output)
    return not viewer_tokens(user).isdisjoint(audience)


def _was_in_audience(user, output: Output) -> bool:
    """What went while its record was hidden has no former readers, and does not get them when the day comes."""
    gone = min(moment for moment in (output.withdrawn_at, output.deleted_at) if moment)
    return _is_in_audience(user, output, timezone.localdate(gone))


def is_hidden(output: Output, today: date | None = None) -> bool:
    """Do only its owners and editors know of it? Compared at the moment of reading, as an embargo is."""
    return output.hidden_until is not None and output.hidden_until > (today or timezone.localdate())


def is_embargoed(file: OutputFile, today: date | None = None) -> bool:
    """Compared at the moment of reading, so an embargo ends without anything having to run."""
    return file.embargo_until is not None and file.embargo_until > (today or timezone.localdate())


def can_download(user, file: OutputFile) -> bool:
    """May this reader open a file of a published work: its bytes, pictures, pages and extracted text alike?"""
    if not can_view(user, file.output):
        return False
    tokens = viewer_tokens(user)
    if not tokens.isdisjoint(insiders(file.output)):
        return True
    return not is_embargoed(file) and not tokens.isdisjoint(audience_of(file, file.output))


class Copy(Protocol):
    """A reader's request for a copy of one file of a work; ``user`` is None for somebody without an account."""

    output: Output
    user: User | None
    is_approved: bool
    uses_left: int
    expires_at: datetime | None


def can_receive_copy(copy: Copy) -> bool:
    """Somebody to whom an owner of the work sends a copy, until the link ends, is used up or taken back, and only as
    long as they may see the record: what is withdrawn or closed goes to nobody."""
    lasts = copy.is_approved and copy.uses_left > 0 and copy.expires_at and copy.expires_at > timezone.now()
    return bool(lasts) and can_view(copy.user or AnonymousUser(), copy.output)


def can_know_chosen_partners(user, output: Output) -> bool:
    """Whom a work is opened to is said by name to those who decide it; readers learn that partners were chosen."""
    return can_edit_deposit(user, output)


def can_deposit(user) -> bool:
    return user.is_authenticated and user.has_perm("repository.deposit_output")


def can_review(user) -> bool:
    return user.is_authenticated and user.has_perm("repository.review_output")


def can_edit_deposit(user, output: Output) -> bool:
    """The depositor and co-owners, and editors on their behalf, as long as the work is not deleted."""
    return not output.deleted_at and user.is_authenticated and (user.pk in output.owner_ids or can_review(user))


def can_pass_on(user, output: Output) -> bool:
    """Who else owns the work is for its depositor to say, and for editors."""
    return can_edit_deposit(user, output) and (output.owner_id == user.pk or can_review(user))


def can_ask_withdrawal(user, output: Output) -> bool:
    """Those who own a published work; editors, who decide, need not ask."""
    return is_published(output) and user.is_authenticated and user.pk in output.owner_ids


def is_asked_for_a_word(user, output: Output) -> bool:
    """The contact people of a partner see what was submitted of a joint work whose partner is asked for its word: that
    work alone, and only while its review lasts, not once the deposit is taken back."""
    if not user.is_authenticated or not user.is_active or not user.institution_id or output.deleted_at:
        return False
    return bool(output.current_workflow_state) and output.approvals.of_contact(user).exists()


def can_discuss(user, output: Output) -> bool:
    """The thread belongs to both sides: the depositor, the editors, and the contacts that are asked."""
    return can_edit_deposit(user, output) or is_asked_for_a_word(user, output)
