r"""The notation in which the table of devices is written, and its translation into regular expressions.

| Sign    | Means                                                                                   |
|---------|-----------------------------------------------------------------------------------------|
| `#`     | a digit                                                                                 |
| `@`     | a letter                                                                                |
| `?`     | a word character: letter, digit, `_`                                                    |
| `*`     | any number of word characters, also none                                                |
| `~`     | one or more word characters, spaces or hyphens                                          |
| `…`     | anything, also nothing; `…?…` is at least one character of any kind                     |
| `<x>`   | x or nothing                                                                            |
| `{a,b}` | one of these, possibly empty                                                            |
| `%{a,b}`| none of these begins here                                                               |
| `[abc]` | one of these characters                                                                 |
| `^`     | first: not preceded by a word character                                                 |
| `&`     | first: in Android's model position, that is after `droid`, at least one character, `; ` |
| `$`     | followed by ` Bui` (of ` Build`) or `)`                                                 |
| `!`     | not followed by a word character                                                        |
| `\`     | makes the next character literal                                                        |

Everything else, spaces included, is literal. Upper and lower case are the same: the translation is in lower case and
is meant for lower-case text, which Python searches several times faster than with IGNORECASE.
"""

import re

_SIGNS = {
    "#": r"\d",
    "@": "[a-z]",
    "?": r"\w",
    "*": r"\w*",
    "~": r"[\w -]+",
    "…": ".*",
    "<": "(?:",
    ">": ")?",
    "$": r"(?= bui|\))",
    "!": r"(?!\w)",
}
_TOKEN = re.compile(r"\\.|…\?…|%\{|\[[^\]]*\]|.")


def translate(token: str) -> str:
    """The regular expression of a token without its leading `^` or `&`."""
    closing: list[str] = []  # how each open brace ends
    out: list[str] = []
    for sign in _TOKEN.findall(token.lower()):
        if sign == "…?…":
            out.append(".+")
        elif sign in {"{", "%{"}:
            out.append("(?:" if sign == "{" else "(?!")
            closing.append(")")
        elif sign == "}":
            out.append(closing.pop())
        elif sign == "," and closing:
            out.append("|")
        elif sign[0] == "[":
            out.append(sign)
        elif sign[0] == "\\":
            out.append(re.escape(sign[1]))
        else:
            out.append(_SIGNS.get(sign) or re.escape(sign))
    return "".join(out)


def anywhere(tokens: tuple[str, ...], written: str = "") -> re.Pattern[str] | None:
    """One expression for those of `tokens` that may stand anywhere or at the start of a word; None if there are none.

    `written` is a ready expression that joins them.
    """
    free = [translate(token) for token in tokens if token[0] not in "^&"]
    words = [translate(token[1:]) for token in tokens if token[0] == "^"]
    if words:
        free.append(rf"(?<!\w)(?:{'|'.join(words)})")
    if written:
        free.append(written)
    return re.compile("|".join(free), re.ASCII) if free else None


def at_model(tokens: tuple[str, ...]) -> re.Pattern[str] | None:
    """One expression for those of `tokens` that stand in Android's model position; None if there are none.

    Search with it from one character after the first `droid`: what stands after a later one stands after the first.
    """
    models = [translate(token[1:]) for token in tokens if token[0] == "&"]
    return re.compile(rf"; (?:{'|'.join(models)})", re.ASCII) if models else None
