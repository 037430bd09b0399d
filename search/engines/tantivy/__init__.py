"""The embedded engine on tantivy."""

from .engine import TantivyEngine

__all__ = ["TantivyEngine"]
