"""The cookies of one simulated browser, for one site."""

from __future__ import annotations

import contextlib
import http.cookies
from collections.abc import Iterable


class CookieJar:
    """Cookies by name, as a site set them; one that is deleted by the site is empty."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def learn(self, lines: Iterable[str]) -> None:
        """Take over what the `Set-Cookie` lines of a reply say."""
        for line in lines:
            jar = http.cookies.SimpleCookie()
            with contextlib.suppress(http.cookies.CookieError):
                jar.load(line)
            self.cookies.update({name: morsel.value for name, morsel in jar.items()})

    @property
    def header(self) -> str:
        """What a request says; empty where there is nothing to say."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())
