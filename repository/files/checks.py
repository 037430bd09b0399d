"""What an administrator should know of the equipment that files are read with."""

from __future__ import annotations

from django.core.checks import CheckMessage, Info, register

from repository.files.office import office_program


@register("files", deploy=True)
def slides_are_drawn(app_configs, **kwargs) -> list[CheckMessage]:
    """Only told by ``check --deploy``: an installation can do without."""
    if office_program():
        return []
    return [
        Info(
            "LibreOffice is not on the PATH, so slides are shown as text, without their pictures.",
            hint="Install it for the worker (on Debian libreoffice-impress), then run “manage.py draw_slides”.",
            id="files.I001",
        )
    ]
