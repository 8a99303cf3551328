"""What looks as if a click did something there, and does nothing."""

from playwright.async_api import Page

# A pointer, the colour of links or a line below the text, also only while somebody points at it, on what is nothing to
# click. Rows of tables that are tinted under the pointer are for reading along.
_SUSPICIOUS = """() => {
    // What only a screen reader sees has no looks.
    const does = '.unseen, a[href], button, input, select, textarea, label, summary, svg[tabindex]';
    const link = document.querySelector('main').appendChild(document.createElement('a'));
    link.href = '#';
    const colour = getComputedStyle(link).color;
    link.remove();
    const found = [];
    const tell = (each, why) => found.push(why + ': ' + each.outerHTML.slice(0, 120));
    const all = [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && !each.closest(does));
    for (const each of all) {
        const style = getComputedStyle(each);
        const hasText = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (style.cursor === 'pointer') tell(each, 'pointer');
        if (hasText && style.color === colour) tell(each, 'colour');
        if (hasText && style.textDecorationLine.includes('underline') && each.localName !== 'abbr') tell(each, 'line');
    }
    const rulesOf = list => [...list].flatMap(
        rule => rule.cssRules?.length ? rulesOf(rule.cssRules) : rule.selectorText ? [rule] : []);
    const telling = ['color', 'text-decoration', 'text-decoration-line', 'cursor', 'filter', 'border-color'];
    const isOf = (rule, each) => telling.some(name => rule.style[name]) && each.includes(':hover');
    for (const sheet of document.styleSheets) for (const rule of rulesOf(sheet.cssRules)) {
        for (const selector of rule.selectorText.split(/,(?![^()]*\\))/).filter(each => isOf(rule, each))) {
            for (const each of document.querySelectorAll(selector.replaceAll(':hover', '').replace(/::[a-z]+/g, ''))) {
                if (all.includes(each) && !each.matches('[role=separator]')) tell(each, selector);
            }
        }
    }
    return [...new Set(found)].slice(0, 5);
}"""


async def suspicious(page: Page) -> list[str]:
    return await page.evaluate(_SUSPICIOUS)
