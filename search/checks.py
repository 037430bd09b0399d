"""Wrong settings of the search, said before anybody searches."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from search.engines.embedding import EmbedderUnavailable, embedder_at
from search.engines.protocol import EngineUnavailable
from search.factory import ENGINES, search_engine


@register("search")
def engine_is_known(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.SEARCH_ENGINE in ENGINES:
        return []
    return [
        Error(
            f"There is no search engine called {settings.SEARCH_ENGINE!r}.",
            hint=f"Set CONJOINT_SEARCH_ENGINE to one of: {', '.join(ENGINES)}.",
            id="search.E001",
        )
    ]


@register("search")
def directory_is_writable(app_configs, **kwargs) -> list[CheckMessage]:
    """Asks about the nearest folder that exists: the rest is made when it is first needed."""
    if settings.SEARCH_ENGINE != "embedded":
        return []
    folder = Path(settings.SEARCH_DIR).absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The search index cannot be written to {folder}.",
            hint="Make it writable for the user that the site runs as, or set CONJOINT_SEARCH_DIR to another folder.",
            id="search.E002",
        )
    ]


@register("search")
def embedder_is_usable(app_configs, **kwargs) -> list[CheckMessage]:
    """An endpoint is not asked: it may be down while commands must still run."""
    if not settings.SEARCH_EMBEDDER:
        return []
    hint = "Give the address of an endpoint or the folder of a model, or leave CONJOINT_SEARCH_EMBEDDER empty."
    if settings.SEARCH_ENGINE != "elasticsearch":
        message = "Ranking by meaning is for Elasticsearch alone: CONJOINT_SEARCH_EMBEDDER changes nothing here."
        return [Warning(message, hint=hint, id="search.W002")]
    try:
        embedder_at(settings.SEARCH_EMBEDDER).require()
    except EmbedderUnavailable as error:
        return [Error(f"CONJOINT_SEARCH_EMBEDDER cannot be used. {error}", hint=hint, id="search.E003")]
    return []


@register("search", deploy=True)
def mapping_is_current(app_configs, **kwargs) -> list[CheckMessage]:
    """Only asked by ``check --deploy``: it speaks to the engine, which may be down while commands must still run."""
    try:
        health = search_engine().health()
    except (KeyError, EngineUnavailable):
        return []
    if not health.available or health.mapping_current:
        return []
    return [
        Warning(
            "The search index was built by another version of the analysis, so some searches find too little.",
            hint="Run “manage.py search_rebuild”; readers go on searching the old index meanwhile.",
            id="search.W001",
        )
    ]
