"""Addresses: which header names the visitor, what is blocked, what is local. The cases are spec 01's, section 2.3."""

from ipaddress import ip_address
from pathlib import Path
from socket import AF_INET

import pytest

from app.lib import addresses
from app.lib.addresses import BlockedAddresses, client_address, is_local, resolve_address, without_port

PEER = "192.0.2.99"


@pytest.mark.parametrize("text, resolved", [
    ("203.0.113.7", "203.0.113.7"),
    ("203.0.113.7:8080", "203.0.113.7"),
    ("[2001:DB8::1]:443", "[2001:DB8::1]"),
    ("[2001:DB8::1]", "[2001:DB8::1]"),
    ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("::FFFF:cb00:7109", "203.0.113.9"),
    ("fe80::1%eth0", "fe80::1%eth0"),
    ("proxy.example:8080", "proxy.example"),
    ("1.2.3.4, 5.6.7.8", "1.2.3.4, 5.6.7.8"),
    ("unknown", "unknown"),
    ("2001:db8::zz", "2001:db8::zz"),
    ("01.2.3.4", "01.2.3.4"),
    ("[", "["),
    ("", ""),
    ("x" * 20_000 + ":80", "x" * 20_000),
])
def test_an_address_is_made_canonical_and_other_text_kept(text: str, resolved: str) -> None:
    assert resolve_address(text) == resolved


@pytest.mark.parametrize("headers, address", [
    ({}, PEER),
    ({"x-forwarded-for": "203.0.113.7:8080"}, "203.0.113.7"),
    ({"x-forwarded-for": "10.0.0.1, 203.0.113.5"}, "10.0.0.1"),
    ({"x-forwarded-for": " 203.0.113.5 ,10.0.0.1"}, "203.0.113.5"),
    ({"x-forwarded-for": ", 203.0.113.5"}, ""),
    ({"x-forwarded-for": ""}, PEER),
    ({"true-client-ip": "1.2.3.4, 5.6.7.8"}, "1.2.3.4, 5.6.7.8"),
    ({"true-client-ip": "", "cf-connecting-ip": "1.2.3.4"}, "1.2.3.4"),
    ({"cf-connecting-ip": "1.1.1.1", "true-client-ip": "2.2.2.2"}, "2.2.2.2"),
    ({"x-real-ip": "1.1.1.1", "x-forwarded-for": "2.2.2.2"}, "1.1.1.1"),
    ({"x-appengine-user-ip": "1.1.1.1", "x-real-ip": "2.2.2.2"}, "2.2.2.2"),
    ({"x-umami-client-ip": "1.1.1.1"}, PEER),  # Only Umami's own cloud reads it.
    ({"forwarded": "for=203.0.113.60"}, PEER),  # Dead: the peer stands in for x-forwarded-for, which comes first.
    ({"x-client-ip": "203.0.113.60"}, PEER),
    ({"x-cluster-client-ip": "203.0.113.60"}, PEER),
    ({"x-forwarded": "203.0.113.60"}, PEER),
])
def test_the_first_header_that_says_something_names_the_visitor(headers: dict[str, str], address: str) -> None:
    assert client_address(headers, PEER) == address


@pytest.mark.parametrize("headers, address", [
    ({}, ""),
    ({"forwarded": "proto=https;for=203.0.113.60;by=x"}, "203.0.113.60"),
    ({"forwarded": "for=[2001:db8::1]:99"}, "[2001:db8::1]"),
    ({"forwarded": 'for="x"'}, 'for="x"'),
    ({"forwarded": "for=203.0.113.60", "x-client-ip": "203.0.113.61"}, "203.0.113.60"),
    ({"x-client-ip": "203.0.113.61"}, "203.0.113.61"),
])
def test_without_a_peer_the_last_headers_are_read_too(headers: dict[str, str], address: str) -> None:
    assert client_address(headers, None) == address


def test_a_peer_in_ipv6_clothes_is_ipv4() -> None:
    assert client_address({}, "::ffff:203.0.113.9") == "203.0.113.9"


@pytest.mark.parametrize("value, address", [
    ("1.2.3.4", "1.2.3.4"),
    ("1.2.3.4, 5.6.7.8", "1.2.3.4, 5.6.7.8"),  # not split at commas
    ("", "9.9.9.9"),
])
def test_the_header_of_client_ip_header_comes_first(value: str, address: str) -> None:
    headers = {"x-mine": value, "true-client-ip": "9.9.9.9"}
    assert client_address(headers, PEER, "X-Mine") == address


def test_an_address_in_the_payload_is_taken_word_for_word() -> None:
    assert client_address({"x-mine": "1.1.1.1"}, PEER, "x-mine", "2001:DB8::1") == "2001:DB8::1"
    assert client_address({}, PEER, "", "") == PEER


def test_the_port_goes_and_brackets_stay() -> None:
    assert [without_port(text) for text in ("1.2.3.4:80", "[::1]:80", "::1")] == ["1.2.3.4", "[::1]", "::1"]


@pytest.mark.parametrize("ip, held", [
    ("203.0.113.9", True),
    ("203.0.114.9", False),
    ("198.51.100.7", True),
    ("198.51.100.8", False),
    ("2001:db8::5", True),
    ("2001:db8:1::5", False),
    ("::ffff:203.0.113.9", True),
    ("10.9.9.9", True),  # 10.1.2.3/8 has host bits, and means 10.0.0.0/8
    ("2001:db8:2::1", True),
    ("[2001:db8::5]", False),
    ("anything", False),
    ("", False),
    ("9" * 100_000, False),
])
def test_blocked_addresses_are_single_ones_and_ranges(ip: str, held: bool) -> None:
    blocked = BlockedAddresses("203.0.113.0/24, 198.51.100.7,2001:DB8::/48,,10.1.2.3/8 ,2001:DB8:2::1")
    assert blocked.holds(ip) is held
    assert blocked.holds(ip) is held  # also when remembered
    assert blocked.bad == []


def test_entries_that_are_no_address_are_told_and_harm_nothing() -> None:
    blocked = BlockedAddresses("203.0.113.0/99,office,/24,198.51.100.7")
    assert blocked.bad == ["203.0.113.0/99", "office", "/24"]
    assert (blocked.holds("198.51.100.7"), blocked.holds("203.0.113.1"), blocked.holds("office")) == (True, False, True)


def test_nothing_is_blocked_without_the_setting() -> None:
    assert not BlockedAddresses("").holds("203.0.113.9")


@pytest.mark.parametrize("ip, local", [
    ("10.255.0.1", True),
    ("11.0.0.1", False),
    ("127.0.0.1", True),
    ("127.9.9.9", True),
    ("169.254.0.9", False),
    ("169.254.1.0", True),
    ("169.254.254.255", True),
    ("169.254.255.1", False),
    ("172.15.9.9", False),
    ("172.16.0.1", True),
    ("172.31.255.255", True),
    ("172.32.0.1", False),
    ("192.168.1.1", True),
    ("192.169.1.1", False),
    ("::ffff:10.0.0.1", True),
    ("::ffff:81.2.69.160", False),
    ("fc00::1", True),
    ("fdff::1", True),
    ("fe80::1", True),
    ("fe80::1%eth0", True),
    ("febf::1", True),
    ("fec0::1", False),
    ("2001:218::5", False),
    ("::1", True),
    ("0.0.0.0", True),  # noqa: S104 - recognised, not listened on
    ("81.2.69.142", False),
    ("localhost", False),  # Host names are not looked up: this server calls nobody.
    ("", False),
    ("1" * 100_000, False),
])
def test_private_addresses_are_local(ip: str, local: bool) -> None:
    assert is_local(ip) is local
    assert is_local(ip) is local


def test_what_this_machine_can_bind_is_its_own() -> None:
    assert addresses._is_ours(ip_address("127.0.0.77"))
    assert not addresses._is_ours(ip_address("203.0.113.99"))
    assert not addresses._is_ours(ip_address("2001:218::5"))


def test_a_machine_that_binds_anything_learns_nothing_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = tmp_path / "ip_nonlocal_bind"
    switch.write_text("1\n")
    monkeypatch.setitem(addresses._BINDS_ANYTHING, AF_INET, switch)
    addresses._binds_anything.cache_clear()
    try:
        assert not addresses._is_ours(ip_address("127.0.0.77"))
    finally:
        addresses._binds_anything.cache_clear()
