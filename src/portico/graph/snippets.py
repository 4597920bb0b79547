"""How to call an endpoint, as text a person can paste."""

from __future__ import annotations

import json

from portico.graph.files import ROOT
from portico.graph.python_type import is_file_schema
from portico.wire.codec import JSON
from portico.wire.info import ApiParameter, Endpoint


def snippets(name: str, endpoint: Endpoint) -> dict[str, str]:
    """Return the call in Python, JavaScript, bash and for the command line client."""
    shown = [(p.parameter_name, _example(p), is_file_schema(p.type)) for p in endpoint.parameters]
    return {
        "python": _python(name, shown),
        "javascript": _javascript(name, shown),
        "bash": _bash(name, shown),
        "cli": f"gradio predict {ROOT} /{name} '{json.dumps({n: v for n, v, _ in shown})}'",
    }


def _example(parameter: ApiParameter) -> JSON:
    if is_file_schema(parameter.type):
        example = parameter.example_input
        return example["path"] if isinstance(example, dict) and "path" in example else "https://example.com/file"
    return parameter.parameter_default if parameter.parameter_default is not None else parameter.example_input


def _python(name: str, shown: list[tuple[str, JSON, bool]]) -> str:
    files = any(is_file for _, _, is_file in shown)
    lines = [f"from gradio_client import Client{', handle_file' if files else ''}", "", f'client = Client("{ROOT}")']
    lines += ["result = client.predict("]
    for parameter, value, is_file in shown:
        lines.append(f"    {parameter}={f'handle_file({value!r})' if is_file else repr(value)},")
    return "\n".join([*lines, f'    api_name="/{name}",', ")", "print(result)"])


def _javascript(name: str, shown: list[tuple[str, JSON, bool]]) -> str:
    files = any(is_file for _, _, is_file in shown)
    lines = [f'import {{ Client{", handle_file" if files else ""} }} from "@gradio/client";', ""]
    lines += [f'const client = await Client.connect("{ROOT}");']
    lines += [f'const result = await client.predict("/{name}", {{']
    for parameter, value, is_file in shown:
        text = json.dumps(value)
        lines.append(f"  {parameter}: {f'handle_file({text})' if is_file else text},")
    return "\n".join([*lines, "});", "console.log(result.data);"])


def _bash(name: str, shown: list[tuple[str, JSON, bool]]) -> str:
    mark = {"_type": "gradio.FileData"}
    data = [{"path": value, "meta": mark} if is_file else value for _, value, is_file in shown]
    address = f"{ROOT}/gradio_api/call/{name}"
    return "\n".join(
        [
            f"curl -X POST {address} -s -H 'Content-Type: application/json' \\",
            f"  -d '{json.dumps({'data': data})}' \\",
            "  | awk -F'\"' '{ print $4 }' \\",
            f"  | read EVENT_ID; curl -N {address}/$EVENT_ID",
        ]
    )
