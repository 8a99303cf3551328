"""Walks over the pages of a website by clicks at random, and what has to hold after each step.

One rule for all panels, by what they ask: the numbers that stand below each other in a table are those of one member of
an answer's rows, in its order unless somebody sorts; each other number stands in an answer, or is made of an answer's
numbers in one of the few ways that pages do (`made_of`). Only answers to questions with the filters of the address
count, so a number of before fails.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Request, Response

from tests.dashboard.browser.board import Board

NONSENSE = ("undefined", "NaN", "[object", "Infinity", "Invalid Date")
FIELDS = re.compile(
    r"(path|query|title|referrer|country|region|city|browser|os|device|language|hostname|distinctId|tag|event"
    r"|utm(Source|Medium|Campaign|Content|Term))\d*|segment|cohort|match|excludeBounce")
# What no walk may do: leave the server's own pages, change anything, or be about another website.
STEPS = """
    main a[href]:visible:not([target]):not([download]), header .pages a[href]:visible, dialog a[href]:visible:not([target]),
    dialog button[aria-label=Close]:visible, main select:visible, svg.can-zoom:visible
""".replace("\n", " ").strip()
LEAVING = re.compile(r"/(edit|design|settings|create)(\?|$)|[?&](add|edit)=")
# Reports do not know these (spec 05, section 1.2), so that they are not asked for either.
NOT_OF_REPORTS = re.compile(r"\d$|^excludeBounce$")

SHOWN = """() => {
    const seen = each => each.checkVisibility() && !each.closest('.cards[aria-busy=true]');
    const groups = {}, singles = [];
    const inside = document.querySelector('dialog[open]') ?? document.querySelector('main');
    for (const each of inside?.querySelectorAll('[data-v]') ?? []) {
        if (!seen(each)) continue;
        const [cell, table] = [each.closest('td'), each.closest('table')];
        if (!cell || !table || table.matches('.hours, .cohorts') || each.closest('tfoot')) singles.push(+each.dataset.v);
        else {
            const tables = [...inside.querySelectorAll('table')];
            (groups[`${tables.indexOf(table)} ${cell.cellIndex}`] ??= []).push(+each.dataset.v);
        }
    }
    return {columns: Object.values(groups), singles};
}"""
LOOKS = """() => ({
    numbers: [...document.querySelectorAll('main [data-v], dialog [data-v]')].filter(each => !each.closest('.online')).map(each => each.dataset.v),
    tabs: [...document.querySelectorAll('main [aria-current], dialog [aria-current]')].map(each => each.textContent),
    chips: [...document.querySelectorAll('.chip')].map(each => each.textContent),
    sheets: [...document.querySelectorAll('dialog[open] h2')].map(each => each.textContent),
})"""


@dataclass
class Heard:
    """One answer and the question that it answers."""

    path: str
    filters: dict[str, str]
    is_report: bool
    data: Any


@dataclass
class Walk:
    """A walk of one browser. `steps` tells what was done, for who has to look into a failure."""

    board: Board
    seed: int
    dice: random.Random = field(init=False)
    steps: list[str] = field(default_factory=list)
    heard: dict[str, Heard] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.board.page.on("response", self._hear)

    @property
    def page(self) -> Page:
        return self.board.page

    async def _hear(self, response: Response) -> None:
        request: Request = response.request
        parts = urlsplit(request.url)
        if "/api/" not in parts.path or response.status != 200:
            return
        body = json.loads(request.post_data) if request.method == "POST" and request.post_data else {}
        sent = body.get("filters") or {name: values[-1] for name, values in parse_qs(parts.query).items()}
        filters = {name: value for name, value in sent.items() if FIELDS.fullmatch(name)}
        self.heard[f"{request.url} {request.post_data}"] = Heard(
            parts.path.partition("/api")[2], filters, "/reports/" in parts.path and bool(body), await response.json())

    def story(self) -> str:
        return f"seed {self.seed}:\n" + "\n".join(self.steps)

    async def begin(self, path: str) -> None:
        await self.page.clock.install()
        self.steps.append(path)
        await self.board.open(path)
        await self.board.rest()
        await self.check()

    async def step(self) -> None:
        """Clicks something that is there. No answer of before is good enough for what it shows."""
        await self.page.clock.fast_forward(61_000)
        await self.board.rest()
        choices = self.page.locator(STEPS)
        for _ in range(20):
            count = await choices.count()
            chosen = choices.nth(self.dice.randrange(count))
            kind = await chosen.evaluate("each => [each.localName, each.getAttribute('href') ?? '', each.innerText ?? '']")
            if not LEAVING.search(kind[1]) and not await chosen.evaluate(
                    "each => !!document.querySelector('dialog[open]') && !each.closest('dialog')"):
                break
        self.heard.clear()
        if kind[0] == "select":
            options = await chosen.locator("option").evaluate_all("all => all.map(each => each.value)")
            value = self.dice.choice(options)
            self.steps.append(f"chooses {value!r}")
            await chosen.select_option(value)
        elif kind[0] == "svg":
            self.steps.append("zooms by the chart")
            await chosen.focus()
            for key in ["ArrowRight"] * self.dice.randint(1, 4) + ["Enter"]:
                await self.page.keyboard.press(key)
        else:
            modifier = self.dice.choice([None, None, None, "Shift", "Alt"]) if "filter-link" in (
                await chosen.get_attribute("class") or "") else None
            self.steps.append(f"clicks {kind[2]!r} {kind[1]} {modifier or ''}")
            await chosen.click(modifiers=[modifier] if modifier else None)
        await self.board.rest()
        self.steps[-1] += f"\n    -> {self.page.url}"
        await self.check()

    async def check(self) -> None:
        """What has to hold everywhere."""
        text = await self.page.inner_text("body")
        assert [word for word in NONSENSE if word in text] == [], self.story()
        assert self.board.problems == [], self.story()
        self.check_questions()
        shown = await self.page.evaluate(SHOWN)
        known = [heard.data for heard in self.heard.values()]
        columns = [column for data in known for column in columns_of(data)]
        for numbers in shown["columns"]:
            assert any(agrees(numbers, column) for column in columns), f"{numbers} stands in no answer; {self.story()}"
        singles = {round(number, 6) for data in known for number in [*leaves(data), *made_of(data)]}
        unknown = [number for number in shown["singles"] if round(number, 6) not in singles]
        assert unknown == [], f"{unknown} stand in no answer; {self.story()}"

    def check_questions(self) -> None:
        """Each question about visits has the filters of the address, and no others."""
        wanted = {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()
                  if FIELDS.fullmatch(name) and values[-1]}
        of_reports = {name: value for name, value in wanted.items() if not NOT_OF_REPORTS.search(name)}
        for heard in self.heard.values():
            if heard.filters:
                expected = of_reports if heard.is_report else wanted
                assert heard.filters.items() <= expected.items(), f"{heard.path} {heard.filters}; {self.story()}"

    async def looks(self) -> Any:
        return await self.page.evaluate(LOOKS)


def agrees(shown: list[float], column: list[float]) -> bool:
    """Whether a table's column is a member of all rows: all of them, the first ones, or those that are not empty."""
    if shown == column[:len(shown)]:
        return True
    full = [number for number in shown if number]
    return full == [number for number in column if number] or Counter(shown) <= Counter(column) and len(shown) > 1


def number_of(value: Any) -> float | None:
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def lists_of(data: Any) -> Iterator[list[Any]]:
    if isinstance(data, list):
        yield data
        for each in data:
            yield from lists_of(each)
    elif isinstance(data, dict):
        for each in data.values():
            yield from lists_of(each)


def ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def columns_of(data: Any) -> Iterator[list[float]]:
    """Each member of the rows of an answer, and the two rates that are made of several."""
    for rows in lists_of(data):
        rows = [row for row in rows if isinstance(row, dict)]
        ways: list[Callable[[dict[str, Any]], float | None]] = [
            lambda row, name=name: number_of(row.get(name)) for name in {name for row in rows for name in row}]
        ways.append(lambda row: ratio(min(row.get("bounces") or 0, row.get("visits") or 0), row.get("visits")))
        ways.append(lambda row: ratio(number_of(row.get("totaltime")), row.get("visits")))
        for way in ways:
            column = [way(row) for row in rows]
            if any(number is not None for number in column):
                yield [number for number in column if number is not None]
    if isinstance(data, dict):
        counts = [number for number in map(number_of, data.values()) if number is not None]
        yield sorted(counts, reverse=True)
        for member in data.values():
            if isinstance(member, dict):
                yield from columns_of(member)


def leaves(data: Any) -> Iterator[float]:
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from leaves(each)
    elif (number := number_of(data)) is not None:
        yield number


def made_of(data: Any) -> Iterator[float]:
    """What pages make of an answer: rates, sums, counts, and 0 for what an answer leaves out."""
    yield 0
    for column in columns_of(data):
        yield sum(column)
        yield len(column)
    yield from rates(data)


def rates(data: Any) -> Iterable[float]:
    if isinstance(data, list):
        for each in data:
            yield from rates(each)
    elif isinstance(data, dict):
        for each in data.values():
            yield from rates(each)
        visits = number_of(data.get("visits"))
        for part, whole in ((min(number_of(data.get("bounces")) or 0, visits or 0), visits), (number_of(data.get("totaltime")), visits),
                            (number_of(data.get("num")), number_of(data.get("total")))):
            if (rate := ratio(part, whole)) is not None:
                yield rate
