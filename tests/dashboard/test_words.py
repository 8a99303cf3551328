"""The words of the dashboard: no language lacks one, and none is too large to load."""

import gzip
import json
import re
from pathlib import Path
from string import Formatter

import pytest

import hatch_build
from app.dashboard.assets import static_folder

WORDS = hatch_build.STATIC / "dashboard/words"
MOST_BYTES = 6_000
ENGLISH = json.loads((WORDS / "en-US.json").read_text())
PLURALS = {name.removesuffix(".one") for name in ENGLISH if name.endswith(".one")}

# What Intl.PluralRules tells apart beside "other", whose text is that of the plain word.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "en-US": ("one",), "de-DE": ("one",), "fr-FR": ("one", "many"), "es-ES": ("one", "many"), "pt-BR": ("one", "many"),
    "it-IT": ("one", "many"), "nl-NL": ("one",), "pl-PL": ("one", "few", "many"), "ru-RU": ("one", "few", "many"),
    "uk-UA": ("one", "few", "many"), "tr-TR": ("one",), "ar-SA": ("zero", "one", "two", "few", "many"),
    "he-IL": ("one", "two"), "hi-IN": ("one",), "ja-JP": (), "ko-KR": (), "zh-CN": (), "zh-TW": (),
}


def wanted_words(locale: str) -> set[str]:
    plain = {name for name in ENGLISH if not name.endswith(".one") or name.removesuffix(".one") not in PLURALS}
    return plain | {f"{name}.{category}" for name in PLURALS for category in CATEGORIES[locale]}


def holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_is_a_file_for_each_language_that_is_offered():
    offered = re.findall(r"'(\w\w-\w\w)': '", (hatch_build.STATIC / "dashboard/lib/locales.ts").read_text())
    assert offered == list(CATEGORIES)
    assert {file.stem for file in WORDS.iterdir()} == set(offered)


@pytest.mark.parametrize("file", sorted(WORDS.glob("*.json")), ids=lambda file: file.stem)
def test_no_word_is_missing_and_each_can_be_found(file: Path):
    words = json.loads(file.read_text())
    assert set(words) == wanted_words(file.stem)
    lines = file.read_text().splitlines()[1:-1]
    assert [line.split('"')[1] for line in lines] == sorted(words)
    for name, text in words.items():
        base, _, category = name.rpartition(".")
        english = ENGLISH.get(name) or ENGLISH[base]
        assert text.strip() == text and text, name
        # "One" and "two" may be said without the number.
        missing = holes(english) - holes(text)
        assert missing <= ({"count", "n"} if category in ("zero", "one", "two") else set()), name
        assert holes(text) <= holes(english), name


@pytest.mark.parametrize("locale", sorted(CATEGORIES))
def test_a_language_is_quickly_loaded(locale):
    manifest = json.loads((static_folder() / "dashboard/manifest.json").read_text())
    built = (static_folder() / "dashboard" / manifest["words"][locale]).read_bytes()
    assert len(gzip.compress(built, 9)) <= MOST_BYTES
