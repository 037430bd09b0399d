"""The two ways in which a look-up ends without a description; the text of each is a sentence for the depositor."""

from __future__ import annotations

from django.utils.translation import gettext as _


class LookUpFailed(Exception):
    """``str()`` gives the sentence, in the language of whoever is being answered."""


class NotKnown(LookUpFailed):
    """The registers answered: they have no such thing."""

    def __init__(self, *registers: str, value: str = ""):
        self.registers = registers
        self.value = value
        super().__init__(*registers, value)

    def __str__(self) -> str:
        sentence = _("%(registers)s does not know %(value)s. Check it, or fill in by hand; nothing typed is lost.")
        if len(self.registers) > 1:
            sentence = _("%(registers)s do not know %(value)s. Check it, or fill in by hand; nothing typed is lost.")
        named = _(" and ").join(self.registers)
        return sentence % {"registers": named, "value": self.value or _("this identifier")}


class NotReachable(LookUpFailed):
    """A register is switched off, slow, broken or refuses. ``reason`` is for administrators and logs, in English."""

    def __init__(self, register: str, reason: str):
        self.register = register
        self.reason = reason
        super().__init__(register, reason)

    def __str__(self) -> str:
        sentence = _("%(register)s is not reachable now. Fill in by hand, or try again later; nothing typed is lost.")
        return sentence % {"register": self.register}


class SwitchedOff(NotReachable):
    """The settings say that this register is not asked."""

    def __init__(self, register: str):
        super().__init__(register, "switched off in the settings")

    def __str__(self) -> str:
        sentence = _(
            "%(register)s is not asked here: look-ups are switched off. Fill in by hand; nothing typed is lost."
        )
        return sentence % {"register": self.register}


class Unreadable(NotReachable):
    """The register answered with something that is not of its own shape."""

    def __init__(self, register: str, reason: str = "its answer could not be read"):
        super().__init__(register, reason)
