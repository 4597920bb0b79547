"""Graph → ApiInfo: what each endpoint takes and gives."""

from __future__ import annotations

import inspect
import re
from typing import Any

from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.files import EVERYBODY, Reader, publish
from portico.graph.graph import Graph
from portico.graph.listener import Listener
from portico.graph.python_type import python_type
from portico.graph.snippets import snippets
from portico.stores.offer import Offer
from portico.stores.protocols import FileStore
from portico.wire.info import ApiInfo, ApiParameter, ApiReturn, Endpoint, PythonType, Translatable

SECTIONS = re.compile(r"^ *(?:Args|Arguments|Parameters|Returns?|Yields?|Raises|Examples?) *:", re.MULTILINE)
"""Headings in a docstring after which its description is over."""

TRANSLATED = re.compile(r'__i18n__\{"__type__": "translation_metadata", "key": "([^"]+)"\}')
"""A label that stands for words in the visitor's language."""

RESERVED = frozenset({"api_name", "fn_index", "result_callbacks"})
"""Names that clients' own call functions use, so that no parameter may have them."""


def build_info(graph: Graph, files: FileStore, all_endpoints: bool = False, reader: Reader = EVERYBODY) -> ApiInfo:
    """Return the API description; the app's root stands in it as a mark.

    Args:
        graph: A finished graph.
        files: Where default and example files are kept.
        all_endpoints: Whether undocumented endpoints are described as well.
        reader: Who may read those files.
    """
    shown = {"public", "undocumented"} if all_endpoints else {"public"}
    return ApiInfo(
        {
            f"/{listener.api_name}": endpoint(listener, graph, files, reader)
            for listener in graph.listeners.values()
            if listener.fn is not None and listener.api_visibility in shown
        }
    )


def endpoint(listener: Listener, graph: Graph, files: FileStore, reader: Reader = EVERYBODY) -> Endpoint:
    """Return one endpoint."""
    described = Endpoint(
        parameters=parameters_of(listener, graph, files, reader),
        returns=[_return(block) for block in listener.outputs if isinstance(block, Component) and not block.skip_api],
        api_visibility=listener.api_visibility,
        description=description(listener),
    )
    described.code_snippets = snippets(str(listener.api_name), described)
    return described


def description(listener: Listener) -> str:
    """Return the author's text, else the docstring up to its first section."""
    asked = listener.asked.api_description
    if asked is False:
        return ""
    if isinstance(asked, str):
        return asked
    text = inspect.getdoc(listener.fn) or "" if hasattr(listener.fn, "__name__") else ""
    return " ".join(SECTIONS.split(text)[0].split())


def parameters_of(listener: Listener, graph: Graph, files: FileStore, reader: Reader) -> list[ApiParameter]:
    """Return the parameters that a client fills; what lives in the session is not among them."""
    assert listener.binding is not None
    optional = {p.name for p in listener.binding.parameters if p.default is None}
    names = listener.binding.names
    # A function that takes one dictionary has one parameter; what it names is the first input.
    names += [None] * (len(listener.inputs) - len(names))
    found: list[ApiParameter] = []
    for position, (block, name) in enumerate(zip(listener.inputs, names, strict=True)):
        if isinstance(block, Component) and not block.skip_api:
            shown = f"param_{position}" if name is None or name in RESERVED else name
            found.append(_parameter(block, shown, name in optional, graph.offer, files, reader))
    return found


def _parameter(
    block: Component, name: str, optional: bool, offer: Offer, files: FileStore, reader: Reader
) -> ApiParameter:
    schema = block.api_info_as_input()
    default = publish(block.value, files, reader, reader.offer(offer))
    return ApiParameter(
        label=_label(block, "parameter"),
        parameter_name=name,
        parameter_has_default=default is not None or optional,
        parameter_default=default,
        type=schema,
        python_type=PythonType(python_type(schema), _parameter_note(schema)),
        component=block.class_name().capitalize(),
        example_input=publish(block.example_payload(), files, reader, offer),
    )


def _return(block: Block) -> ApiReturn:
    assert isinstance(block, Component)
    schema = block.api_info_as_output()
    return ApiReturn(
        label=_label(block, "value"),
        type=schema,
        python_type=PythonType(python_type(schema), _note(schema)),
        component=block.class_name().capitalize(),
    )


def _label(block: Component, kind: str) -> str | Translatable:
    """Return what an input or output is called: its label, or a name made of its number."""
    if block.label is None:
        return f"{kind}_{block.number}"
    key = TRANSLATED.fullmatch(block.label)
    return Translatable(key[1]) if key else block.label


def _parameter_note(schema: Any) -> str | None:
    """Return what the API says of a parameter's type; clients expect null for a structure that says nothing."""
    if schema and ("additional_description" in schema or schema.get("properties")):
        return schema.get("additional_description")
    return str((schema or {}).get("additional_description") or "")


def _note(schema: Any) -> str:
    return str(schema.get("additional_description") or schema.get("description") or "") if schema else ""
