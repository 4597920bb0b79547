"""What stands for a listener's JavaScript, which nothing here can run.

Portico's own scripts are known, each with its meaning in Python; of the program's own only one that always gives the
same answer can be followed.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from portico.testing.page.job import Cause, Described
from portico.testing.refusal import NotPossible

CONSTANT = re.compile(r"\s*\(\)\s*=>\s*(\[.*\])\s*", re.DOTALL)
"""A script that only names its answer."""
AT_START = frozenset({"load"})
Meaning = Callable[..., list[Any]]


class Scripts:
    """Runs what is known.

    Args:
        skipped: Whether listeners go on without their scripts, where those cannot be followed.
    """

    def __init__(self, skipped: bool) -> None:
        self._skipped = skipped

    def run(self, listener: Described, cause: Cause, data: list[Any], shown: list[Any]) -> tuple[list[Any], bool]:
        """Return what a listener's script makes of its inputs, and whether that is its answer.

        Args:
            listener: Whose script it is.
            cause: What started it.
            data: The inputs.
            shown: What its outputs hold.

        Raises:
            NotPossible: The script is the program's own, and what it does matters.
        """
        source = listener["js_implementation"] or (listener["js"] if isinstance(listener["js"], str) else "")
        local = not listener["backend_fn"] or listener["js_implementation"] is not None
        if not source:
            return ([] if local else data), local
        constant = CONSTANT.fullmatch(source)
        if constant is not None:
            try:
                return json.loads(constant[1]), local
            except ValueError:
                pass
        for form, meaning in known():
            if found := form.fullmatch(source):
                return meaning(*[json.loads(one) for one in found.groups()])(*data, *shown), local
        if self._skipped or (cause.event in AT_START and not listener["outputs"] and local):
            return ([] if local else data), local
        what = "is JavaScript alone" if local else "begins with JavaScript"
        raise NotPossible(
            f"What the event '{cause.event}' starts {what}, which AppTest cannot run: {source.strip()[:80]!r}. "
            "Test it in a browser (the fixture portico_page), or leave the scripts out: AppTest(…, skip_scripts=True)."
        )


@functools.cache
def known() -> list[tuple[re.Pattern[str], Callable[..., Meaning]]]:
    """Return the forms of Portico's own scripts with what they mean; read when a page first has a script."""
    from portico.interfaces import chat_flow, chat_history
    from portico.testing.page import chat_scripts as meaning

    history = {
        chat_history.SHOW: meaning.show,
        chat_history.KEEP: meaning.keep,
        chat_history.FORGET: meaning.forget,
        chat_history.OPEN: meaning.open_kept,
    }
    flow = {chat_flow.SEND: meaning.send, chat_flow.AGAIN: meaning.again, chat_flow.BACK: meaning.back}
    begin = [(re.compile(re.escape(chat_history.BEGIN)), lambda: meaning.begin)]
    exact = [(re.compile(re.escape(source)), functools.partial(_itself, fn)) for source, fn in history.items()]
    return [*begin, *exact, *[(_form(template), fn) for template, fn in flow.items()]]


def _itself(meaning: Meaning) -> Meaning:
    return meaning


def _form(template: str) -> re.Pattern[str]:
    """Return what fits a script that was made of a template with JSON in its places."""
    parts = [re.escape(part) for part in template.replace("%%", "%").split("%s")]
    return re.compile("(.*)".join(parts), re.DOTALL)
