"""The search for programs: the same answer as the results page, as JSON."""

from search.api.routes import router

__all__ = ["router"]
