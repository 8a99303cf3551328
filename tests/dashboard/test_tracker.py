"""Names and endpoints of the tracker script."""

import pytest

from app.dashboard.tracker import js_string, nested_endpoints, script_paths
from app.settings import Settings


def settings(**variables):
    return Settings(_env_file=None, **variables)


@pytest.mark.parametrize("names, paths", [
    ("", ["/script.js"]),
    (" , ", ["/script.js"]),
    ("script.js", ["/script.js"]),
    (" a ,/b.js, //c/d ", ["/script.js", "/a", "/b.js", "/c/d"]),
])
def test_the_script_has_its_own_path_and_one_a_name(names, paths):
    assert script_paths(settings(TRACKER_SCRIPT_NAME=names)) == paths


@pytest.mark.parametrize("names, endpoint, paths", [
    ("a, b.js", "", []),
    ("path/to/x, path/to/y, z/w", "", ["/path/to/api/send", "/z/api/send"]),
    ("path/to/x", "/in", ["/path/to/in"]),
])
def test_a_script_in_a_folder_is_heard_where_it_posts_to(names, endpoint, paths):
    assert nested_endpoints(settings(TRACKER_SCRIPT_NAME=names, COLLECT_API_ENDPOINT=endpoint)) == paths


@pytest.mark.parametrize("text, literal", [
    ("/api/send", '"/api/send"'), ('"', '"\\""'), ("\\", '"\\\\"'), ("</script>", '"\\u003c/script>"'),
    ("\u2028ü", '"\\u2028\\u00fc"'),
])
def test_a_string_becomes_a_safe_literal(text, literal):
    assert js_string(text) == literal
