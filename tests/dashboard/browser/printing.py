"""What a page looks like on paper: one column as wide as the sheet, nothing cut."""

from typing import Any

from playwright.async_api import Page

# A4 without the usual margins of a browser (10 mm), at 96 dots an inch.
PAPER_PX = {"width": 718, "height": 1047}

FAULTS = """() => {
    const [found, wide] = [[], document.documentElement.clientWidth];
    const name = each => `${each.tagName.toLowerCase()}.${each.getAttribute('class') ?? ''} ${
        each.closest('section')?.getAttribute('aria-label') ?? ''}`;
    if (document.documentElement.scrollWidth > wide) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    const seen = [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && !each.closest('.unseen, svg *'));
    for (const each of seen) {
        const box = each.getBoundingClientRect();
        if (box.width && box.height && (box.left < -1 || box.right > wide + 1)) found.push(`outside: ${name(each)}`);
        const {overflowX, overflowY} = getComputedStyle(each);
        if (each.matches('input, select')) continue;
        if (overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1) found.push(`cut at the side: ${name(each)}`);
        if (overflowY !== 'visible' && each.scrollHeight > each.clientHeight + 1) found.push(`cut below: ${name(each)}`);
    }
    const panels = seen.filter(each => each.matches('section.panel')).map(each => [each, each.getBoundingClientRect()]);
    for (const [one, {top, bottom, left}] of panels) {
        const beside = panels.find(([other, box]) => other !== one && box.left > left + 1 && box.top < bottom - 1 && box.bottom > top + 1);
        if (beside) found.push(`beside each other: ${name(one)}, ${name(beside[0])}`);
    }
    return [...new Set(found)].slice(0, 12);
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
