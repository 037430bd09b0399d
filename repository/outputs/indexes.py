"""Indexes that Django has no words for."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement

_SQL = {
    "sqlite": "CREATE INDEX %(name)s ON %(table)s (%(columns)s COLLATE NOCASE)",
    "postgresql": "CREATE INDEX %(name)s ON %(table)s (UPPER(%(columns)s) text_pattern_ops)",
}


class BeginningIndex(models.Index):
    """Answers ``istartswith`` of one text column, which an ordinary index does on neither database."""

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: object
    ) -> Statement:
        fields = [model._meta.get_field(name) for name in self.fields]
        sql = _SQL[schema_editor.connection.vendor]
        return schema_editor._create_index_sql(model, fields=fields, name=self.name, sql=sql, **kwargs)
