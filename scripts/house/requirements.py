"""The pinned requirements say the same as pyproject.toml, and nothing of the machine that pinned them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
ADDRESS = re.compile(r"^.*(?:--(?:extra-)?index-url|--find-links|--trusted-host|://).*$", re.MULTILINE)


def pinned(text: str) -> dict[str, Version]:
    """Name and version of every pin in a requirements file."""
    return {canonicalize_name(name): Version(version) for name, version in PIN.findall(text)}


def group(project: dict, name: str) -> Iterator[str]:
    """Every requirement of a dependency group, those of the groups it includes among them (PEP 735)."""
    for entry in project["dependency-groups"][name]:
        if isinstance(entry, dict):
            yield from group(project, entry["include-group"])
        else:
            yield entry


def not_met(wanted: Iterable[str], pins: dict[str, Version]) -> Iterator[str]:
    """Yield what a set of pins does not give."""
    for requirement in map(Requirement, wanted):
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{requirement.name} is not pinned"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name} is pinned to {version}, outside {requirement.specifier}"


def problems(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence for every difference; the cure for all of them is `make requirements`."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    run_time = project["project"]["dependencies"]
    texts = {name: (root / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-dev.txt")}
    pins = {name: pinned(text) for name, text in texts.items()}
    wanted = {"requirements.txt": run_time, "requirements-dev.txt": [*run_time, *group(project, "dev")]}
    for name, text in texts.items():
        yield from (f"{name}: {fault}; run “make requirements”" for fault in not_met(wanted[name], pins[name]))
        yield from (f"{name}: names an address: {line.strip()}" for line in ADDRESS.findall(text))
    for name, version in pins["requirements.txt"].items():
        if pins["requirements-dev.txt"].get(name) != version:
            yield f"requirements-dev.txt: {name} is not {version} as in requirements.txt; run “make requirements”"
