"""How many connections each address has open, so that none can take them all."""

from __future__ import annotations

from collections.abc import Sequence

from portico.server.forwarded import Proxies
from portico.server.hosts import is_local

MOST = 1_000
"""Where the author does not say: enough for an office behind one address."""


class Addresses:
    """Counts connections.

    Args:
        most: How many one address may have; 0: any number; None: `MOST`, and any number from this machine itself.
        proxies: Addresses and networks that are never counted: many visitors come by one of them.
    """

    def __init__(self, most: int | None = None, proxies: Sequence[str] = ()) -> None:
        self.most = MOST if most is None else most
        self._local = most is None
        self._proxies = Proxies(proxies)
        self._open: dict[str, int] = {}

    def take(self, address: str) -> bool:
        """Count a connection; False where the address has as many as it may."""
        count = self._open.get(address, 0)
        if count >= self.most and self._counts(address):
            return False
        self._open[address] = count + 1
        return True

    def release(self, address: str) -> None:
        """Count a connection no more."""
        count = self._open.pop(address, 0)
        if count > 1:
            self._open[address] = count - 1

    def _counts(self, address: str) -> bool:
        if not self.most or (self._local and is_local(address)):
            return False
        return not self._proxies.trusts(address)

    def __len__(self) -> int:
        return len(self._open)
