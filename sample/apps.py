from django.apps import AppConfig


class SampleConfig(AppConfig):
    """Content to try Conjoint with: real partner names, everything else invented and marked as a sample."""

    name = "sample"
