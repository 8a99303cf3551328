"""Whose address is it, and is it one of those we leave out?

Spec 01, section 2.3. An address is text here, as in Umami: what a proxy or a payload names need not be an address, and
such text is used as it is (it tells visitors apart as well as any other).
"""

import re
import socket
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

# In the order of Umami 3.1. Its server always fills in x-forwarded-for from the connection, so the last four are read
# only where there is no peer either, as on a Unix socket.
_HEADERS = (
    "true-client-ip", "cf-connecting-ip", "fastly-client-ip", "x-nf-client-connection-ip", "do-connecting-ip",
    "x-real-ip", "x-appengine-user-ip", "x-forwarded-for", "forwarded", "x-client-ip", "x-cluster-client-ip",
    "x-forwarded",
)
_FORWARDED_FOR = re.compile(r"for=(\[?[0-9a-fA-F:.]+\]?)")

# The longest text that is an address: `ffff:...:255.255.255.255%` and the name of an interface. Longer text is never
# looked up or remembered.
_LONGEST = 80
_CACHED = 8_192

_Address = IPv4Address | IPv6Address


def _parse(text: str) -> _Address | None:
    """The address that `text` is, IPv4 in IPv6 clothes (`::ffff:1.2.3.4`) undressed; None where it is none."""
    if len(text) > _LONGEST:
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def without_port(text: str) -> str:
    """`1.2.3.4:80` and `host:80` without their port, `[v6]:80` as `[v6]`; anything else as it is."""
    if text.startswith("["):
        head, bracket, _ = text.partition("]")
        return head + bracket if bracket else text
    head, colon, _ = text.rpartition(":")
    return head if colon and (":" not in head or "." in text) else text


@lru_cache(_CACHED)
def _resolve(text: str) -> str:
    if address := _parse(text):
        return str(address)
    bare = without_port(text)
    address = _parse(bare)
    return str(address) if address else bare


def resolve_address(text: str) -> str:
    """The canonical text of an address, without its port; of text that is no address, what is left without a port.

    `[2001:DB8::1]:443` keeps its brackets and letters: Umami does not parse it either, and visitor ids rest on it.
    """
    return _resolve(text) if len(text) <= _LONGEST else without_port(text)


def client_address(
    headers: Mapping[str, str], peer: str | None, client_ip_header: str = "", payload_ip: str | None = None,
) -> str:
    """The visitor's address: the payload's, else the named header's, else the first known header's, else the peer's.

    `headers` have lower-case names; `peer` is the other end of the connection. A private first hop is not skipped.
    Empty where nobody names one.
    """
    if payload_ip:
        return payload_ip
    if client_ip_header and (text := headers.get(client_ip_header.lower())):
        return resolve_address(text)
    for name in _HEADERS:
        text = headers.get(name)
        if name == "x-forwarded-for":
            text = text or peer
            if text:
                return resolve_address(text.partition(",")[0].strip())
        elif text:
            if name == "forwarded" and (found := _FORWARDED_FOR.search(text)):
                text = found[1]
            return resolve_address(text)
    return ""


class BlockedAddresses:
    """The addresses and CIDR ranges of IGNORE_IP, separated by commas; hits from them are refused.

    An address that does not parse is in no range (there Umami answers 500 and loses the hit). Entries are compared as
    text too, as Umami does. `bad` lists those that are neither address nor range, for a warning at start.
    """

    def __init__(self, ignore_ip: str) -> None:
        self.bad: list[str] = []
        self._texts: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in filter(None, map(str.strip, ignore_ip.split(","))):
            self._add(entry)
        self._holds = lru_cache(_CACHED)(self._find)

    def _add(self, entry: str) -> None:
        if "/" in entry[1:]:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self.bad.append(entry)
            return
        self._texts.add(entry)
        if address := _parse(entry):
            self._texts.add(str(address))
        else:
            self.bad.append(entry)

    def _find(self, ip: str) -> bool:
        address = _parse(ip)
        return address is not None and any(address in network for network in self._networks)

    def holds(self, ip: str) -> bool:
        """Whether hits from `ip` are to be refused."""
        if ip in self._texts:
            return True
        return bool(self._networks) and len(ip) <= _LONGEST and self._holds(ip)


def _networks(texts: Iterable[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in texts)


_PRIVATE = _networks(("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"))
_LINK_LOCAL = IPv4Network("169.254.0.0/16")
_OWN = frozenset({"::1", "::", "0.0.0.0"})  # noqa: S104 - recognised here, not listened on
_BINDS_ANYTHING = {
    socket.AF_INET: Path("/proc/sys/net/ipv4/ip_nonlocal_bind"),
    socket.AF_INET6: Path("/proc/sys/net/ipv6/ip_nonlocal_bind"),
}


@lru_cache(2)
def _binds_anything(family: socket.AddressFamily) -> bool:
    # Hosts behind keepalived or HAProxy may bind addresses of others too: there binding says nothing.
    try:
        return _BINDS_ANYTHING[family].read_text().strip() == "1"
    except OSError:
        return False


def _is_ours(address: _Address) -> bool:
    """Whether this machine has the address: then a UDP socket can be bound to it. Nothing is sent."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    if _binds_anything(family):
        return False
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address).partition("%")[0], 0))
    except OSError:
        return False
    return True


@lru_cache(_CACHED)
def _is_local(ip: str) -> bool:
    address = _parse(ip)
    if address is None:
        return False
    if address in _LINK_LOCAL and 1 <= address.packed[2] <= 254:
        return True
    return str(address) in _OWN or any(address in network for network in _PRIVATE) or _is_ours(address)


def is_local(ip: str) -> bool:
    """Whether the address is private, link-local or this machine's own: such visitors have no place.

    Text that is no address is not local. Umami resolves it as a host name; we do not, as this server calls nobody, and
    a name server asked on every hit would be a way to slow it down.
    """
    return len(ip) <= _LONGEST and _is_local(ip)
