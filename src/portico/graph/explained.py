"""What Python says of a program's slip, said so that it helps: where such an error passes, it gets better words.

`button.clik` is Python's own error, and a class that wanted to word it itself would be slower to read from at every
event. So blocks are as they are, and `with gr.Blocks():`, each layout, and what runs a function look at what passes.
"""

from __future__ import annotations

import re
from contextlib import suppress
from inspect import signature
from typing import Any

from portico.call.unknown import sentence
from portico.errors import Error, pointer
from portico.graph.block import Block
from portico.graph.graph_protocol import Registration
from portico.graph.whereabouts import whereabouts
from portico.lang.signature import nearest

BRACKETS = "'type' object does not support the context manager protocol"
UNKNOWN = "Error.__init__() got an unexpected keyword argument"
RAISED = "exceptions must derive from BaseException"


def explain(error: BaseException, asked: Registration | None = None) -> None:
    """Put an error of Python's into words that name the block and the nearest name; leave any other as it is.

    Args:
        error: What passes.
        asked: The listener whose function raised it, which a note then names; None: it was no function of a listener.
    """
    _reword(error)
    if asked is not None and not isinstance(error, Error):
        _note(error, f"({whereabouts(asked)})")


def _reword(error: BaseException) -> None:
    if type(error) is AttributeError:
        owner: Any = error.obj
        kind: Any = owner if isinstance(owner, type) else type(owner)
        if isinstance(error.name, str) and issubclass(kind, Block) and not hasattr(kind, error.name):
            error.args = (sentence(owner, error.name),)
            error.add_note(pointer("PE103"))
            error.obj = None  # else Python adds a suggestion of its own
    elif type(error) is TypeError:
        text = str(error)
        if text.startswith(BRACKETS):
            _note(error, "A layout needs brackets: `with gr.Row():`, not `with gr.Row:`.")
        elif text.startswith(UNKNOWN) and (found := re.search(r"'(\w+)'", text)):
            error.args = (f"gr.Error has no parameter '{found[1]}'.{nearest(found[1], signature(Error).parameters)}",)
        elif text == RAISED:
            _note(
                error,
                "gr.Info, gr.Warning and gr.Success are called, and the function goes on. To stop it: raise gr.Error.",
            )


def _note(error: BaseException, text: str) -> None:
    with suppress(Exception):  # an error of the program's own may fail when it is asked for its text
        if not any(text.strip("()") in said for said in (str(error), *getattr(error, "__notes__", ()))):
            error.add_note(text)
