"""Which machines may be asked at an address that a person, a feed or a redirect supplies: public ones only.

The name is resolved here, and the connection goes to an address that was judged: a name that answers otherwise the
second time (DNS rebinding) gains nothing by it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

from bot.ingest.sources.trouble import NotFetched, Trouble

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# RFC 6052: IPv4 addresses in IPv6 clothes, as a network without IPv4 reaches them.
_NAT64: Final = IPv6Network("64:ff9b::/96")
# All that is given out of IPv6 (https://www.iana.org/assignments/ipv6-address-space). Elsewhere are forms that only
# lead into a network of one's own: site-local addresses, and other clothes of IPv4.
_GIVEN_OUT: Final = IPv6Network("2000::/3")


async def resolve(host: str, port: int) -> list[str]:
    """The machine's own resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """Lets addresses of the public internet pass, and what the operator has named."""

    def __init__(self, trusted: Sequence[str] = (), resolving: Resolve = resolve) -> None:
        """`trusted`: hosts of the operator's own network, as `host` or `host:port`."""
        self._trusted = frozenset(name.lower() for name in trusted)
        self._resolve = resolving

    async def machines(self, url: httpx.URL) -> list[str]:
        """The IP addresses that may be connected to for this address.

        Raises NotFetched: it is not http(s), nobody has the name, or one of its machines is not public.
        """
        if url.scheme not in {"http", "https"} or not url.host:
            raise NotFetched("not http(s)", host_wide=False, why=Trouble.FORBIDDEN)
        host, port = (
            url.raw_host.decode("ascii").strip("[]").lower(),
            url.port or (443 if url.scheme == "https" else 80),
        )
        try:
            found = list(await self._resolve(host, port))
        except socket.gaierror as error:
            unknown = error.errno in {socket.EAI_NONAME, socket.EAI_NODATA}
            why = Trouble.NOBODY if unknown else Trouble.UNREACHABLE
            raise NotFetched("the name cannot be resolved", host_wide=True, why=why) from None
        except (OSError, UnicodeError):
            raise NotFetched("the name cannot be resolved", host_wide=True) from None
        trusted = not self._trusted.isdisjoint({host, f"{host}:{port}"})
        if not found or not (trusted or all(is_public(machine) for machine in found)):
            raise NotFetched("not a public address", host_wide=False, why=Trouble.FORBIDDEN)
        return found


def is_public(machine: str) -> bool:
    """Whether an IP address belongs to the public internet, however it is dressed."""
    try:
        address = ip_address(machine.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(address)
    if inner is not None and not is_public(str(inner)):
        return False
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT and address not in _NAT64:
        return False
    return address.is_global and not address.is_multicast


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
