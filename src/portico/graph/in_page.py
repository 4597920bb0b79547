"""What `js=True` means: a function that takes nothing and always answers with the same updates is asked once, when the
page is described, and the page gives its answer from then on without a round trip.

A function of which that is not certain runs on the server, with the same result. Nothing is translated to JavaScript:
what a function without inputs, variables and calls of its own can say, it has said when it was called once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from portico.call.update import is_update, skip, update
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.context import here
from portico.graph.graph import Graph
from portico.graph.listener import Listener
from portico.wire.codec import JSON, encode

DISPLAY = """
    visible label info show_label container scale min_width elem_id elem_classes interactive placeholder lines max_lines
    open variant size height equal_height autofocus text_align rtl selected
"""
SHOWN_ONLY = frozenset(DISPLAY.split())
"""Properties that only the page has a use for; the server has to remember others for the calls that follow."""

OWN = ("portico", "gradio")
NOT_PLAIN = (
    inspect.CO_VARARGS
    | inspect.CO_VARKEYWORDS
    | inspect.CO_GENERATOR
    | inspect.CO_COROUTINE
    | inspect.CO_ASYNC_GENERATOR
)


def implementation(listener: Listener, graph: Graph) -> str | None:
    """Return a JavaScript function that answers in the listener's place; None where the server has to."""
    fn = listener.fn
    if listener.asked.js is not True or fn is None or not is_constant(fn):
        return None
    token = here.set(None)
    try:
        result = fn()
    except Exception:  # noqa: BLE001
        # A wrong parameter, for example. Who presses the button is told, as with any other function.
        return None
    finally:
        here.reset(token)
    row: list[Any] = list(result) if isinstance(result, (list, tuple)) else [result]
    if len(row) != len(listener.outputs):
        return None
    payloads = [
        _payload(listener, graph.blocks[out.number], one) for out, one in zip(listener.outputs, row, strict=True)
    ]
    return None if None in payloads else f"() => {encode(payloads).decode()}"


def is_constant(fn: Callable[..., Any]) -> bool:
    """Whether a function always gives the same answer: it takes nothing and reaches for nothing but components."""
    import dis

    code: Any = getattr(fn, "__code__", None)
    if not isinstance(code, CodeType) or code.co_flags & NOT_PLAIN:
        return False
    if code.co_argcount or code.co_kwonlyargcount or code.co_freevars:
        return False
    if any(isinstance(constant, CodeType) for constant in code.co_consts):
        return False
    if any("BACKWARD" in step.opname or step.opname == "BINARY_OP" for step in dis.get_instructions(code)):
        return False
    reached = [fn.__globals__[name] for name in code.co_names if name in fn.__globals__]
    doors = [value for value in reached if isinstance(value, ModuleType) and value.__name__ in OWN]
    return all(
        _is_ours(fn.__globals__.get(name), doors) or any(_is_ours(getattr(door, name, None), []) for door in doors)
        for name in code.co_names
    )


def _is_ours(value: Any, doors: list[ModuleType]) -> bool:
    if isinstance(value, type):
        return issubclass(value, Block) and value.__module__.startswith("portico.")
    return any(value is known for known in (update, skip, *doors))


def _payload(listener: Listener, block: Block, answer: Any) -> JSON:
    """Return an update as the page receives it; None for anything else."""
    if isinstance(answer, Block):
        changes = {name: given for name, given in answer.given.items() if name not in ("render", "key")}
    elif is_update(answer):
        changes = {name: given for name, given in answer.items() if name != "__type__"}
    else:
        return None
    value = changes.pop("value", inspect.Parameter.empty)
    if not changes.keys() <= SHOWN_ONLY:
        return None
    changed = block.updated(changes)
    payload = {**skip(), **changed.changed_props(changes)}
    if value is inspect.Parameter.empty:
        return payload
    if not isinstance(changed, Component) or changed.stored or changed.carries_files or callable(value):
        return None
    payload["value"] = changed.postprocess(value) if listener.postprocess else value
    return None if changed.refusal(payload["value"]) else payload
