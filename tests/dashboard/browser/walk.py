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
STEPS = ("main a[href]:visible:not([target]):not([download]), header .pages a[href]:visible, main select:visible, "
         "svg.can-zoom:visible")
STEPS_IN_A_SHEET = "dialog a[href]:visible:not([target]), dialog button[aria-label=Close]:visible"
LEAVING = re.compile(r"/(edit|design|settings|create)(\?|$)|[?&](add|edit)=")
# Questions that filters act upon.
FILTERED = re.compile(
    r"^/websites/[^/]+/(stats|pageviews|metrics|events|sessions$|sessions/(weekly|stats)|replays$|revenue|session-data"
    r"|event-data/(values|properties))|^/reports/[a-z]+$|^/realtime/")
# Tables that are put into another order than the answer's, by choice or always, or leave out rows.
SORTED = re.compile(r"[?&](sort|trace)=|/(performance|compare|sessions|revenue)\b")
OF_NOW = re.compile(r"/realtime\b|/websites(\?|$)")
# Reports do not know these (spec 05, section 1.2), so that they are not asked for either.
NOT_OF_REPORTS = re.compile(r"\d$|^excludeBounce$")

SHOWN = """() => {
    const seen = each => each.checkVisibility() && !each.closest('.cards[aria-busy=true]');
    const groups = {}, singles = [];
    const inside = document.querySelector('dialog[open]') ?? document.querySelector('main');
    for (const each of inside?.querySelectorAll('[data-v]') ?? []) {
        if (!seen(each)) continue;
        const [cell, table] = [each.closest('td'), each.closest('table')];
        if (!cell || !table || table.matches('.hours, .cohorts, .sites, .page-reports .rows') || each.closest('tfoot')) singles.push(+each.dataset.v);
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
    step: int
    data: Any


@dataclass
class Walk:
    """A walk of one browser. `steps` tells what was done, for who has to look into a failure."""

    board: Board
    seed: int
    dice: random.Random = field(init=False)
    steps: list[str] = field(default_factory=list)
    heard: dict[str, Heard] = field(default_factory=dict)
    since: int = 0  # the step that led to this page and range
    frame: tuple[str, ...] = ()

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
            parts.path.partition("/api")[2], filters, "/reports/" in parts.path and bool(body), len(self.steps), await response.json())

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
        has_sheet = await self.page.locator("dialog[open]").count()
        choices = self.page.locator(STEPS_IN_A_SHEET if has_sheet else STEPS)
        found = await choices.evaluate_all(
            "all => all.map(each => [each.localName, each.getAttribute('href') ?? '', each.innerText ?? ''])")
        index = self.dice.choice([at for at, (_, href, _) in enumerate(found) if not LEAVING.search(href)])
        chosen, kind = choices.nth(index), found[index]
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
        known = [heard.data for heard in self.current()]
        shown = await self.page.evaluate(SHOWN)
        columns = [column for data in known for column in columns_of(data)]
        is_sorted = bool(SORTED.search(self.page.url))
        for numbers in shown["columns"]:
            assert any(agrees(numbers, column, is_sorted) for column in columns), f"{numbers} stands in no answer; {self.story()}"
        singles = {round(number, 6) for data in known for number in [*leaves(data), *made_of(data)]}
        unknown = [number for number in shown["singles"] if round(number, 6) not in singles]
        assert unknown == [], f"{unknown} stand in no answer; {self.story()}"

    def current(self) -> Iterator[Heard]:
        """The answers that the page can be about: asked for this page and range, with the filters of the address.

        What this very step has asked must be so.
        """
        parts = urlsplit(self.page.url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        frame = (parts.path, *(query.get(name, "") for name in ("date", "offset", "unit", "timezone")))
        if frame != self.frame:
            self.frame, self.since = frame, len(self.steps)
        wanted = {name: value for name, value in query.items() if FIELDS.fullmatch(name)}
        of_reports = {name: value for name, value in wanted.items() if not NOT_OF_REPORTS.search(name)}
        for heard in self.heard.values():
            expected = of_reports if heard.is_report else wanted
            # The values of one event's property are asked for by one more filter.
            filters = {name: value for name, value in heard.filters.items() if name != "event99"}
            is_about = not FILTERED.search(heard.path) or filters == expected
            is_polled = heard.path.startswith("/realtime/")  # perhaps before the click
            assert is_about or is_polled or heard.step < len(self.steps), f"{heard.path} {heard.filters}; {self.story()}"
            if is_about and heard.step >= self.since:
                yield heard

    async def back(self, address: str, before: Any) -> None:
        """The last step is undone by `Back`, and done again."""
        after, url = await self.looks(), self.page.url
        await self.page.go_back()
        await self.board.rest()
        assert self.page.url == address, self.story()
        assert await self.looks() == before, f"Back; {self.story()}"
        await self.page.go_forward()
        await self.board.rest()
        assert (self.page.url, await self.looks()) == (url, after), f"forward; {self.story()}"

    async def open_anew(self, board: Board) -> None:
        """Somebody else, to whom the address was sent at this moment, sees the same."""
        await board.page.clock.install(time=await self.page.evaluate("Date.now()") / 1000)
        await board.open(self.page.url.removeprefix(board.origin))
        await board.rest()
        assert await looks_of(board.page) == await self.looks(), f"opened anew; {self.story()}"

    async def looks(self) -> Any:
        return await looks_of(self.page)


async def looks_of(page: Page) -> Any:
    """All that an address tells. What happens now is another thing each time one looks."""
    looks = await page.evaluate(LOOKS)
    return {**looks, "numbers": []} if OF_NOW.search(page.url) else looks


def agrees(shown: list[float], column: list[float], is_sorted: bool) -> bool:
    """Whether a table's column is a member of the rows: the first of them, those that are not empty, or some if sorted."""
    full = [number for number in shown if number]
    return shown == column[:len(shown)] or full == [number for number in column if number] or (
        is_sorted and Counter(full) <= Counter(column))


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
    if isinstance(data, list) and data and isinstance(data[0], dict) and "items" in data[0]:
        yield sorted(map(float, ways_of(data).values()), reverse=True)
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
    rows = data if isinstance(data, list) and data and isinstance(data[0], dict) else []
    if rows and "returnVisitors" in rows[0]:
        yield from returns(rows)
    if rows and "items" in rows[0]:
        yield from steps_of(ways_of(rows))


def returns(cells: list[dict[str, Any]]) -> Iterator[float]:
    """All cohorts together, of each day the first ones, which have reached it: their size, and the share that came back."""
    sizes = {cell["date"]: cell["visitors"] for cell in cells}
    for last in sizes:
        size = sum(count for date, count in sizes.items() if date <= last)
        yield size
        for day in {cell["day"] for cell in cells}:
            yield 100 * sum(cell["returnVisitors"] for cell in cells if cell["day"] == day and cell["date"] <= last) / size


def ways_of(rows: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    """Visits by their first steps; what looks equal to people is one way."""
    ways: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        ways[tuple(label for label in row["items"] if label)] += row["count"]
    return ways


def steps_of(ways: Counter[tuple[str, ...]]) -> Iterator[float]:
    """Visits at each step, at each label of it, at the labels that are too many to show, and of those that are traced."""
    through: Counter[tuple[int, str, int, str]] = Counter()
    for way, count in ways.items():
        for at, label in enumerate(way):
            for traced, name in enumerate(way):
                through[at, label, traced, name] += count
    yield from through.values()
    for step in range(max(map(len, ways), default=0)):
        labels = sorted(count for (at, label, *same), count in through.items() if at == step and same == [at, label])
        for number in range(len(labels)):
            yield sum(labels[:number + 1])


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
