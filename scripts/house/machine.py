"""No file names a folder of the machine it was written on: it would be wrong everywhere else."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MACHINE_PATH = re.compile(r"(?<![\w./:-])/(?:work|root)/[\w.-]*")


def problems(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence for every such path; files that are no text are left alone."""
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            for found in MACHINE_PATH.findall(line):
                yield f"{path.relative_to(root)}:{number}: names {found}, a folder of one machine"
