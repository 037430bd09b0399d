"""The engine on Elasticsearch."""

from .engine import ElasticsearchEngine
from .hybrid import HybridEngine

__all__ = ["ElasticsearchEngine", "HybridEngine"]
