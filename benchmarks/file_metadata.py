"""How much of a work's description is found in its file: field by field, over styles of journals and manuals.

    python -m benchmarks.file_metadata

See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("CONJOINT_DATABASE_URL", "sqlite://:memory:")
django.setup()

from benchmarks.documents.held_out import HELD_OUT  # noqa: E402 (models need the settings)
from benchmarks.documents.journals import JOURNALS  # noqa: E402
from benchmarks.documents.judging import FIELDS, Verdict, judged  # noqa: E402
from benchmarks.documents.once_held_out import ONCE_HELD_OUT  # noqa: E402
from benchmarks.documents.sample import sample_styles  # noqa: E402
from benchmarks.documents.sheet import Style  # noqa: E402
from benchmarks.documents.teaching import TEACHING  # noqa: E402
from repository.files.sandbox import extract_text  # noqa: E402
from repository.imports.documents import finding_in  # noqa: E402
from repository.imports.findings import Finding  # noqa: E402

COLUMNS = (Verdict.EXACT, Verdict.PARTIAL, Verdict.WRONG, Verdict.EMPTY)


def finding_of(style: Style) -> Finding | None:
    """As the worker reads the file, and the wizard asks what it says."""
    extraction = extract_text(io.BytesIO(style.make()), style.media_type)
    return finding_in(extraction.properties, [page.text for page in extraction.pages], style.file_name)


def table(styles: Iterable[Style], *, tells_all: bool) -> dict[str, Counter[Verdict]]:
    counts: dict[str, Counter[Verdict]] = {name: Counter() for name in FIELDS}
    for style in styles:
        finding = finding_of(style)
        verdicts = judged(style.expected, finding)
        for name, verdict in verdicts.items():
            counts[name][verdict] += 1
        if tells_all:
            _tell(style, finding, {name: one for name, one in verdicts.items() if one not in ("exact", "nothing")})
    return counts


def _tell(style: Style, finding: Finding | None, faults: dict[str, Verdict]) -> None:
    print(f"\n{style.name}: {', '.join(f'{name} {verdict}' for name, verdict in faults.items()) or 'all exact'}")
    if faults:
        print(f"  {finding.record if finding else None}")


def show(heading: str, counts: dict[str, Counter[Verdict]]) -> None:
    print(f"\n### {heading}\n\n| field | {' | '.join(COLUMNS)} | rightly nothing |\n|---|{'---|' * (len(COLUMNS) + 1)}")
    for name, verdicts in counts.items():
        print(f"| {name} | {' | '.join(str(verdicts[one]) for one in (*COLUMNS, Verdict.NOTHING))} |")
    total = sum(counts.values(), Counter())
    asked = sum(total[one] for one in COLUMNS)
    shares = " | ".join(f"{total[one]} ({total[one] / asked:.0%})" for one in COLUMNS)
    print(f"| **all** | {shares} | {total[Verdict.NOTHING]} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true", help="also the styles that nobody looks at while tuning")
    parser.add_argument("--sample", action="store_true", help="also the works of the sample")
    parser.add_argument(
        "--details", action="store_true", help="what is not exact, style by style (never held-out ones)"
    )
    parser.add_argument("--keep", type=Path, help="write the files into this folder")
    options = parser.parse_args()
    logging.disable(logging.INFO)
    styles = [*JOURNALS, *TEACHING, *ONCE_HELD_OUT]
    if options.keep:
        options.keep.mkdir(exist_ok=True)
        for style in styles:
            (options.keep / style.file_name).write_bytes(style.make())
    show(f"{len(styles)} styles", table(styles, tells_all=options.details))
    if options.sample:
        sample = sample_styles()
        show(f"{len(sample)} files of the sample", table(sample, tells_all=options.details))
    if options.held_out:
        show(f"{len(HELD_OUT)} held-out styles", table(HELD_OUT, tells_all=False))


if __name__ == "__main__":
    main()
