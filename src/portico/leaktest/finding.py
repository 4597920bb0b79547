"""Findings: what leaked, each with a code."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from portico.leaktest.canary import Origin
from portico.leaktest.searcher import Sighting

CODES = {
    "PL101": "an answer held what another visitor had sent",
    "PL102": "a file that a visitor was given held what another visitor had sent",
    "PL103": "the page, its config or its API description held what a visitor had sent",
    "PL104": "a file with a fixed name is written over by one visitor after another",
    "PL105": "the log holds what visitors send",
    "PL106": "a name that everybody on the machine can list holds what a visitor had sent",
    "PL107": "a visitor's file can be read by another visitor",
}


@dataclass(slots=True)
class Finding:
    """One leak.

    Args:
        code: One of `CODES`.
        endpoint: What leaked it; empty where no endpoint did.
        place: Where it could be read: an endpoint, an address, a file.
        owner: Whose data it is.
        reader: Who read it; None: whoever reads the place.
        origin: What the owner had sent, and where.
        form: In which form it was found; empty: as it was sent.
        excerpt: The text around it.
        number: The round in which it was first seen.
        times: How often it was seen.
    """

    code: str
    endpoint: str
    place: str
    owner: int
    reader: int | None
    origin: str
    form: str
    excerpt: str
    number: int
    times: int = 1

    def line(self) -> str:
        """Return the finding in one line."""
        form = f", in {self.form}" if self.form else ""
        shown = f": {self.excerpt!r}" if self.excerpt else ""
        often = f" ({self.times} times)" if self.times > 1 else ""
        return f"{self.code} {self._said()}{form}{shown}{often}"

    def _said(self) -> str:
        sent = f"what visitor {self.owner} sent ({self.origin})"
        if self.code == "PL104":
            return f"{self.place}: visitor {self.owner}'s data ({self.origin}) was written over by another visitor's"
        if self.code == "PL105":
            return f"{self.endpoint or 'the app'}: {self.place} holds {sent}"
        if self.code == "PL106":
            return f"{self.place}: the name holds {sent}"
        if self.code == "PL107":
            return f"{self.endpoint}: visitor {self.reader} can read visitor {self.owner}'s file {self.place}"
        what = {"PL101": "its answer to", "PL102": f"the file {self.place} that it gave", "PL103": "as shown to"}
        return f"{self.endpoint or self.place}: {what[self.code]} visitor {self.reader} held {sent}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding for machines."""
        return asdict(self)


@dataclass(slots=True)
class Findings:
    """Collects from any thread; what was seen often is one finding.

    Args:
        ignored: Codes that are left out.
    """

    ignored: frozenset[str] = frozenset()
    number: int = 0
    """The round that is played."""
    _found: dict[tuple[str, str, str], Finding] = field(default_factory=dict[tuple[str, str, str], Finding])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, code: str, endpoint: str, place: str, sighting: Sighting, reader: int | None) -> None:
        """Keep a finding, or count it where its like is known."""
        if code in self.ignored:
            return
        origin = sighting.origin
        said = _named(origin)
        source = {"PL105": said, "PL106": said, "PL107": ""}.get(code, origin.endpoint)
        key = code, "" if code == "PL106" else endpoint or place, source
        with self._lock:
            known = self._found.get(key)
            if known is not None:
                known.times += 1
                return
            form, shown = sighting.form, sighting.excerpt
            self._found[key] = Finding(
                code, endpoint, place, origin.visitor, reader, said, form, shown, self.number + 1
            )

    def all(self) -> list[Finding]:
        """Return what was found, by code."""
        return sorted(self._found.values(), key=lambda one: (one.code, one.endpoint, one.place))


def _named(origin: Origin) -> str:
    return f"{origin.what} at {origin.endpoint}" if origin.endpoint else origin.what
