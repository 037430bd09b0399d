"""Who may read, as sets of short tokens that a database row, a search document and a reader can compare.

``public``, ``signed_in``, ``home``, ``partner:<pk>``, ``user:<pk>``, ``editor``. A reader carries the tokens that are
true of them; a text is open to a reader when the two sets meet.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from repository.files.models import Place
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


def audience_of(place: Output | Place, output: Output) -> Audience:
    """To whom the record of a work, or one file of it, is opened, insiders included; partners are read only where they
    count. A partner that has been deleted is nobody's institution, so what was opened to it alone is closed."""
    return _opened_to(place, output) | insiders(output)


def _opened_to(place: Output | Place, output: Output) -> Audience:
    if place.access in _TOKENS:
        return _TOKENS[Access(place.access)]
    partners = output.partners if place.access == Access.PARTNERS else place.chosen_partners.all()
    return frozenset(f"partner:{partner.pk}" for partner in partners)


def meet(one: Audience, other: Audience) -> Audience:
    """An audience whose every reader is in both; where tokens cannot tell that, the smaller one that is safe."""
    if PUBLIC in one:
        return other
    if PUBLIC in other:
        return one
    if SIGNED_IN in one:
        return other
    return one if SIGNED_IN in other else one & other
