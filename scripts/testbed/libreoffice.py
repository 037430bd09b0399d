"""LibreOffice: optional equipment that draws slides. Where it cannot be had, even CI machines skip its tests."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from .debian import install_package
from .service import Launched, Service


def launch(folder: Path) -> Launched:
    """Find the program, installed first where that is possible."""
    if shutil.which("soffice") is None:
        install_package("libreoffice-impress")
    return Launched(exports={SERVICE.variable: shutil.which("soffice")})


def answers(exports: Mapping[str, str]) -> bool:
    """Whether the program is still installed."""
    return Path(exports[SERVICE.variable]).exists()


SERVICE = Service(
    name="libreoffice", variable="CONJOINT_TEST_LIBREOFFICE", launch=launch, answers=answers, is_optional=True
)
