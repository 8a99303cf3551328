"""Which browser, and which operating system? The rules of the npm package detect-browser 5.3.0 (MIT).

Spec 01b, sections 3.1 and 3.2. Upper and lower case differ; the first rule found anywhere in the text wins.

A rule with `.*` inside is several parts that must be found one after the other. They are searched for one by one,
each from where the one before ended: the verdict is the same, and the time grows with the length of the text, not
with its third power (`Trident/7.0 rv:1)` repeated keeps a single expression busy for a second). Only a
line break in between would tell the two apart, and a header cannot hold one.
"""

import re
from collections.abc import Callable
from typing import Any

# Traps, all intended: Chrome needs white space or the end after its version; OPR later in the text excludes `chrome`
# but not `chromium-webview`, where the look-ahead of the package stands at the wrong place; `(:?\s|\Z)` is a slip of
# the package (an optional colon, then white space, or the end).
_BROWSERS = (
    ("aol", r"AOLShield/([0-9._]+)"),
    ("edge", r"Edge/([0-9._]+)"),
    ("edge-ios", r"EdgiOS/([0-9._]+)"),
    ("yandexbrowser", r"YaBrowser/([0-9._]+)"),
    ("kakaotalk", r"KAKAOTALK\s([0-9.]+)"),
    ("samsung", r"SamsungBrowser/([0-9.]+)"),
    ("silk", r"\bSilk/([0-9._-]+)\b"),
    ("miui", r"MiuiBrowser/([0-9.]+)\Z"),
    ("beaker", r"BeakerBrowser/([0-9.]+)"),
    ("edge-chromium", r"EdgA?/([0-9.]+)"),
    ("chromium-webview", r"wv\).*Chrom(?:e|ium)/([0-9.]+)(:?\s|\Z)"),
    ("chrome", r"(?!Chrom.*OPR)Chrom(?:e|ium)/([0-9.]+)(:?\s|\Z)"),
    ("phantomjs", r"PhantomJS/([0-9.]+)(:?\s|\Z)"),
    ("crios", r"CriOS/([0-9.]+)(:?\s|\Z)"),
    ("firefox", r"Firefox/([0-9.]+)(?:\s|\Z)"),
    ("fxios", r"FxiOS/([0-9.]+)"),
    ("opera-mini", r"Opera Mini.*Version/([0-9.]+)"),
    ("opera", r"Opera/([0-9.]+)(?:\s|\Z)"),
    ("opera", r"OPR/([0-9.]+)(:?\s|\Z)"),
    ("pie", r"^Microsoft Pocket Internet Explorer/(\d+\.\d+)\Z"),
    ("pie", r"^Mozilla/\d\.\d+\s\(compatible;\s(?:MSP?IE|MSInternet Explorer) (\d+\.\d+);.*Windows CE.*\)\Z"),
    ("netfront", r"^Mozilla/\d\.\d+.*NetFront/(\d.\d)"),
    ("ie", r"Trident/7\.0.*rv:([0-9.]+).*\).*Gecko\Z"),
    ("ie", r"MSIE\s([0-9.]+);.*Trident/[4-7].0"),
    ("ie", r"MSIE\s(7\.0)"),
    ("bb10", r"BB10;\sTouch.*Version/([0-9.]+)"),
    ("android", r"Android\s([0-9.]+)"),
    ("ios", r"Version/([0-9._]+).*Mobile.*Safari"),
    ("safari", r"Version/([0-9._]+).*Safari"),
    ("facebook", r"FB[AS]V/([0-9.]+)"),
    ("instagram", r"Instagram\s([0-9.]+)"),
    ("ios-webview", r"AppleWebKit/([0-9.]+).*Mobile"),
    ("ios-webview", r"AppleWebKit/([0-9.]+).*Gecko\)\Z"),
    ("curl", r"^curl/([0-9.]+)\Z"),
    ("searchbot", r"alexa|bot|crawl(er|ing)|facebookexternalhit|feedburner|google web preview|nagios|postrank|pingdom|"
                  r"slurp|spider|yahoo!|yandex"),
)

# The dots in `NT 5.0` and the like match any character, as in the package.
_SYSTEMS = (
    ("iOS", r"iP(hone|od|ad)"),
    ("Android OS", r"Android"),
    ("BlackBerry OS", r"BlackBerry|BB10"),
    ("Windows Mobile", r"IEMobile"),
    ("Amazon OS", r"Kindle"),
    ("Windows 3.11", r"Win16"),
    ("Windows 95", r"(Windows 95)|(Win95)|(Windows_95)"),
    ("Windows 98", r"(Windows 98)|(Win98)"),
    ("Windows 2000", r"(Windows NT 5.0)|(Windows 2000)"),
    ("Windows XP", r"(Windows NT 5.1)|(Windows XP)"),
    ("Windows Server 2003", r"(Windows NT 5.2)"),
    ("Windows Vista", r"(Windows NT 6.0)"),
    ("Windows 7", r"(Windows NT 6.1)"),
    ("Windows 8", r"(Windows NT 6.2)"),
    ("Windows 8.1", r"(Windows NT 6.3)"),
    ("Windows 10", r"(Windows NT 10.0)"),
    ("Windows ME", r"Windows ME"),
    ("Windows CE", r"Windows CE|WinCE|Microsoft Pocket Internet Explorer"),
    ("Open BSD", r"OpenBSD"),
    ("Sun OS", r"SunOS"),
    ("Chrome OS", r"CrOS"),
    ("Linux", r"(Linux)|(X11)"),
    ("Mac OS", r"(Mac_PowerPC)|(Macintosh)"),
    ("QNX", r"QNX"),
    ("BeOS", r"BeOS"),
    ("OS/2", r"OS/2"),
)

_Search = Callable[[str, int], Any]  # pattern.search: the match or None, from a position on


def _parts(rule: str) -> tuple[_Search, ...]:
    if "(?!" in rule:  # A `.*` inside a look-ahead joins nothing.
        return (re.compile(rule, re.ASCII).search,)
    return tuple(re.compile(part, re.ASCII).search for part in rule.split(".*"))


_BROWSER_PARTS = tuple((name, _parts(rule)) for name, rule in _BROWSERS)
_SYSTEM_PARTS = tuple((name, _parts(rule)) for name, rule in _SYSTEMS)


def _first(rules: tuple[tuple[str, tuple[_Search, ...]], ...], text: str) -> str | None:
    for name, parts in rules:
        position = 0
        for search in parts:
            found = search(text, position)
            if found is None:
                break
            position = found.end()
        else:
            return name
    return None


def browser(text: str) -> str | None:
    """The browser's name as Umami stores it (`chrome`, `ios`, `edge-chromium`); None where no rule matches."""
    return _first(_BROWSER_PARTS, text)


def operating_system(text: str) -> str | None:
    """The system's name as Umami stores it (`Windows 10`, also for 11; `Mac OS`); None where no rule matches."""
    return _first(_SYSTEM_PARTS, text)
