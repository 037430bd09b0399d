#!/usr/bin/env python3
"""Check the rules of this project that no ready-made tool knows; run by `make lint`."""

import subprocess
import sys
from pathlib import Path

from house import machine, messages, requirements, templates

RULES = (templates, messages, requirements, machine)


def project_files(root: Path) -> list[Path]:
    """Every file that is, or is about to be, in version control."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [path for name in listed.split("\0") if name and (path := root / name).is_file()]


def main() -> int:
    """Print every broken rule; the exit code is 1 when there is one."""
    root = Path(__file__).resolve().parents[1]
    files = project_files(root)
    problems = [problem for rule in RULES for problem in rule.problems(root, files)]
    print("\n".join(problems) or "House rules: nothing to say.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
