"""Rule: what visitors write that becomes a path, a program, an object or a command (PC161 to PC164)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from portico.checks.facts import Called, Fact, Returned
from portico.checks.library import PATH_METHODS, READS_PATH, RUNS, SENT, SHELL_PROGRAMS, SHELLS, STARTS, UNPICKLES
from portico.checks.value import Value, taints

SAFE_LOADERS = frozenset({"yaml.SafeLoader", "yaml.CSafeLoader", "yaml.BaseLoader"})
PATHS_ALONE = PATH_METHODS - {"open", "replace", "rename", "touch", "glob"}
"""What only a Path does."""


def rule(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a fact means for what visitors are able to do."""
    if isinstance(fact, Called):
        yield from path(fact)
        yield from program(fact)
    elif isinstance(fact, Returned) and not fact.handler.renders:
        yield from result(fact)


def path(fact: Called) -> Iterator[tuple[str, str]]:
    """Yield calls that reach for a file that a visitor names."""
    named = [fact.args[at] for at in READS_PATH.get(fact.name, ()) if at < len(fact.args)]
    kind = fact.target.type
    is_path = kind is not None and issubclass(kind, PurePath)
    if fact.method in PATH_METHODS and not fact.name and (is_path or (kind is None and fact.method in PATHS_ALONE)):
        named.append(fact.target)
    if any("path" in one.taint for one in named):
        what = fact.name.removeprefix("builtins.") or fact.method
        yield "PC161", f"The handler '{fact.handler.name}' gives a visitor's text to {what} as a file's path."


def result(fact: Returned) -> Iterator[tuple[str, str]]:
    """Yield results that make a visitor's text the path of a file which is then sent."""
    outputs = fact.handler.outputs
    values = (fact.value,) if len(outputs) == 1 else fact.value.items or ()
    for block, value in zip(outputs, values, strict=False):
        if type(block).__name__.lower() in SENT and "path" in value.taint and value.kind in (None, str):
            name = type(block).__name__
            yield "PC161", f"The handler '{fact.handler.name}' returns a visitor's text as the path of a {name}."


def program(fact: Called) -> Iterator[tuple[str, str]]:
    """Yield calls that run what a visitor sent."""
    who, given = f"The handler '{fact.handler.name}'", taints(fact.args)
    sent = bool(given & {"code", "file"})
    what = fact.name.removeprefix("builtins.")
    if fact.name in RUNS and "code" in given:
        yield "PC162", f"{who} gives a visitor's text to {what}."
    elif fact.name in UNPICKLES and given & {"text", "file", "path"} and not harmless_loading(fact):
        yield "PC163", f"{who} gives what a visitor sent to {what}, which makes any object of it."
    elif (fact.name in SHELLS and sent) or (fact.name in STARTS and sent and by_shell(fact)):
        yield "PC164", f"{who} gives what a visitor sent to a shell, by {what}."


def harmless_loading(fact: Called) -> bool:
    """Whether a call that can unpickle is told not to."""
    if fact.name == "torch.load":
        told = fact.keywords.get("weights_only")
        return told is None or told.known is True
    if fact.name == "numpy.load":
        told = fact.keywords.get("allow_pickle")
        return told is None or told.known is not True
    if fact.name == "yaml.load":
        loader = fact.argument(1, "Loader")
        return loader is not None and loader.dotted in SAFE_LOADERS
    return False


def by_shell(fact: Called) -> bool:
    """Whether a process that is started is a shell."""
    told = fact.keywords.get("shell")
    if told is not None:
        return told.known is True
    command = fact.args[0].items or () if fact.args else ()
    return bool(command) and is_shell(command[0])


def is_shell(program: Value) -> bool:
    """Whether the name of a program is a shell's."""
    return program.known in SHELL_PROGRAMS if isinstance(program.known, str) else False
