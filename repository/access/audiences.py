"""Who may read, as sets of short tokens that a database row, a search document and a reader can compare.

``public``, ``signed_in``, ``home``, ``partner:<pk>``, ``user:<pk>``, ``editor``. A reader carries the tokens that are
true of them; a text is open to a reader when the two sets meet.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from repository.outputs.choices import Access
from repository.outputs.models import Output
from repository.people.models import User

PUBLIC, SIGNED_IN, HOME, EDITOR = "public", "signed_in", "home", "editor"

Audience = frozenset[str]

_TOKENS: dict[Access, Audience] = {
    Access.PUBLIC: frozenset({PUBLIC}),
    Access.SIGNED_IN: frozenset({SIGNED_IN}),
    Access.HOME: frozenset({HOME}),
    Access.OWNER: frozenset(),
}


def viewer_tokens(user: User | AnonymousUser) -> Audience:
    """The audiences a reader belongs to. An inactive or anonymous one belongs to the public alone."""
    if not user.is_authenticated or not user.is_active:
        return frozenset({PUBLIC})
    tokens = {PUBLIC, SIGNED_IN, f"user:{user.pk}"}
    if user.institution_id:
        tokens.add(f"partner:{user.institution_id}")
        if user.institution.is_home:
            tokens.add(HOME)
    if user.has_perm("repository.review_output"):
        tokens.add(EDITOR)
    return frozenset(tokens)


def insiders(output: Output) -> Audience:
    """Who reads a work whatever its access and embargo: its owners and the editors."""
    return frozenset({EDITOR, *(f"user:{pk}" for pk in output.owner_ids)})


def audience_of(access: str, output: Output) -> Audience:
    """The tokens that an access level means for this work, insiders included; its partners are asked for only there."""
    if access == Access.PARTNERS:
        return frozenset(f"partner:{partner.pk}" for partner in output.partners) | insiders(output)
    return _TOKENS[Access(access)] | insiders(output)


def meet(one: Audience, other: Audience) -> Audience:
    """An audience whose every reader is in both; where tokens cannot tell that, the smaller one that is safe."""
    if PUBLIC in one:
        return other
    if PUBLIC in other:
        return one
    if SIGNED_IN in one:
        return other
    return one if SIGNED_IN in other else one & other
