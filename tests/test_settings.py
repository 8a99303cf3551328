import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings

EXAMPLE = (Path(__file__).parents[1] / ".env.example").read_text()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_example_file_explains_each_setting_with_its_default(name):
    field = Settings.model_fields[name]
    explained = re.search(rf"((?:^# .+\n)+)#{field.alias}=(.*)$", EXAMPLE, re.MULTILINE)
    assert explained, f"{field.alias} is missing in .env.example"
    words = re.sub(r"\n?# ", " ", explained[1]).strip()
    assert words == field.description
    if field.default is None or field.default is False:
        assert explained[2] == ""
    else:
        assert explained[2] == (f"{field.default:g}" if isinstance(field.default, float) else str(field.default))


def test_the_example_file_names_nothing_else():
    named = set(re.findall(r"^#?([A-Z_0-9]+)=", EXAMPLE, re.MULTILINE))
    assert named == {field.alias for field in Settings.model_fields.values()}


@pytest.mark.parametrize(("text", "is_on"), [("1", True), ("0", True), ("false", True), ("", False)])
def test_a_switch_is_on_for_any_text_that_is_not_empty(monkeypatch, text, is_on):
    monkeypatch.setenv("DISABLE_BOT_CHECK", text)
    assert Settings(_env_file=None).disable_bot_check is is_on


@pytest.mark.parametrize(("text", "base"), [
    ("", ""), ("/", ""), ("/stats", "/stats"), ("stats", "/stats"), ("/stats/", "/stats"), ("a/b/", "/a/b"),
])
def test_the_base_begins_with_a_slash_and_ends_with_none(text, base):
    assert Settings(_env_file=None, base_path=text).base == base


def test_real_variables_win_over_the_env_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("PORT=4000\nAPP_SECRET=file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.delenv("APP_SECRET", raising=False)
    settings = Settings()
    assert (settings.port, settings.app_secret) == (5000, "file")


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        Settings(_env_file=None).port = 1
