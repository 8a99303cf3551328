import pytest

from app.lib import urls
from app.lib.urls import Url


@pytest.mark.parametrize(("text", "url"), [
    ("/a?b=1#c", Url("/a", "b=1", "#c", "example.com")),
    ("", Url("/", "", "", "example.com")),
    ("undefined", Url("/undefined", "", "", "example.com")),
    ("x/../y//z", Url("/y//z", "", "", "example.com")),
    ("//other.com/path", Url("/path", "", "", "other.com")),
    ("a\\b", Url("/a/b", "", "", "example.com")),
    ("/a\tb\nc", Url("/abc", "", "", "example.com")),
    ("https://WWW.Bücher.de:8080/ä", Url("/%C3%A4", "", "", "www.xn--bcher-kva.de")),
    ("mailto:x@y.z", Url("x@y.z", "", "", "")),
    ("about:blank", Url("blank", "", "", "")),
    ("file:///C:/x", Url("/C:/x", "", "", "")),
    ("android-app://com.x/", Url("/", "", "", "com.x")),
    ("/p?q='x' y\"<>", Url("/p", "q=%27x%27%20y%22%3C%3E", "", "example.com")),
    ("/a#", Url("/a", "", "", "example.com")),
    ("/a?", Url("/a", "", "", "example.com")),
    ("http://[2001:DB8::1]/", Url("/", "", "", "[2001:db8::1]")),
])
def test_an_address_is_taken_apart_by_the_whatwg_rules(text, url):
    assert urls.parse(text, "https://example.com") == url


@pytest.mark.parametrize("text", ["http://", "http://[x", "http://a b/", "https://%zz/", "http://1.2.3.400/", "//"])
def test_a_broken_authority_is_no_address(text):
    assert urls.parse(text, "https://example.com") is None
    assert not urls.can_parse(text)


@pytest.mark.parametrize("text", ["", "/", "x", "?", "#", "javascript:alert(1)", "\0", "%zz", "//a", "x" * 99_999])
def test_nearly_any_text_can_be_parsed(text):
    assert urls.can_parse(text)


def test_a_lone_surrogate_is_no_address_and_no_crash():
    assert not urls.can_parse("/\ud800")
    assert urls.parse("/\ud800", "https://example.com") is None
    assert urls.absolute("https://x/\ud800") is None


@pytest.mark.parametrize(("text", "normalised"), [
    ("https://x.com", "https://x.com/"),
    ("HTTPS://X.com:443/a b", "https://x.com/a%20b"),
    ("java\tscript:alert(1)", "javascript:alert(1)"),
    ("myapp://open/1", "myapp://open/1"),
    ("/relative", None), ("", None), ("example.com", None), ("//x.com", None),
])
def test_only_absolute_addresses_have_a_normalised_form(text, normalised):
    assert urls.absolute(text) == normalised


@pytest.mark.parametrize(("text", "component", "uri"), [
    ("/a%20b/%E4%BD%A0", "/a b/你", "/a b/你"),
    ("%2F%3a%23", "/:#", "%2F%3a%23"),  # reserved: decodeURI leaves them as they were, letters too
    ("%E4%BD%A0%2F%E5%A5%BD", "你/好", "你%2F好"),
    ("/%zz/%2F%20", "/%zz/%2F%20", "/%zz/%2F%20"),  # one malformed escape spares all
    ("%C3%20é", "%C3%20é", "%C3%20é"),
    ("%ED%A0%80", "%ED%A0%80", "%ED%A0%80"),  # a surrogate in UTF-8
    ("%C0%AF", "%C0%AF", "%C0%AF"),  # an overlong form
    ("100% x", "100% x", "100% x"),
    ("%00", "\0", "\0"),
    ("a+b", "a+b", "a+b"),
    ("%", "%", "%"),
])
def test_escapes_are_decoded_as_javascript_decodes_them(text, component, uri):
    assert urls.decode_component(text) == component
    assert urls.decode_uri(text) == uri


def test_the_first_value_of_a_query_parameter_counts_form_decoded():
    names = {"utm_source": "source", "gclid": "gclid"}
    query = "utm%5Fsource=go+og%20le&utm_source=second&gclid&x=1&&=&UTM_SOURCE=no"
    assert urls.first_values(query, names) == {"source": "go og le", "gclid": ""}
    assert urls.first_values("utm_source=%FF%zz", names) == {"source": "\ufffd%zz"}
    assert urls.first_values("utm_source=a=b", names) == {"source": "a=b"}
    assert urls.first_values("", names) == {}
