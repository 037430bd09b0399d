"""Text and pictures out of files that nobody vouches for.

This package runs inside a child process with limits (see `repository.files.sandbox`, the parent
side). It knows neither Django nor our models, so that the child starts fast and holds nothing
worth stealing. Each reader turns one kind of file into `wire.Outline` and `wire.Page` items.
"""
