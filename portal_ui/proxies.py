"""Which addresses may be believed when they say whom they pass on: never a network that strangers are in."""

from ipaddress import IPv4Network, IPv6Network, ip_network

_WIDEST_V4, _WIDEST_V6 = 8, 16  # bits: of a network whose every member is believed
_PRIVATE_V6, _MAPPED = IPv6Network("fc00::/7"), IPv6Network("::ffff:0:0/96")


def problem(proxies: tuple[str, ...]) -> str:
    """Why these cannot be believed, as the end of a sentence; empty when they can."""
    if "*" in proxies:
        return "must name addresses; '*' would let anyone choose the address they come from."
    for proxy in proxies:
        try:
            network = ip_network(proxy, strict=False)
        except ValueError:
            return f"names {proxy!r}, which is neither an address nor a network."
        if _holds_strangers(network):
            return (
                f"names {proxy!r}: strangers are in it, who could then choose the address they come from. "
                f"Name your proxies; a public network may be an IPv4 /{_WIDEST_V4} or an IPv6 /{_WIDEST_V6} at the widest."
            )
    return ""


def _holds_strangers(network: IPv4Network | IPv6Network) -> bool:
    """Whether a network is wider than any operator's own; IPv4 written as IPv6 counts as IPv4."""
    if isinstance(network, IPv4Network):
        return network.prefixlen < _WIDEST_V4
    if network.subnet_of(_PRIVATE_V6):
        return False
    if network.subnet_of(_MAPPED):
        return network.prefixlen - _MAPPED.prefixlen < _WIDEST_V4
    return network.prefixlen < _WIDEST_V6
