"""Addresses as the columns of website_event hold them: spec 01, section 2.7."""

import pytest

from app.collect import pages


def page(url, hostname="example.com", *, strip_slash=False):
    return pages.read_page(url, hostname, strip_slash=strip_slash)


@pytest.mark.parametrize(("url", "path", "query"), [
    ("/a%20b/%E4%BD%A0?q=%20x&utm_source=go+og%20le#h%20x/", "/a b/你#h x/", "q=%20x&utm_source=go+og%20le"),
    ("/undefined?x=1#z", "", "x=1"),
    ("undefined", "", ""),
    ("", "/", ""),
    ("x/../y//z", "/y//z", ""),
    ("//other.com/path", "/path", ""),
    ("https://other.com/path?a#b", "/path#b", "a"),
    ("/a#", "/a", ""), ("/a?", "/a", ""), ("/a?#", "/a", ""),
    ("/%2F%3F", "/%2F%3F", ""),
    ("/%zz/%2F", "/%zz/%2F", ""),
    ("/100%?100%", "/100%", "100%"),
    ("/p?q='x' y\"<>", "/p", "q=%27x%27%20y%22%3C%3E"),
    ("\\a\\b", "/a/b", ""),
    ("/a\r\n\tb", "/ab", ""),
    ("/a/./b/%2e%2e/c", "/a/c", ""),
    ("mailto:x@y.z", "x@y.z", ""), ("about:blank", "blank", ""), ("file:///C:/x", "/C:/x", ""),
    ("/a\0b", "/ab", ""), ("/a%00b?c%00", "/ab", "c%00"),
    ("/?ü", "/", "%C3%BC"),
])
def test_path_and_query_of_a_page(url, path, query):
    assert (page(url).columns["url_path"], page(url).columns["url_query"]) == (path, query)


def test_only_the_parameters_that_are_there_have_columns():
    query = "utm_source=a&utm_source=b&utm_medium=&gclid&li_fat_id=%C3%BC&utm_term=x+y&twclid=1&other=2"
    assert page(f"/?{query}").columns == {
        "url_path": "/", "url_query": query, "utm_source": "a", "utm_medium": "", "gclid": "", "li_fat_id": "ü",
        "utm_term": "x y", "twclid": "1",
    }


@pytest.mark.parametrize("name", [
    "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
    "gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid",
])
def test_a_long_parameter_is_cut_where_umami_loses_the_event(name):
    assert page(f"/?{name}={'x' * 300}").columns[name] == "x" * 255
    assert page(f"/?{name}={'%F0%9F%98%80' * 300}").columns[name] == "😀" * 255
    assert page(f"/?{name}=a%00b").columns[name] == "ab"


def test_path_and_query_are_cut_after_decoding_to_500_utf16_units():
    columns = page("/" + "%E4%BD%A0" * 600 + "?" + "q" * 600).columns
    assert columns == {"url_path": "/" + "你" * 499, "url_query": "q" * 500}
    assert page("/" + "😀" * 300).columns["url_path"] == "/" + "😀" * 249 + "\ufffd"
    assert page("/?" + "%F0" * 300).columns["url_query"] == ("%F0" * 300)[:500]


@pytest.mark.parametrize(("url", "path"), [
    ("/a/", "/a"), ("/", ""), ("/a/#x", "/a#x"), ("/a/#/c/", "/a#/c/"), ("/a#b/", "/a#b"), ("/a//", "/a/"),
    ("/a", "/a"), ("/a%2F", "/a%2F"), ("/a#b", "/a#b"), ("/undefined", ""), ("", ""), ("/a/?q=/", "/a"),
])
def test_one_trailing_slash_is_removed_where_the_setting_says_so(url, path):
    assert page(url, strip_slash=True).columns["url_path"] == path


@pytest.mark.parametrize(("url", "path"), [
    ("/a%20b#x", "/a%20b"), ("/undefined", ""), ("/a/", "/a/"), ("/ü", "/%C3%BC"), ("", "/"),
    ("/" + "x" * 600, "/" + "x" * 499),
])
def test_the_bare_path_of_a_performance_report_is_not_decoded(url, path):
    assert page(url).bare_path == path


@pytest.mark.parametrize(("url", "host"), [
    ("https://WWW.Example.com:8080/x", "example.com"), ("https://wwwxsite.com/", "site.com"), ("/x", "localhost"),
    ("https://www/", "www"), ("https://a.www.com/", "a.www.com"), ("https://bücher.de/", "xn--bcher-kva.de"),
    ("http://[::1]/", "[::1]"), ("mailto:x@y", ""),
])
def test_without_a_hostname_the_address_tells_it(url, host):
    assert page(url, "").hostname == host


@pytest.mark.parametrize("hostname", ["a b", "[", "%zz", "a" * 100 + "<", ":", "/", "\0"])
def test_a_hostname_that_is_no_host_costs_nothing_but_itself(hostname):
    """Umami answers 500, with the session's row already written."""
    assert page("/a?b=1", hostname).columns == {"url_path": "/a", "url_query": "b=1"}
    assert pages.read_referrer("https://r.com/x", hostname)["referrer_domain"] == "r.com"


@pytest.mark.parametrize(("referrer", "path", "query", "domain"), [
    ("https://www.google.com/search?q=1#frag", "/search", "q=1", "google.com"),
    ("https://WWW.Bücher.de/ä", "/ä", "", "xn--bcher-kva.de"),
    ("/local?x=1", "/local", "x=1", "example.com"),
    ("https://wwwxsite.com/", "/", "", "wwwxsite.com"),
    ("https://r.com:8080/%2F%20", "/%2F ", "", "r.com"),
    ("android-app://com.x/", "/", "", "com.x"),
    ("https://r.com/" + "x" * 600 + "?" + "y" * 600, "/" + "x" * 499, "y" * 500, "r.com"),
    ("https://r.com/a%00b", "/ab", "", "r.com"),
])
def test_the_three_columns_of_a_referrer(referrer, path, query, domain):
    assert pages.read_referrer(referrer, "example.com") == {
        "referrer_path": path, "referrer_query": query, "referrer_domain": domain,
    }


def test_a_same_site_referrer_is_stored_under_the_hostname_without_www():
    assert pages.read_referrer("/x", "www.example.com")["referrer_domain"] == "example.com"


@pytest.mark.parametrize(("title", "stored"), [
    ("x%20y%zz", "x%20y%zz"), ("100% x", "100% x"), ("a%2Fb%20c", "a/b c"), ("", ""), ("a\0b%00c", "abc"),
    ("a" + "😀" * 260, "a" + "😀" * 249 + "\ufffd"), ("x" * 600, "x" * 500), ("%41" * 600, "A" * 500),
])
def test_a_title_is_decoded_then_cut(title, stored):
    assert pages.read_title(title) == stored
