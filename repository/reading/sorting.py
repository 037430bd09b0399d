"""The orders in which a list of works can be read."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

NEWEST, OLDEST, TITLE, ADDED = "newest", "oldest", "title", "added"
LABELS = {
    NEWEST: _("newest first"),
    OLDEST: _("oldest first"),
    TITLE: _("by title"),
    ADDED: _("latest additions first"),
}
ORDERS = {
    NEWEST: ("-issued", "-pk"),  # partial dates sort as their text; undated works come last
    OLDEST: (F("year").asc(nulls_last=True), "issued", "pk"),
    TITLE: ("title", "pk"),
    ADDED: ("-first_published_at", "-pk"),
}


def chosen_order(request: HttpRequest) -> str:
    wanted = request.GET.get("sort", NEWEST)
    return wanted if wanted in ORDERS else NEWEST


def in_order(outputs: QuerySet, order: str) -> QuerySet:
    return outputs.order_by(*ORDERS[order])
