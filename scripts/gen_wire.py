"""Write ui/src/client/wire.ts from the structs of portico.wire, so that the browser's types are Python's.

python scripts/gen_wire.py [--check]
"""

from __future__ import annotations

import argparse
import sys
import types
import typing
from pathlib import Path
from typing import Any

import msgspec

from portico.wire import config, files, info, messages, requests

TARGET = Path(__file__).parent.parent / "ui" / "src" / "client" / "wire.ts"
NAMES = {
    msgspec.UnsetType: "undefined",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
MODULES = (files, config, info, requests, messages)
TAKEN = (files, requests)
"""What clients write too: they may leave out what has a default. The rest the server writes, whole."""
HEAD = """// Written by scripts/gen_wire.py from portico/wire; `make gen` writes it anew. Do not edit.
"""


def typescript(kind: Any) -> str:
    """Return a Python annotation as a TypeScript type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in (Any, msgspec.Raw):
        return "unknown"
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind.__name__
    if typing.is_typeddict(kind):
        members = typing.get_type_hints(kind).items()
        return f"{{ {'; '.join(f'{name}: {typescript(one)}' for name, one in members)} }}"
    if kind == messages.Output | dict[str, Any]:
        return "Output | Failure"  # Python writes the error object as a dictionary, to leave out what it lacks
    if origin in (types.UnionType, typing.Union):
        return " | ".join(dict.fromkeys(typescript(one) for one in arguments))
    if origin is typing.Literal:
        return " | ".join(f'"{one}"' for one in arguments)
    if origin is list:
        return f"{wrapped(typescript(arguments[0]))}[]"
    if origin is tuple:
        return f"[{', '.join(typescript(one) for one in arguments)}]"
    if origin is dict:
        return f"Record<string, {typescript(arguments[1])}>"
    return NAMES[kind]


def wrapped(text: str) -> str:
    """Return a union in brackets."""
    return f"({text})" if " | " in text else text


def interface(struct: type[msgspec.Struct], taken: bool) -> str:
    """Return a struct as an interface; `taken` says that clients write it."""
    settings = struct.__struct_config__
    hints = typing.get_type_hints(struct)
    lines = [f"/** {(struct.__doc__ or '').strip().splitlines()[0]} */", f"export interface {struct.__name__} {{"]
    if settings.tag_field:
        lines.append(f'  {settings.tag_field}: "{settings.tag}";')
    for field in msgspec.structs.fields(struct):
        mark = "?" if (not field.required if taken else is_left_out(field, settings.omit_defaults)) else ""
        kind = typescript(hints[field.name]).removesuffix(" | undefined")
        lines.append(f"  {field.encode_name}{mark}: {kind};")
    return "\n".join([*lines, "}", ""])


def is_left_out(field: msgspec.structs.FieldInfo, omits: bool) -> bool:
    """Whether the encoder may write no such member: it compares plain defaults, and calls no factory but a type."""
    return field.default is msgspec.UNSET or (
        omits and (field.default is not msgspec.NODEFAULT or field.default_factory in (list, dict, set))
    )


def text() -> str:
    """Return the whole file."""
    parts = [HEAD]
    tagged: list[str] = []
    for module in MODULES:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == module.__name__:
                parts.append(interface(value, module in TAKEN))
                if value.__struct_config__.tag_field:
                    tagged.append(value.__name__)
    edit = typescript(messages.Edit)
    parts.append(f"/** One change of a value: what to do, where, and with what. */\nexport type Edit = {edit};\n")
    parts.append("/** What a session's stream carries. */\nexport type Message =\n  | " + "\n  | ".join(tagged) + ";\n")
    return "\n".join(parts)


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description="Write ui/src/client/wire.ts.")
    parser.add_argument("--check", action="store_true", help="only say whether the file is current")
    if parser.parse_args().check:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text()
        print("wire.ts is current." if current else "wire.ts is old: run `make gen`.")
        return 0 if current else 1
    TARGET.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
