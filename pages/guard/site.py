"""Where this portal is: the hosts and origins that are its own, and the proxies whose word counts."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from portal_ui.settings import Settings

_LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "localhost", "::1": "[::1]"}  # the host, and how an address writes it
_USUAL_PORTS = {"http": "80", "https": "443"}
_DROPPED = (b"forwarded", b"x-real-ip")

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Site:
    """The names this installation answers to. Everything else is someone else's."""

    hosts: frozenset[str]
    origins: frozenset[str]
    proxies: tuple[Network, ...] = ()
    is_https: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """The site of these settings; on loopback under all of loopback's names."""
        parts = urlsplit(settings.base_url)
        names = {_without_usual_port(parts.netloc.lower(), parts.scheme)}
        if not settings.is_https and parts.hostname in _LOOPBACK:
            names |= {_without_usual_port(f"{name}:{parts.port or 80}", parts.scheme) for name in _LOOPBACK.values()}
        return cls(
            hosts=frozenset(names),
            origins=frozenset(f"{parts.scheme}://{name}" for name in names),
            proxies=tuple(ip_network(address, strict=False) for address in settings.trusted_proxies),
            is_https=settings.is_https,
        )

    def is_own_host(self, headers: Headers) -> bool:
        """Whether the request names exactly one host, and it is ours."""
        named = headers.getlist("host")
        scheme = "https" if self.is_https else "http"
        return len(named) == 1 and _without_usual_port(named[0].lower(), scheme) in self.hosts

    def is_own_socket(self, headers: Headers) -> bool:
        """Whether a page of ours opens this socket. Only a browser's polling, which names no origin, may say it the newer way."""
        named = headers.getlist("origin")
        if named:
            return len(named) == 1 and named[0] in self.origins
        return headers.get("sec-fetch-site") == "same-origin"

    def is_own_form(self, headers: Headers) -> bool:
        """Whether a page of ours sends this form; silence is a no.

        What the browser says of the sender goes first: under our referrer policy it calls the origin of our own forms `null`.
        """
        told = headers.get("sec-fetch-site")
        if told is not None:
            return told == "same-origin"
        named = headers.getlist("origin")
        return len(named) == 1 and named[0] in self.origins

    def seen_from_outside(self, scope: Scope) -> Scope:
        """The request as the visitor made it: their address and scheme as far as a named proxy tells, and no forwarding header left."""
        headers = Headers(scope=scope)
        seen = {**scope, "headers": [pair for pair in scope["headers"] if not _is_forwarding(pair[0])]}
        if not self._is_proxy(_peer(scope)):
            return seen
        hops = [hop.strip() for line in headers.getlist("x-forwarded-for") for hop in line.split(",")]
        seen["client"] = (self._visitor(_peer(scope), hops), 0)
        proto = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        if proto in _USUAL_PORTS:
            seen["scheme"] = proto if scope["type"] == "http" else proto.replace("http", "ws")
        return seen

    def _visitor(self, peer: str, hops: list[str]) -> str:
        """The last hop that no proxy of ours is; further left anybody may have written anything."""
        visitor = peer
        for hop in reversed(hops):
            if not _is_address(hop):
                break
            visitor = hop
            if not self._is_proxy(hop):
                break
        return visitor

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.proxies)


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _is_forwarding(name: bytes) -> bool:
    return name.startswith(b"x-forwarded-") or name in _DROPPED


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _without_usual_port(netloc: str, scheme: str) -> str:
    return netloc.removesuffix(f":{_USUAL_PORTS[scheme]}")
