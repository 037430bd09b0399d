"""A new installation has a guide for readers and one for depositors, which its editors change as they like.

As before, the tree's bookkeeping is written by hand: historical models have no methods.
"""

import json
import uuid
from importlib import import_module

from django.db import migrations

create_page = import_module("home.migrations.0002_site").create_page

SEARCHING = """
<h2>Search</h2>
<p>Type what you are looking for, in any language, and press Enter. The search reads every page of the documents, every
slide with its notes, every caption of the videos, and the titles, abstracts and names.</p>
<ul><li>Several words find works and pages that hold them, in their other forms too; the best matches come first.</li>
<li>"Words in quotation marks" are found exactly as they stand.</li>
<li>A minus before a word leaves out what holds it: asthma -children.</li></ul>
<p>Under a work stand the places where it was found, such as “page 37” or “slide 12”. Each opens there, with your words
marked. Beside the results, on a phone under “Filters”, you narrow them by kind, partner, year, language and more. The
address in your browser holds the whole search: keep it, or send it to somebody.</p>
<p>Nothing found? Take a filter off, drop the quotation marks, or browse.</p>
<h2>Read</h2>
<p>A page shows its picture and its text, the other places of your words in the same file, and turns to the previous and
next one. “How to cite” gives the reference to copy, and files for reference managers. A file under embargo says when it
opens; it opens by itself, and until then you can ask the depositor for a copy.</p>
<h2>Keys</h2>
<p>/ goes to the search box, ? shows all keys, Esc closes what is open.</p>
"""
DEPOSITING = """
<h2>What you need</h2>
<p>An account for members of the faculty; the library gives them out. A work needs a title, a contributor and a date, and
a licence when it has files.</p>
<h2>Begin with what you have</h2>
<p>Drop the file, or paste a DOI, PMID, ISBN or arXiv number, or references from your reference manager: the form fills
itself, says beside each field where that comes from, and lets you undo it. With nothing of that at hand, begin with the
title.</p>
<h2>Five steps, in any order</h2>
<ol><li>Files: choose several at once or drop them on the page. Each is kept as it came, for good.</li>
<li>Describe: the kind first, since it decides what else is asked; then title and abstract in as many languages as there
are.</li>
<li>People and partners: contributors in the order in which they stand on the work, each with one or more institutions.
The work is then found under every partner.</li>
<li>Access and licence: who may open each file, and from which day.</li>
<li>Review and submit: what is still missing, and the page as readers will see it.</li></ol>
<p>You can leave at any time: what you typed is kept, also what was not valid yet, and a large file goes on where the line
broke.</p>
<h2>What happens then</h2>
<p>An editor looks at it. “My deposits” shows where it stands and what to do next, and a letter tells you when it is
published or comes back with a comment. Co-authors whose address you gave, and partners, are asked whether they agree. A
change to a published work is a draft until an editor approves it; readers see the old version meanwhile. The address of a work never changes.</p>
"""
GUIDES = [
    (
        "Searching and reading",
        "searching",
        "For students and other readers: find the very page, read it and cite it. No account is needed.",
        SEARCHING,
    ),
    (
        "Depositing a joint work",
        "depositing",
        "For members of the faculty: from the file to the published work, in five steps.",
        DEPOSITING,
    ),
]


def create_guides(apps, schema_editor):
    """Leaves an installation alone that has a page of that address, or another tree than ours, by now."""
    page = apps.get_model("wagtailcore", "Page")
    home = apps.get_model("home", "HomePage").objects.filter(depth=2, url_path="/home/").first()
    below = page.objects.filter(path__startswith=home.path, depth=3) if home else page.objects.none()
    if home is None or below.filter(slug="help").exists():
        return
    last = below.order_by("-path").first()
    number = int(last.path[-4:], 36) + 1 if last else 1
    parent = guide(apps, home, number, "Help", "help", "/home/help/", lead="How to find, read and deposit joint works.")
    for place, (title, slug, lead, text) in enumerate(GUIDES, start=1):
        body = json.dumps([{"type": "text", "value": text.strip(), "id": str(uuid.uuid4())}])
        guide(apps, parent, place, title, slug, f"/home/help/{slug}/", lead=lead, body=body)
    page.objects.filter(pk=parent.pk).update(numchild=len(GUIDES))
    page.objects.filter(pk=home.pk).update(numchild=home.numchild + 1)


def guide(apps, parent, number, title, slug, url_path, **fields):
    return create_page(
        apps, parent, "guidepage", number=number, title=title, slug=slug, url_path=url_path, **fields
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0002_site")]

    operations = [migrations.RunPython(create_guides, migrations.RunPython.noop)]
