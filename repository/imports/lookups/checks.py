"""Wrong settings of the look-ups, said before a depositor waits for nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from repository.imports.lookups.registers import OFF, REGISTERS, addresses_of_settings


@register("lookups")
def registers_are_known(app_configs, **kwargs) -> list[CheckMessage]:
    named = {
        "CONJOINT_LOOKUPS_ADDRESSES": addresses_of_settings(),
        "CONJOINT_LOOKUPS_LOCAL": settings.LOOKUPS_LOCAL,
    }
    return [
        Error(
            f"{variable} names {name!r}, which is no register.",
            hint=f"The registers are: {', '.join(REGISTERS)}.",
            id="lookups.E001",
        )
        for variable, names in named.items()
        for name in names
        if name not in REGISTERS
    ]


@register("lookups")
def addresses_can_be_asked(app_configs, **kwargs) -> list[CheckMessage]:
    return [
        Error(
            f"CONJOINT_LOOKUPS_ADDRESSES gives {name} an address that cannot be asked: {address!r}.",
            hint=f"Write {name}=https://host/path, or {name}={OFF}. http:// is only for a register that "
            "CONJOINT_LOOKUPS_LOCAL names.",
            id="lookups.E002",
        )
        for name, address in addresses_of_settings().items()
        if address != OFF and not _can_be_asked(name, address)
    ]


def _can_be_asked(name: str, address: str) -> bool:
    schemes = ("http", "https") if name in settings.LOOKUPS_LOCAL else ("https",)
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        return False
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in schemes and bool(parts.hostname) and has_port and bare


@register("lookups", deploy=True)
def registers_know_whom_to_write_to(app_configs, **kwargs) -> list[CheckMessage]:
    """Only told by ``check --deploy``: registers answer without it, if sometimes more slowly."""
    if settings.LOOKUPS_MAIL or not settings.LOOKUPS:
        return []
    return [
        Info(
            "Registers are not told whom to write to when the site's look-ups give them trouble.",
            hint="Set CONJOINT_LOOKUPS_MAIL to an address of yours, or CONJOINT_LOOKUPS to off.",
            id="lookups.I001",
        )
    ]
