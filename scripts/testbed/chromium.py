"""Chromium: not a server, only a browser that has to be there."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from .debian import install_package
from .processes import run_tool
from .service import Launched, Service

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The browser named by `$CHROMIUM`, else one on the PATH."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *NAMES))), None)


def launch(folder: Path) -> Launched:
    """Find the browser, installed first where that is possible, and see that it runs."""
    if find_browser() is None:
        install_package("chromium")
    browser = find_browser()
    run_tool([browser, "--version"], failure=f"{browser} does not run", cwd=folder)
    return Launched(exports={SERVICE.variable: browser})


def answers(exports: Mapping[str, str]) -> bool:
    """Whether the browser is still installed."""
    return Path(exports[SERVICE.variable]).exists()


SERVICE = Service(name="chromium", variable="CONJOINT_TEST_CHROMIUM", launch=launch, answers=answers)
