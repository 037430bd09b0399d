"""What is different since an answer was an English sentence; it is a name and the things meant, said in any language."""

import re

from django.db import migrations

SENTENCES = {
    "title": "The title was “(.*)”.",
    "contributors-new": "New among the contributors: (.*).",
    "contributors-gone": "No longer among the contributors: (.*).",
    "contributors-order": "The contributors stand in another order.()",
    "files-new": "New or changed files: (.*).",
    "files-gone": "Files as they were before: (.*).",
    "files-order": "The files stand in another order.()",
    "link-expired": "The link you were sent before has expired.()",
}


def name_changes(apps, schema_editor):
    for name in ("Approval", "Confirmation"):
        model = apps.get_model("repository", name)
        for pk, changed in model.objects.exclude(changed=[]).values_list("pk", "changed"):
            model.objects.filter(pk=pk).update(changed=[named for one in changed if (named := named_change(one))])


def named_change(change):
    """None for words that were never ours."""
    if not isinstance(change, str):
        return change
    found = ((name, re.fullmatch(pattern, change, re.DOTALL)) for name, pattern in SENTENCES.items())
    name, match = next(((name, match) for name, match in found if match), ("", None))
    return [name, things_in(name, match[1])] if match else None


def things_in(name, words):
    """Contributors end with their role in brackets; names of files may hold a comma and stay together."""
    return re.split(r"(?<=\)), ", words) if name.startswith("contributors") and words else [words] * bool(words)


class Migration(migrations.Migration):
    dependencies = [("repository", "0023_names_by_their_beginning")]

    operations = [migrations.RunPython(name_changes, migrations.RunPython.noop)]
