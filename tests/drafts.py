"""What the next approval would publish."""

from repository.models import Output


def draft_now(output: Output) -> Output:
    """Read anew: neither the row nor its revision is what the test began with."""
    return Output.objects.get(pk=output.pk).get_latest_revision_as_object()


def files_of(output: Output) -> list:
    return list(draft_now(output).files.all())
