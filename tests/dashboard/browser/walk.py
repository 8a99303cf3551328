"""Walks over the pages of a website by clicks at random, and what has to hold after each step.

One rule for all panels, by what they ask: the numbers that stand below each other in a table are those of one member of
an answer's rows, in its order unless somebody sorts; each other number stands in an answer, or is made of one in one of
the few ways that pages do (answered.py). Only answers to questions with the filters of the address, asked for this page
and range, count: a number of before fails.
"""

import asyncio
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Error, Page, Response

from tests.dashboard.browser.answered import agrees, columns_of, singles_of
from tests.dashboard.browser.board import Board

NONSENSE = ("undefined", "NaN", "[object", "Infinity", "Invalid Date")
TOO_OLD = timedelta(seconds=61)  # no answer of before is good enough after that

STEPS = ("main a[href]:visible:not([target]):not([download]), header .pages a[href]:visible, main select:visible, "
         "svg.can-zoom:visible")
STEPS_IN_A_SHEET = "dialog a[href]:visible:not([target]), dialog button[aria-label=Close]:visible"
# Where something could be changed, or another walk's data are.
LEAVING = re.compile(r"/(edit|design|settings|create)(\?|$)|[?&](add|edit)=")

FIELDS = re.compile(
    r"(path|query|title|referrer|country|region|city|browser|os|device|language|hostname|distinctId|tag|event"
    r"|utm(Source|Medium|Campaign|Content|Term))\d*|segment|cohort|match|excludeBounce")
# Reports know no second filter on a field, and keep bounces (spec 05, section 1.2).
NOT_OF_REPORTS = re.compile(r"\d$|^excludeBounce$")
# Questions that filters act upon.
FILTERED = re.compile(
    r"^/websites/[^/]+/(stats|pageviews|metrics|events|sessions$|sessions/(weekly|stats)|replays$|revenue|session-data"
    r"|event-data/(values|properties))|^/reports/[a-z]+$|^/realtime/")
UNFILTERED = ("currency",)  # which there are does not depend on what is looked at
# Tables in another order than the answer's, by choice or always, or without some of its rows.
SORTED = re.compile(r"[?&](sort|trace)=|/(performance|compare|sessions|revenue)\b")
OF_NOW = re.compile(r"/realtime\b|/websites(\?|$)")

# Where each row has questions of its own, or a table is no list, numbers stand alone.
SHOWN = """() => {
    const alone = '.hours, .cohorts, .sites, .page-reports .rows';
    const [columns, singles] = [{}, []];
    const inside = document.querySelector('dialog[open]') ?? document.querySelector('main');
    const tables = [...inside?.querySelectorAll('table') ?? []];
    for (const each of inside?.querySelectorAll('[data-v]') ?? []) {
        if (!each.checkVisibility()) continue;
        const [cell, table] = [each.closest('td'), each.closest('table')];
        if (!cell || !table || table.matches(alone) || each.closest('tfoot')) singles.push(+each.dataset.v);
        else (columns[`${tables.indexOf(table)} ${cell.cellIndex}`] ??= []).push(+each.dataset.v);
    }
    return {columns: Object.values(columns), singles};
}"""
LOOKS = """() => {
    const texts = selector => [...document.querySelectorAll(selector)].map(each => each.textContent);
    // The tip of a map tells what the pointer is above.
    const numbers = [...document.querySelectorAll('main [data-v]:not(.online, .tip *), dialog [data-v]')];
    return {numbers: numbers.map(each => each.dataset.v), chosen: texts('main [aria-current], dialog [aria-current]'),
        chips: texts('.chip'), sheets: texts('dialog[open] h2')};
}"""


@dataclass
class Heard:
    """One answer, the question that it answers, and in which step it was asked."""

    path: str
    filters: dict[str, str]
    is_report: bool
    is_filtered: bool
    step: int
    data: Any


@dataclass
class Walk:
    """A walk of one browser. `steps` tells what was done, for who has to look into a failure."""

    board: Board
    seed: int
    steps: list[str] = field(default_factory=list)
    _heard: dict[str, Heard] = field(default_factory=dict)
    _hearing: list[asyncio.Task[None]] = field(default_factory=list)
    _since: int = 0  # the step that led to this page and range
    _frame: tuple[str, ...] = ()
    # The page's clock stands while it is looked at: its ranges end at the minute, and two looks could lie in two.
    _now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self.page: Page = self.board.page
        self.page.on("response", lambda response: self._hearing.append(asyncio.create_task(self._hear(response))))

    async def _hear(self, response: Response) -> None:
        request, parts = response.request, urlsplit(response.url)
        if "/api/" not in parts.path or response.status != 200:
            return
        path = parts.path.partition("/api")[2]
        body = json.loads(request.post_data) if request.post_data else {}
        sent = body.get("filters") or query_of(response.url)
        step = len(self.steps)
        try:
            data = await response.json()
        except (Error, ValueError):
            return  # The page has gone on meanwhile.
        self._heard[f"{request.url} {request.post_data}"] = Heard(
            path=path, is_report=bool(body), step=step, data=data,
            is_filtered=bool(FILTERED.search(path)) and sent.get("propertyName") not in UNFILTERED,
            filters={name: value for name, value in sent.items() if FIELDS.fullmatch(name)})

    def story(self) -> str:
        return f"seed {self.seed}:\n" + "\n".join(self.steps)

    async def begin(self, path: str) -> None:
        await self.page.clock.set_fixed_time(self._now)
        self.steps.append(path)
        await self.board.open(path)
        await self.board.rest()
        await self.check()

    async def wait(self) -> None:
        """Lets all answers grow old."""
        self._now += TOO_OLD
        await self.page.clock.set_fixed_time(self._now)
        await self.board.rest()

    async def step(self) -> None:
        """Does something that can be done there."""
        await self.wait()
        choices = self.page.locator(STEPS_IN_A_SHEET if await self.page.locator("dialog[open]").count() else STEPS)
        found = await choices.evaluate_all(
            "all => all.map(each => [each.localName, each.getAttribute('href') ?? '', each.innerText, each.className])")
        index = self._dice.choice([at for at, (_, href, *_) in enumerate(found) if not LEAVING.search(href)])
        chosen, (name, href, text, kind) = choices.nth(index), found[index]
        if name == "select":
            value = self._dice.choice(await chosen.locator("option").evaluate_all("all => all.map(each => each.value)"))
            self.steps.append(f"chooses {value!r}")
            await chosen.select_option(value)
        elif name == "svg":
            self.steps.append("zooms by the chart")
            await chosen.focus()
            for key in ["ArrowRight"] * self._dice.randint(1, 4) + ["Enter"]:
                await self.page.keyboard.press(key)
        else:
            keys = [self._dice.choice(("Shift", "Alt"))] if kind == "filter-link" and self._dice.random() < 0.4 else []
            self.steps.append(f"clicks {text!r} {href} {keys}")
            if isinstance(kind, str):
                await chosen.click(modifiers=keys)
            else:  # a country of the map, whose middle may lie in another
                await chosen.focus()
                await self.page.keyboard.press("Enter")
        await self.board.rest()
        self.steps[-1] += f"\n    -> {self.page.url}"
        await self.check()

    async def check(self) -> None:
        """What has to hold everywhere."""
        text = await self.page.inner_text("body")
        assert [word for word in NONSENSE if word in text] == [], self.story()
        assert self.board.problems == [], self.story()
        await asyncio.gather(*self._hearing)
        self._hearing.clear()
        known = [heard.data for heard in self._current()]
        shown = await self.page.evaluate(SHOWN)
        columns = [column for data in known for column in columns_of(data)]
        is_sorted = bool(SORTED.search(self.page.url))
        unknown = [each for each in shown["columns"] if not any(agrees(each, column, is_sorted) for column in columns)]
        assert unknown == [], f"{unknown} are in no answer; {self.story()}"
        singles = {round(number, 6) for data in known for number in singles_of(data)}
        unknown = [number for number in shown["singles"] if round(number, 6) not in singles]
        assert unknown == [], f"{unknown} are in no answer; {self.story()}"

    def _current(self) -> Iterator[Heard]:
        """The answers that the page can be about. What this very step has asked for must be among them."""
        query = query_of(self.page.url)
        range_of = [query.get(name, "") for name in ("date", "offset", "unit", "timezone")]
        frame = (urlsplit(self.page.url).path, *range_of)
        if frame != self._frame:
            self._frame, self._since = frame, len(self.steps)
        wanted = {name: value for name, value in query.items() if FIELDS.fullmatch(name)}
        of_reports = {name: value for name, value in wanted.items() if not NOT_OF_REPORTS.search(name)}
        for heard in self._heard.values():
            # The values of one event's property are asked for by one more filter.
            filters = {name: value for name, value in heard.filters.items() if name != "event99"}
            is_about = not heard.is_filtered or filters == (of_reports if heard.is_report else wanted)
            # What happens now is asked for again and again, perhaps just before the click.
            is_old = heard.step < len(self.steps) or heard.path.startswith("/realtime/")
            assert is_about or is_old, f"{heard.path} {heard.filters}; {self.story()}"
            if is_about and heard.step >= self._since:
                yield heard

    async def back(self, address: str, before: Any) -> None:
        """The last step is undone by `Back`, and done again."""
        after, url = await self.looks(), self.page.url
        await self.page.go_back()
        await self.board.rest()
        assert self.page.url == address, self.story()
        self._check_same("Back", before, await self.looks())
        await self.page.go_forward()
        await self.board.rest()
        assert self.page.url == url, self.story()
        self._check_same("forward", after, await self.looks())

    async def open_anew(self, board: Board) -> None:
        """Somebody else, to whom the address was sent at this moment, sees the same."""
        await board.page.clock.set_fixed_time(self._now)
        await board.open(self.page.url.removeprefix(board.origin))
        await board.rest()
        self._check_same("opened anew", await self.looks(), await looks_of(board.page))

    def _check_same(self, when: str, one: Any, other: Any) -> None:
        differing = {name: (one[name], other[name]) for name in one if one[name] != other[name]}
        assert not differing, f"{when}: {differing}; {self.story()}"

    async def looks(self) -> Any:
        return await looks_of(self.page)


def query_of(url: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}


async def looks_of(page: Page) -> Any:
    """All that an address tells. What happens now is another thing each time one looks."""
    looks = await page.evaluate(LOOKS)
    return {**looks, "numbers": []} if OF_NOW.search(page.url) else looks
