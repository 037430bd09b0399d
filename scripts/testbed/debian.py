"""Debian packages, installed only where that can be done without asking anybody: as root, with apt."""

import os
import shutil
import sys

from .cache import locked
from .errors import Unavailable
from .processes import run_tool


def install_package(name: str) -> None:
    """Install a Debian package.

    Raises:
        Unavailable: this is not Debian, or we are not root, or apt refuses.
    """
    if shutil.which("apt-get") is None:
        raise Unavailable(f"it is not installed, and only Debian's package “{name}” is known to these scripts")
    if os.geteuid() != 0:
        raise Unavailable(f"it is not installed; as an administrator: apt-get install {name}")
    print(f"Installing the Debian package {name} …", file=sys.stderr)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    with locked("debian"):
        run_tool(["apt-get", "update", "-q"], failure="apt-get update failed", **quiet)
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", name]
        run_tool(install, failure=f"apt-get install {name} failed", **quiet)
