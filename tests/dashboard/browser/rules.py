"""The rules of WCAG 2.2 A and AA that axe-core can check, on what a tab shows just now."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CONTRAST = ("color-contrast",)

# Only what is broken is described: for what is not, axe would think of a selector for every single element.
_LOOK = """async ([part, rules]) => {
    const found = await axe.run(part, {runOnly: rules, resultTypes: ['violations']});
    const broken = found.violations.flatMap(rule => rule.nodes.slice(0, 3).map(each =>
        [rule.id, each.target, each.html.slice(0, 150), each.failureSummary.slice(-160)]));
    return [broken, found.passes.length];
}"""


async def look(page: Page, part: str = "html", rules: tuple[str, ...] = WCAG) -> tuple[list[Any], int]:
    """What breaks a rule in a part of the page, of each rule three places at most; and how many rules are kept."""
    # Once a document: half a megabyte to send and to read.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    broken, kept = await page.evaluate(_LOOK, [part, rules])
    return broken, kept


async def violations(page: Page, part: str = "html", rules: tuple[str, ...] = WCAG) -> list[Any]:
    """What breaks a rule."""
    broken, _ = await look(page, part, rules)
    return broken
