"""How long it takes to ask whether a work is here already, and how often the answer is right.

    CONJOINT_VAR_DIR=/tmp/benchmark python -m benchmarks.likeness --outputs 100000

See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time

from benchmarks.search import prepare, set_up

DOI = "10.5555/benchmark.{}"


def with_identifiers() -> None:
    """Each work its DOI, unless it has one already."""
    from repository.models import Identifier, Output

    if Identifier.objects.exists():
        return
    keys = Output.objects.order_by("pk").values_list("pk", flat=True)
    rows = (Identifier(output_id=pk, scheme="doi", value=DOI.format(pk)) for pk in keys.iterator())
    Identifier.objects.bulk_create(rows, batch_size=1000)


def descriptions(count: int):
    """Works of the catalogue as somebody else would describe them, and works that are not here."""
    from repository.interop.record import Contributor, Identifier, Record
    from repository.models import Output

    chance = random.Random(11)  # noqa: S311
    keys = list(Output.objects.order_by("pk").values_list("pk", flat=True))
    for output in Output.objects.filter(pk__in=chance.sample(keys, count)).prefetch_related("contributions"):
        family = output.contributions.all()[0].family_name
        retyped = output.title.upper() if chance.random() < 0.5 else f"{output.title[:-1]}."
        people = (Contributor(family, "A. B."),)
        yield "title", output.pk, Record(kind="", title=retyped, issued=str(output.year + 1), contributors=people)
        yield "DOI", output.pk, Record(kind="", title="", identifiers=(Identifier("doi", DOI.format(output.pk)),))
        yield (
            "neither",
            None,
            Record(kind="", title=f"Quite another {family} of 1 {output.pk}", issued=str(output.year)),
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--outputs", type=int, default=100_000)
    options.add_argument("--count", type=int, default=40)
    chosen = options.parse_args()
    set_up()
    prepare(chosen.outputs, 0)
    with_identifiers()

    from django.db import connection

    from repository.imports.duplicates import likenesses
    from repository.models import User

    reader, _made = User.objects.get_or_create(username="likeness")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times: dict[str, list[float]] = {}
    work: dict[str, list[float]] = {}
    right: dict[str, int] = {}
    for asked, pk, record in [*descriptions(chosen.count)]:
        started, worked = time.perf_counter(), time.process_time()
        found = {one.output.pk for one in likenesses(record, reader)}
        times.setdefault(asked, []).append((time.perf_counter() - started) * 1000)
        work.setdefault(asked, []).append((time.process_time() - worked) * 1000)
        right[asked] = right.get(asked, 0) + (pk in found if pk else not found)
    for asked, spent in times.items():
        print(
            f"{connection.vendor}, {asked}: median {statistics.median(spent):.1f} ms, "
            f"95 % {sorted(spent)[int(len(spent) * 0.95)]:.1f} ms, "
            f"of the processor {statistics.median(work[asked]):.1f} ms, right {right[asked]} of {len(spent)}"
        )


if __name__ == "__main__":
    main()
