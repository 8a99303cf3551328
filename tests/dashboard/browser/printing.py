"""What a page looks like on paper: one column as wide as the sheet, nothing cut."""

from typing import Any

from playwright.async_api import Page

# A4 without the usual margins of a browser (10 mm), at 96 dots an inch.
PAPER_PX = {"width": 718, "height": 1047}

FAULTS = """() => {
    const [found, root] = [new Set(), document.documentElement];
    const wide = root.clientWidth;
    const say = (what, each) => found.add(`${what}: ${each.tagName.toLowerCase()}.${each.getAttribute('class') ?? ''} ${
        each.closest('section')?.getAttribute('aria-label') ?? ''}`);
    if (root.scrollWidth > wide) found.add(`the page is ${root.scrollWidth} wide`);
    const seen = [...document.querySelectorAll('body *')]
        .filter(each => each.checkVisibility() && !each.closest('.unseen, svg *, input, select'));
    for (const each of seen) {
        const box = each.getBoundingClientRect();
        const {overflowX, overflowY} = getComputedStyle(each);
        if (box.width && box.height && (box.left < -1 || box.right > wide + 1)) say('outside', each);
        if (overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1) say('cut at the side', each);
        if (overflowY !== 'visible' && each.scrollHeight > each.clientHeight + 1) say('cut below', each);
    }
    const panels = seen.filter(each => each.matches('section.panel'));
    for (const one of panels) {
        const {top, bottom, left} = one.getBoundingClientRect();
        for (const other of panels) {
            const box = other.getBoundingClientRect();
            if (box.left > left + 1 && box.top < bottom - 1 && box.bottom > top + 1) say('beside another', other);
        }
    }
    return [...found].slice(0, 12);
}"""


async def faults_on_paper(page: Page) -> list[Any]:
    """Lays the page out for A4, looks, and lays it out for the screen again."""
    before = page.viewport_size
    await page.set_viewport_size(PAPER_PX)
    await page.emulate_media(media="print")
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    found: list[Any] = await page.evaluate(FAULTS)
    await page.emulate_media(media="screen")
    if before:
        await page.set_viewport_size(before)
    return found
