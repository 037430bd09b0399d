"""A description of a work out of the file that was uploaded: its properties, and how its first pages are set.

`finding_of_file` is for whoever has a stored file; `finding_in` is the same without a database. What is not found is
empty, and an empty field is better than a wrong one: nobody checks what looks filled in.
"""

from repository.imports.documents.finding import finding_in
from repository.imports.documents.stored import finding_of_file, why_nothing_found

__all__ = ["finding_in", "finding_of_file", "why_nothing_found"]
