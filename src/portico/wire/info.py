"""The API description."""

from __future__ import annotations

import msgspec

from portico.wire.codec import JSON


class PythonType(msgspec.Struct):
    """A type as Python text."""

    type: str
    description: str | None = ""


class Translatable(msgspec.Struct):
    """A text that is said in the language of who reads it."""

    key: str
    kind: str = msgspec.field(default="translation_metadata", name="_type")


class ApiReturn(msgspec.Struct):
    """One result of an endpoint."""

    label: str | Translatable
    type: JSON
    python_type: PythonType
    component: str


class ApiParameter(msgspec.Struct):
    """One parameter of an endpoint."""

    label: str | Translatable
    parameter_name: str
    parameter_has_default: bool
    parameter_default: JSON
    type: JSON
    python_type: PythonType
    component: str
    example_input: JSON = None


class Endpoint(msgspec.Struct):
    """One callable function."""

    parameters: list[ApiParameter]
    returns: list[ApiReturn]
    api_visibility: str = "public"
    description: str = ""
    code_snippets: dict[str, str] = {}


class ApiInfo(msgspec.Struct):
    """Every endpoint; `unnamed_endpoints` is always empty but must exist."""

    named_endpoints: dict[str, Endpoint]
    unnamed_endpoints: dict[str, Endpoint] = {}
