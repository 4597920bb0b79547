"""A visitor: opens the page, uses its endpoints as the page and as scripts do, and reads all that comes back."""

from __future__ import annotations

import contextlib
import random
import string
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any

from portico.leaktest.browser import API, Broken, Browser, Refused
from portico.leaktest.calls import Calls
from portico.leaktest.canary import Canaries
from portico.leaktest.endpoint import Page
from portico.leaktest.events import Events
from portico.leaktest.inputs import Inputs
from portico.leaktest.journey import BY_NAME, DIRECT, ON_PAGE, Action, Journey
from portico.leaktest.login import Login
from portico.leaktest.reading import PAGE, Reading, Seen
from portico.leaktest.tally import Tally


class Visitor:
    """One visitor of an app.

    Args:
        root: The app's address.
        canaries: What the visitor's words carry.
        journey: What the visitor does.
        seen: Told of all that the visitor reads.
        tally: Counts the calls.
        login: Who the visitor is, for apps that ask.
    """

    def __init__(
        self,
        root: str,
        canaries: Canaries,
        journey: Journey,
        seen: Seen,
        tally: Tally,
        login: Login | None = None,
    ) -> None:
        self.number = canaries.visitor
        self.canaries = canaries
        self.journey = journey
        agent, note = (canaries.make("", "a request header") for _ in range(2))
        self.browser = Browser(root, {"user-agent": f"Mozilla/5.0 ({agent})", "x-visitor": note})
        self.browser.cookies["visitor"] = canaries.make("", "a cookie")
        self.query = f"visitor={canaries.make('', 'the address of the page')}"
        self.reading = Reading(self.number, self.browser, seen)
        self._calls = Calls(self.browser, self.reading, tally, self._inputs)
        self._events = Events(self.browser, self.reading, tally, self._inputs, self.query)
        self.login = None if login is None else login.of(canaries)
        self._entered = False
        self._heart: HTTPResponse | None = None

    @property
    def page(self) -> Page:
        """What the visitor's page shows."""
        return self._events.page

    # Coming and going

    def arrive(self, chance: random.Random) -> None:
        """Open the page in a new session, and let it start what it starts."""
        self.leave()
        events = self._events
        events.session = "".join(chance.choices(string.ascii_lowercase + string.digits, k=12))
        self.enter()
        events.page = Page.of(self.look_around())
        with contextlib.suppress(*Broken):
            self._heart = self.browser.hold(f"{API}/heartbeat/{events.session}")
        events.use([Action(one, ON_PAGE, chance.randrange(2**32)) for one in events.page.on_load()])

    def enter(self) -> None:
        """Log in, where there is a login to give; once is enough."""
        if self.login is not None and not self._entered:
            reply = self.browser.send_form("/login", {"username": self.login.name, "password": self.login.password})
            if reply.status >= 400:
                raise Refused(f"the app refused the login as {self.login.name!r}")
            self._entered = True

    def look_around(self) -> Any:
        """Read all that is there without using anything; return the page's config."""
        config = self.browser.get("/config")
        if config.status == 401:
            raise Refused("the app asks for a login: give one or several with --login NAME:PASSWORD")
        self.reading.read(PAGE, "/config", config.body)
        for path in (f"/?{self.query}", f"{API}/info?all_endpoints=True", f"{API}/openapi.json"):
            with contextlib.suppress(*Broken):
                reply = self.browser.get(path)
                if reply.status < 400:
                    self.reading.read(PAGE, path.partition("?")[0], reply.body)
        return config.json()

    def leave(self) -> None:
        """Close the page."""
        heart, self._heart = self._heart, None
        if heart is not None:
            heart.close()

    # Using the page

    def play(self, number: int, over: Callable[[], bool]) -> None:
        """Do what the journey has for one round, as far as there is time.

        Args:
            number: The round.
            over: Whether time is up.
        """
        for burst in self.journey.round(number, self.page):
            if over():
                return
            with contextlib.suppress(Refused):
                if burst[0].way == BY_NAME:
                    self._calls.by_name(burst[0])
                elif burst[0].way == DIRECT:
                    self._calls.directly(burst[0], self._events.session, self.page)
                else:
                    self._events.use(burst)

    def _inputs(self, action: Action) -> Inputs:
        name, chance = action.endpoint.name, random.Random(action.seed)
        return Inputs(
            self.canaries, chance, lambda file, data: self.reading.send(name, file, data), action.endpoint, self.page
        )
