"""Accessibility of a page as a real browser shows it, by axe-core."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js"
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


def assert_accessible(page: Page) -> None:
    """Fails with every violation of WCAG 2.2 A and AA that axe finds on what ``page`` shows now.

    Open the page in a context with ``bypass_csp=True``: while axe measures, it puts styles of its own into the page,
    which the site's content security policy would refuse.
    """
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, WCAG_2_2_AA)["violations"]
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(_described(violation) for violation in found)


def _described(violation: dict) -> str:
    places = "\n".join(f"    {' '.join(map(str, node['target']))}: {node['html'][:200]}" for node in violation["nodes"])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
