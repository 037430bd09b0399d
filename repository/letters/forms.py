"""What an account's owner decides about letters."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from repository.letters.kinds import LetterKind
from repository.letters.languages import LetterLanguage
from repository.letters.models import LetterChoice
from repository.letters.selectors import kinds_to_choose
from repository.letters.services import Recipient, delivery_of, language_for
from repository.people.models import User

Delivery = LetterChoice.Delivery
PREFIX = "kind-"


def ways_of(kind: LetterKind) -> list[tuple[str, str]]:
    """How it may come, as far as the kind leaves it to its recipient."""
    open_to = {Delivery.AT_ONCE: True, Delivery.DAILY: kind.may_gather, Delivery.NEVER: kind.may_stop}
    return [(way.value, way.label) for way, allowed in open_to.items() if allowed]


class ChoicesForm(forms.Form):
    """One question for each kind of letters that this person may get and decide about.

    A question without an answer leaves things as they are: the page may be older than the kind.
    """

    language = forms.ChoiceField(
        label=_("Language of letters"), choices=LetterLanguage.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language_for(Recipient.of(user))
        for kind in kinds_to_choose(user):
            self.fields[PREFIX + kind.name] = forms.ChoiceField(
                label=kind.label,
                choices=ways_of(kind),
                widget=forms.RadioSelect,
                required=False,
                initial=delivery_of(kind, user),
            )

    @property
    def asks_about_kinds(self) -> bool:
        return len(self.fields) > 1

    @property
    def deliveries(self) -> dict[str, str]:
        """Name of the kind → how it shall come."""
        answers = {name: value for name, value in self.cleaned_data.items() if name.startswith(PREFIX) and value}
        return {name.removeprefix(PREFIX): value for name, value in answers.items()}
