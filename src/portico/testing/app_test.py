"""AppTest: a simulated person who uses an app, on the path that real visitors take, without a browser or a socket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from portico.errors import WrongCall
from portico.testing.browser import Browser
from portico.testing.element import Element
from portico.testing.finder import Finder
from portico.testing.hands.kinds import HANDS
from portico.testing.hosting import Hosting
from portico.testing.loop import Loop
from portico.testing.page.toast import Toast
from portico.testing.program import named
from portico.testing.refusal import NotPossible
from portico.testing.said import Said
from portico.testing.snapshot import snapshot
from portico.testing.step import Step
from portico.testing.talk import Talk
from portico.testing.visit import Visit

PATIENCE = 10.0
"""Seconds that an action, and what follows it, may take."""


class AppTest:
    """A simulated person on a page of an app: `AppTest(demo)`, then `at["Name"].fill("Ann")`, `at.click("Go")`.

    What the person does passes the same gates as any visitor's: codec, queue, engine, files, sessions, login. The app
    runs in this process, in a thread of its own; `close`, or leaving a `with`, ends all of it.

    Args:
        demo: A `gr.Blocks`, `gr.Interface` or `gr.ChatInterface`.
        timeout: Seconds that an action, and all that follows it, may take.
        query: The query of the page's address, such as "lang=en", which functions see in `gr.Request`.
        headers: What the browser sends along with every request.
        skip_scripts: Whether listeners go on without their JavaScript; else one that has any raises `NotPossible`.
        wait: False does not wait for what the page starts when it is opened, such as a clock that never ends.
        launch: Arguments of `launch`, such as `auth=("ada", "her password")`.

    Raises:
        TypeError: `launch` has no such argument.
    """

    def __init__(
        self,
        demo: Any,
        *,
        timeout: float = PATIENCE,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        skip_scripts: bool = False,
        wait: bool = True,
        **launch: Any,
    ) -> None:
        listeners = getattr(demo, "listeners", None)
        if listeners is None:
            raise WrongCall(
                f"AppTest takes a gr.Blocks, gr.Interface or gr.ChatInterface, not {demo!r}. "
                "For a program use AppTest.from_file('app.py').",
                code="PE105",
            )
        names: dict[str, Any] = {}
        self._begin(Hosting(demo, launch), names, timeout, query, headers or {}, skip_scripts, wait)

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        *,
        timeout: float = PATIENCE,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        skip_scripts: bool = False,
        wait: bool = True,
        **launch: Any,
    ) -> Self:
        """Test the app of a program, whose variables then are names on the page too: `at["name_box"]`.

        Args:
            path: The program; "app.py:other" names an app that is not called `demo`.
            timeout: Seconds that an action, and all that follows it, may take.
            query: The query of the page's address.
            headers: What the browser sends along with every request.
            skip_scripts: Whether listeners go on without their JavaScript.
            wait: False does not wait for what the page starts when it is opened.
            launch: Arguments of `launch`, which win over the program's own.
        """
        from portico.testing.reloading import Reloading  # only who tests a file needs what runs it

        names: dict[str, Any] = {}
        program = Reloading(named(path), launch, names)
        demo, options = program.load()
        try:
            hosting = Hosting(demo, options, program)
        except BaseException:
            program.close()
            raise
        made = cls.__new__(cls)
        made._begin(hosting, names, timeout, query, headers or {}, skip_scripts, wait)
        return made

    def _begin(
        self,
        hosting: Hosting,
        names: dict[str, Any],
        timeout: float,
        query: str,
        headers: Mapping[str, str],
        skip_scripts: bool,
        wait: bool,
    ) -> None:
        self._hosting = hosting
        self._names = names
        self._wait = wait
        self._loop = Loop()
        self._people: list[AppTest] = []
        self._first: AppTest = self
        self._closed = False
        try:
            self._loop.run(hosting.start())
            browser = Browser(lambda: hosting.asgi, hosting.host, headers)
            self._visit = Visit(self._loop, hosting, browser, query, timeout, skip_scripts)
            self._visit.open(wait=wait)
        except BaseException:
            self.close()
            raise

    # Finding

    def __getitem__(self, key: Any) -> Element:
        """Return the part of the page that is called so.

        Args:
            key: A label, the words of a button, an elem_id, a variable of the program, a type such as "chatbot" or
                `gr.Chatbot`, or the component itself.

        Raises:
            NotPossible: Nothing is called so, with the names that come near; or several are.
        """
        return Element(self._visit, self._finder.one(key))

    def all(self, key: Any) -> list[Element]:
        """Return every part of the page that is called so, in order."""
        return [Element(self._visit, node) for node in self._finder.all(key)]

    def __contains__(self, key: Any) -> bool:
        """Whether the page has anything that is called so."""
        return bool(self._finder.all(key))

    @property
    def _finder(self) -> Finder:
        return Finder(self._visit.page, self._names)

    def _able(self, key: Any, act: str) -> Element:
        return Element(self._visit, self._finder.one(key, lambda node: hasattr(HANDS.get(node.type), act)))

    # Doing

    def click(self, key: Any, *, wait: bool = True) -> Element:
        """Press a button, a tab or a heading, and return when what that started has come to rest.

        Args:
            key: What it is called.
            wait: False returns at once.
        """
        return self._able(key, "click").click(wait=wait)

    def select(self, tab: Any, *, wait: bool = True) -> Element:
        """Open a tab."""
        return self._able(tab, "click").click(wait=wait)

    def chat(self, text: str) -> str:
        """Say something in the page's conversation; return the words that answer it."""
        return Talk(self._visit).say(text)

    def stream_chat(self, text: str) -> Iterator[Step]:
        """Say something in the page's conversation; yield each step of what follows."""
        return Talk(self._visit).steps(text)

    def tick(self, seconds: float) -> None:
        """Let time pass on the page, whose clock stands still otherwise; timers tick as often as they then would.

        Args:
            seconds: How much.
        """
        self._visit.tick(seconds)

    def settle(self) -> None:
        """Wait until nothing runs any more that the page started."""
        self._visit.settle()

    def close_toasts(self) -> None:
        """Close all messages in the corner."""
        self._visit.page.toasts.close()

    # Reading

    @property
    def toasts(self) -> list[Toast]:
        """The messages in the corner, in the order in which they came."""
        return self._visit.page.toasts.all()

    @property
    def error(self) -> Said | None:
        """What the failure of the last action said, with the `code` of what was `raised`; None where nothing failed."""
        return self._visit.said(self._visit.page.error)

    @property
    def progress(self) -> list[dict[str, Any]]:
        """What functions reported since the last action began: `desc`, `index`, `length`, `unit`, `progress`."""
        return list(self._visit.page.progress)

    @property
    def connection(self) -> str:
        """What the page knows of its server: "ok", "restarted" or "signed out"."""
        return self._visit.page.connection

    @property
    def title(self) -> str:
        """The page's title."""
        return str(self._visit.page.config.get("title", ""))

    def snapshot(self) -> dict[str, Any]:
        """Return everything that is shown, as JSON; what differs from run to run is scrubbed."""
        return snapshot(self._visit.page, {self._hosting.folder: "<folder>", self._visit.session: "<session>"})

    # Others, and what may happen

    def another_session(self) -> AppTest:
        """Return another person, with a browser of their own, on the same app."""
        return self._another(Browser(lambda: self._hosting.asgi, self._hosting.host, self._visit.browser.headers))

    def as_user(
        self,
        name: str,
        *,
        password: str | None = None,
        headers: Mapping[str, str] | None = None,
        roles: Iterable[str] | None = None,
    ) -> AppTest:
        """Return another person, with a browser of their own, who is logged in.

        Args:
            name: Who.
            password: The password; None: the one that `auth` has for the name, where it can be read.
            headers: What the browser sends along with every request, for an `auth_dependency` that looks at it.
            roles: What functions read as `request.roles`, in this test, whatever the app's door says of anybody; they
                need no password then, and an `auth_dependency` is not asked. None: what the door says.

        Raises:
            NotPossible: The app has no login, or does not let them in.
            BuildError: The roles are not several texts.
        """
        from portico.testing.login import enter

        browser = Browser(lambda: self._hosting.asgi, self._hosting.host, self._visit.browser.headers)
        browser.headers |= dict(headers or {})
        self._loop.run(enter(browser, self._hosting, name, password, roles), self._visit.timeout)
        return self._another(browser)

    def _another(self, browser: Browser) -> AppTest:
        mine = self._visit
        other = type(self).__new__(type(self))
        other._hosting, other._names, other._loop, other._first = self._hosting, self._names, self._loop, self._first
        other._people, other._closed, other._wait = [], False, self._wait
        other._visit = Visit(self._loop, self._hosting, browser, mine.query, mine.timeout, mine.skip_scripts)
        self._first._people.append(other)
        other._visit.open(wait=self._wait)
        return other

    def revisit(self) -> None:
        """Close the page and open it anew, in the same browser: a new session, the same cookies."""
        self._visit.close()
        self._visit.open(wait=self._wait)

    def drop_connection(self) -> None:
        """Break the page's connection; it comes back and goes on where it was, as the page does."""
        self._visit.drop()

    def restart(self) -> None:
        """Stop the server and start it anew, as if its process had ended; every page finds it again.

        What runs is lost, and every State. A program of `from_file` is loaded again; of a `demo` the objects stay.
        """
        self._loop.run(self._hosting.restart(), self._visit.timeout)
        for person in (self._first, *self._first._people):
            person._visit.found()

    def reload(self) -> list[str]:
        """Run what was saved of the program and serve it, as `portico dev` does; every page follows.

        What is the same on the page keeps what the person did to it, and every State that still fits is kept. A State
        that began anew is told of in `toasts`. Where nothing was saved, nothing happens.

        Returns:
            The arguments of `launch` that were changed and that only `restart` takes over.

        Raises:
            NotPossible: What was saved cannot be run, and the app goes on as it was; or it is not of `from_file`.
        """
        program = self._hosting.program
        if program is None:
            raise NotPossible(
                "at.reload() runs a file again, and this app was made by the test itself. "
                "Test its file: AppTest.from_file('app.py')."
            )
        made = program.reload(self._hosting, self._loop, self._visit.timeout)
        if made is None:
            return []
        notes, later = made
        for person in (self._first, *self._first._people):
            person._visit.follow(notes.get(person._visit.session, []), wait=self._wait)
        return later

    # The end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the page; the first person's ends the app as well, with all its files, tasks and threads."""
        if self._closed:
            return
        self._closed = True
        if self._first is not self:
            self._visit.close()
            return
        for person in self._people:
            person.close()
        try:
            if hasattr(self, "_visit"):
                self._visit.close()
            self._loop.run(self._hosting.close(), PATIENCE + 10)
        finally:
            self._loop.close()
