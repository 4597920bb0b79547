"""The API description as an OpenAPI 3 document."""

from __future__ import annotations

from typing import Any

VERSION = "6.31.0"
TEXT = {"schema": {"type": "string"}}
FILE = {"type": "string", "format": "filepath"}


def described(info: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the document.

    Args:
        info: What `/gradio_api/info` answers.
        title: The app's title.
    """
    paths: dict[str, Any] = {"/gradio_api/upload": {"post": upload()}}
    for path, endpoint in info["named_endpoints"].items():
        name = path.lstrip("/")
        paths[f"/gradio_api/call/v2/{name}"] = {"post": start(name, endpoint)}
        paths[f"/gradio_api/call/{name}/{{event_id}}"] = {"get": results(name)}
    return {
        "openapi": "3.0.2",
        "info": {"title": title, "description": "", "version": VERSION},
        "paths": paths,
        "components": {"schemas": {}},
    }


def upload() -> dict[str, Any]:
    """Return the operation that takes files."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "The files"}
    form = {"type": "object", "properties": {"files": files}, "required": ["files"]}
    paths = {"schema": {"type": "array", "items": {"type": "string"}}}
    return {
        "summary": "Upload files",
        "operationId": "upload",
        "parameters": [
            {
                "name": "upload_id",
                "in": "query",
                "required": False,
                "schema": {"type": "string", "nullable": True, "default": None},
                "description": "A name under which upload_progress tells how far the upload is",
            }
        ],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": {
            "200": {"description": "What the files are called, in order", "content": {"application/json": paths}},
            "400": {"description": "Not a form, or a file name that is none", "content": {"text/plain": TEXT}},
            "413": {"description": "A file over the app's limit", "content": {"text/plain": TEXT}},
        },
    }


def start(name: str, endpoint: dict[str, Any]) -> dict[str, Any]:
    """Return the operation that starts a call."""
    properties = {one["parameter_name"]: schema(one) for one in endpoint["parameters"]}
    required = [one["parameter_name"] for one in endpoint["parameters"] if not one["parameter_has_default"]]
    body: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        body["required"] = required
    event = {"schema": {"type": "object", "properties": {"event_id": {"type": "string"}}}}
    return {
        "summary": f"Endpoint /{name}",
        "description": endpoint.get("description") or f"Start a call of /{name}.",
        "operationId": name,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "The call's id", "content": {"application/json": event}}},
    }


def results(name: str) -> dict[str, Any]:
    """Return the operation that reads a call's results."""
    event = {
        "name": "event_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "What the POST answered",
    }
    return {
        "summary": f"Results of /{name}",
        "description": "Named events: generating, complete, error and heartbeat.",
        "operationId": f"{name}_get",
        "parameters": [event],
        "responses": {"200": {"description": "The results as they come", "content": {"text/event-stream": TEXT}}},
    }


def schema(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema; a file is described by its address or the path that the upload gave."""
    kind: dict[str, Any] = parameter["type"]
    found = dict(FILE) if is_file(kind) else dict(kind)
    if parameter["parameter_has_default"]:
        found["default"] = parameter["parameter_default"]
    return found


def is_file(kind: dict[str, Any]) -> bool:
    """Whether a schema is that of a file."""
    properties = kind.get("properties") or {}
    return "path" in properties and "meta" in properties
