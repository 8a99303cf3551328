"""Clients: the verdicts of Umami's packages, recorded for 4,734 user agents, and the cases the spec names."""

import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.lib import clients
from app.lib.clients.notation import translate

CORPUS = Path(__file__).parents[1] / "conformance" / "detect.jsonl"

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36"
ANDROID = "Mozilla/5.0 (Linux; Android 13; {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0{} Safari/537.36"


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in CORPUS.read_bytes().splitlines()]


@pytest.mark.parametrize("field", ["bot", "browser", "os", "device", "device_1280"])
def test_every_recorded_user_agent_gets_umamis_verdict(corpus: list[dict[str, Any]], field: str) -> None:
    def verdict(ua: str) -> object:
        client = clients.read_client(ua)
        return clients.device_for(client.device, "1280x800") if field == "device_1280" else getattr(client, field)

    assert [(row["ua"], row[field]) for row in corpus] == [(row["ua"], verdict(row["ua"])) for row in corpus]


def test_the_single_questions_agree_with_the_joined_one() -> None:
    assert clients.read_client(CHROME) == clients.Client(False, "chrome", "Windows 10", "desktop")
    assert (clients.is_bot(CHROME), clients.browser(CHROME), clients.os(CHROME), clients.device(CHROME)) == (
        False, "chrome", "Windows 10", "desktop")


def test_no_user_agent_is_an_unknown_desktop_and_no_bot() -> None:
    assert clients.read_client("") == clients.Client(False, None, None, "desktop")


@pytest.mark.parametrize("ua, bot", [
    (CHROME, False),
    ("foo", True),
    ("curl/8.0", True),
    ("okhttp/4.9", True),
    ("MyApp 1.0", True),
    ("GOOGLEBOT", True),
    (CHROME + " (+https://example.org/about)", True),
    (CHROME + " CUBOT", False),  # a phone
    (CHROME + " XCUBOT", True),
    ("-", True),
    ("x" * 50, True),
    ("123 abc (de)", True),
])
def test_a_program_gives_itself_away(ua: str, bot: bool) -> None:
    assert clients.is_bot(ua) is bot


@pytest.mark.parametrize("ua, name", [
    ("Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/18.0;", None),  # The version must end at a space.
    ("Mozilla/5.0 Chrome/120.0 Safari/537.36 OPR/106.0", "opera"),
    ("Mozilla/5.0 (Linux; Android 13; wv) Chrome/120.0 Mobile Safari/537.36 OPR/76.0", "chromium-webview"),
    ("Mozilla/5.0 Chrome/120.0 Safari/537.36 Edg/120.0", "edge-chromium"),
    ("Mozilla/5.0 CHROME/120.0 ", None),  # Case matters here, unlike for bots and devices.
    ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "ie"),
    ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko\n", None),
    ("Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)", "ie"),
    ("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)", None),
    ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 (KHTML) Version/17.0 Mobile/15E148 Safari/604.1", "ios"),
    ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1 (KHTML) Version/17.0 Safari/605.1", "safari"),
    ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 (KHTML, like Gecko) Mobile/15E148", "ios-webview"),
    ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 (KHTML, like Gecko) Mobile/15E148 Instagram 312.0", "instagram"),
    ("curl/8.4.0", "curl"),
    ("somebot", "searchbot"),
])
def test_the_first_browser_rule_wins(ua: str, name: str | None) -> None:
    assert clients.browser(ua) == name


@pytest.mark.parametrize("ua, name", [
    ("Mozilla/5.0 (Linux; Android 13)", "Android OS"),
    ("Mozilla/5.0 (Windows Phone 8.1; like iPhone)", "iOS"),
    ("Windows NT 10.0", "Windows 10"),
    ("Win 9x 4.90; Windows 98", "Windows 98"),
    ("Mozilla/5.0 (X11; FreeBSD amd64)", "Linux"),
    ("Mozilla/5.0 (LINUX; SmartTV)", None),
    ("Mozilla/5.0 (X11; CrOS x86_64)", "Chrome OS"),
])
def test_the_first_system_rule_wins(ua: str, name: str | None) -> None:
    assert clients.os(ua) == name


@pytest.mark.parametrize("ua, kind", [
    (ANDROID.format("K", " Mobile"), "mobile"),
    (ANDROID.format("K", ""), "tablet"),
    (ANDROID.format("K", " VR"), "xr"),
    (ANDROID.format("Nobody Knows", "")[:-14], "desktop"),  # Cut before `Safari`.
    ("Dalvik/2.1.0 (Linux; U; Android 9; SM-T510 Build/PPR1)", "tablet"),
    ("Dalvik/2.1.0 (Linux; U; Android 9; SM-G960F Build/PPR1)", "mobile"),
    ("Dalvik/2.1.0 (Linux; U; Android 9; Redmi Note 8 Build/PPR1)", "mobile"),
    ("Dalvik/2.1.0 (Linux; U; Android 9; Nobody Build/PPR1)", "desktop"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", "mobile"),
    ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)", "tablet"),
    ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) [FBDV/iPhone14,2;FBMD/iPad]", "mobile"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Sony phone", "desktop"),  # `Macintosh;` stops.
    ("Mozilla/5.0 (Android 14; Tablet; rv:130.0) Gecko/130.0 Firefox/130.0", "tablet"),
    ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "mobile"),
    ("Mozilla/5.0 (Linux; NetCast; U) SMART-TV; Samsung", "smarttv"),
    ("HbbTV/1.1.1 (;;;;;)", "desktop"),
    ("HbbTV/1.1.1 (; Philips ;)", "smarttv"),
    ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Xbox; Xbox One)", "console"),
    ("Samsung SM-R890", "wearable"),
    ("Moto 360", "wearable"),
    ("Mozilla/5.0 (Linux; Android 12; C6603 Build/10) AppleWebKit", "mobile"),
    ("Mozilla/5.0 (Linux; Android 12; C6603) Chrome/69.0", "desktop"),  # Sony, bracket: Chrome 70 or later only.
    ("Mozilla/5.0 (Linux; Android 12; C6603) Chrome/70.0", "mobile"),
    ("Mozilla/5.0 (Linux; Android 12; C6603) Chrome/130.0", "mobile"),
    ("Mozilla/5.0 (Windows NT 10.0) Dell", "mobile"),
    ("Tesla/2024", "embedded"),
    ("  \t iphone x", "mobile"),
    ("x" * 500 + "iphone", "desktop"),  # Only 500 characters are looked at,
    (" " * 100 + "x" * 496 + "phone", "desktop"),
    (" " * 100 + "x" * 495 + "phone", "mobile"),  # not counting white space before them.
])
def test_the_first_device_row_wins(ua: str, kind: str) -> None:
    assert clients.device(ua) == kind


def test_letters_outside_ascii_have_no_second_case() -> None:
    assert clients.device("\u212aindle/3.0") == "desktop"  # the Kelvin sign
    assert clients.device("Kindle/3.0 \u212a") == "tablet"


@pytest.mark.parametrize("device, screen, expected", [
    ("desktop", "1920x1080", "laptop"),
    ("desktop", "1921x1", "desktop"),
    ("desktop", "1280x800", "laptop"),
    ("desktop", None, "desktop"),
    ("desktop", "", "desktop"),
    ("desktop", "wide", "desktop"),
    ("desktop", "nanx1", "desktop"),
    ("desktop", "1_0x1", "desktop"),
    ("desktop", "1280", "laptop"),
    ("mobile", "390x844", "mobile"),
    ("tablet", "1280x800", "tablet"),
])
def test_a_desktop_with_a_small_screen_is_a_laptop(device: str, screen: str | None, expected: str) -> None:
    assert clients.device_for(device, screen) == expected


@pytest.mark.parametrize("token, expression", [
    ("SM-[PTX]??", r"sm\-[ptx]\w\w"),
    ("KF@*{ Bui,)}…?…Silk/", r"kf[a-z]\w*(?:\ bui|\)).+silk/"),
    ("MZ60# Build/", r"mz60\d\ build/"),
    ("A<in>{,Pro{1,2}}", r"a(?:in)?(?:|pro(?:1|2))"),
    (r"Watch{/,\,}#", r"watch(?:/|,)\d"),
    ("Focus/#%{…Mobile}", r"focus/\d(?!.*mobile)"),
    ("Moto~$", r"moto[\w -]+(?= bui|\))"),
    ("Pixel C!", r"pixel\ c(?!\w)"),
])
def test_the_notation_becomes_a_regular_expression(token: str, expression: str) -> None:
    assert translate(token) == expression


@pytest.mark.parametrize("unit", [
    "wv)", "MSIE ", "Mozilla/5.0 (", "(", " ", "droid ; ", "Chrome/1", "wv)Chrome/1", "Trident/7.0 rv:1)", "; a bui",
    "archos 1 1", "Version/1Mobile", "1.", "@a", "\n", "é",
])
def test_a_hostile_user_agent_of_256_kib_takes_no_time(unit: str) -> None:
    ua = (unit * 262_144)[:262_144]

    def seconds() -> float:
        start = time.perf_counter()
        clients.read_client(ua)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.02


def test_only_agents_of_common_length_are_remembered() -> None:
    before = clients._read_cached.cache_info()
    clients.read_client("remembered " + "(" * 400)
    clients.read_client("remembered " + "(" * 400)
    clients.read_client("not remembered " + "(" * 600)
    after = clients._read_cached.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)
    assert after.maxsize == 4_096
