"""Said: what a page says of a failure, and in a report of a test also what the app raised."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Self

from portico.engine.failures import Failures, text
from portico.errors import Error, PorticoError
from portico.wire.messages import Failure

MOST = 100
"""Failures of which it is known what was raised."""


class Said(str):
    """What a page says of a failure: a text, as visitors read it.

    Args:
        text: What it says.
        raised: What the app raised, which visitors are not told; empty where that is unknown.
        code: The code of the mistake, such as "PE301"; empty where the exception has none.
    """

    __slots__ = ("code", "raised")

    raised: str
    code: str

    def __new__(cls, text: str, raised: str = "", code: str = "") -> Self:
        self = super().__new__(cls, text)
        self.raised = raised
        self.code = code
        return self

    def __repr__(self) -> str:
        said = str.__repr__(self)
        return f"{said} (raised: {self.raised})" if self.raised else said


class Witness(Failures):
    """Describes failures as the app does, and remembers what was raised.

    Args:
        failures: How the app does it.
    """

    def __init__(self, failures: Failures) -> None:
        super().__init__(failures.show_error, failures.quotes)
        self._raised: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def describe(self, error: BaseException, *args: Any, **options: Any) -> Failure:
        """Return the error object for the visitor."""
        failure = super().describe(error, *args, **options)
        if failure.error:
            code = error.code if isinstance(error, PorticoError) else ""
            said = [f"{type(error).__name__}:", *text(error).splitlines(), *getattr(error, "__notes__", ())]
            # The exception itself would keep everything alive that its function held.
            self._raised[failure.error] = "" if isinstance(error, Error) else " ".join(said), code
            if len(self._raised) > MOST:
                self._raised.popitem(last=False)
        return failure

    def said(self, shown: str | None) -> Said | None:
        """Return what a page says of a failure, with what was raised; None where it says nothing."""
        return None if shown is None else Said(shown, *self._raised.get(shown, ()))
