"""How often somebody may try to log in: more slowly after every failure, by address and by name.

Three counts are kept of what failed: of an address with a name, of an address, and of a name. Each leaves some attempts
free and then doubles the wait. Somebody who logged in from an address before is held up by their own failures there
alone, so that nobody is locked out by another's guesses at their name, or by a neighbour behind the same address.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 900.0
"""Seconds that one waits at most."""
FORGIVEN = 3600.0
"""Seconds without an attempt after which failures are forgotten."""
SHARED = 4
"""An address, and a name, have so many times the free attempts of the two together: several people may share it."""
CAPACITY = 20_000
STEEPEST = 20

Key = tuple[str, str]


@dataclass(slots=True)
class Failures:
    """What went wrong lately."""

    count: int = 0
    last: float = 0.0


class Attempts:
    """Failures to log in.

    Args:
        free: Failures of one name from one address that cost no wait.
        capacity: How many counts are kept; the one that was used least recently goes first.
        clock: Seconds that only grow.
    """

    def __init__(self, free: int, capacity: int = CAPACITY, clock: Callable[[], float] = time.monotonic) -> None:
        self.free = free
        self.capacity = capacity
        self._clock = clock
        self._failed: OrderedDict[Key, Failures] = OrderedDict()
        self._welcome: OrderedDict[Key, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._failed) + len(self._welcome)

    def wait(self, address: str, name: str) -> int:
        """Return the seconds before this name may be tried again from this address; 0: now."""
        waits = [self._left(key, free) for key, free in self._counted(address, name)]
        return math.ceil(max(waits))

    def begin(self, address: str, name: str) -> None:
        """Count an attempt as failed before it is judged: many at once must not pass for one."""
        for key, _ in self._keys(address, name):
            failures = self._failed.setdefault(key, Failures())
            if self._clock() - failures.last > FORGIVEN:
                failures.count = 0
            failures.count += 1
            failures.last = self._clock()
            self._failed.move_to_end(key)
        while len(self._failed) > self.capacity:
            self._failed.popitem(last=False)

    def succeeded(self, address: str, name: str) -> None:
        """The attempt that began was good: it counts for nothing, and their failures here are forgotten."""
        keys = [key for key, _ in self._keys(address, name)]
        self._failed.pop(keys[0], None)
        for key in keys[1:]:
            failures = self._failed.get(key)
            if failures is not None:
                failures.count -= 1
                if failures.count <= 0:
                    del self._failed[key]
        self._welcome[keys[0]] = None
        self._welcome.move_to_end(keys[0])
        while len(self._welcome) > self.capacity:
            self._welcome.popitem(last=False)

    def _counted(self, address: str, name: str) -> list[tuple[Key, int]]:
        keys = self._keys(address, name)
        return keys[:1] if keys[0][0] in self._welcome else keys

    def _keys(self, address: str, name: str) -> list[tuple[Key, int]]:
        where, who = network(address), hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=16).hexdigest()
        return [((where, who), self.free), ((where, ""), SHARED * self.free), (("", who), SHARED * self.free)]

    def _left(self, key: Key, free: int) -> float:
        failures = self._failed.get(key)
        if failures is None or failures.count < free:
            return 0.0
        passed = self._clock() - failures.last
        if passed > FORGIVEN:
            return 0.0
        wait = min(LONGEST, 2.0 ** min(failures.count - free, STEEPEST))
        return max(0.0, wait - passed)


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 the half that a provider gives one customer."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(known) >> 64 << 64, 64)))
    return address
