"""What is asked over raw HTTP: lists of requests, each list in a session of its own.

In a path or a body, `{fn:greet}` stands for the number of the endpoint `greet`, `{session}` for the session, `{event}`
for the last event's id and `{file}` for what the last upload is called.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

API = "/gradio_api"
LISTEN = f"{API}/queue/data?session_hash={{session}}"


@dataclass(frozen=True)
class Ask:
    """One request.

    Args:
        method: Its method.
        path: Its path, with the query.
        json: A body to be sent as JSON.
        body: A body as it is.
        headers: Headers besides those of every client.
        shows: Headers of the answer that count.
        brief: Whether only the status and the type of the answer count, because another exchange has its body.
        blocks: After how many blocks of an event stream to stop reading; None reads to its end.
    """

    method: str
    path: str
    json: Any = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    shows: tuple[str, ...] = ()
    brief: bool = False
    blocks: int | None = None


def queued(name: str, *data: Any, **more: Any) -> list[Ask]:
    """Join the queue, and read the session's stream to its end."""
    joined = {"data": list(data), "fn_index": f"{{fn:{name}}}", "session_hash": "{session}", **more}
    return [Ask("POST", f"{API}/queue/join", joined), Ask("GET", LISTEN)]


def called(name: str, *data: Any) -> list[Ask]:
    """The two-step API."""
    return [
        Ask("POST", f"{API}/call/{name}", {"data": list(data)}),
        Ask("GET", f"{API}/call/{name}/{{event}}"),
    ]


def form(*files: tuple[str, str], part: str = "files") -> dict[str, Any]:
    """A multipart body."""
    body = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n\r\n{text}\r\n'
        for name, text in files
    )
    return {"body": (body + "--B--\r\n").encode(), "headers": {"content-type": "multipart/form-data; boundary=B"}}


def get(path: str, **more: Any) -> Ask:
    return Ask("GET", path, **more)


UPLOADED = {"path": "{file}", "orig_name": "a b.txt", "meta": {"_type": "gradio.FileData"}}
FORGED = {"path": "/etc/hostname", "orig_name": "x", "meta": {"_type": "gradio.FileData"}}
FILE_HEADERS = ("content-disposition", "accept-ranges", "content-range", "content-length")
CORS_HEADERS = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-max-age",
    "access-control-allow-headers",
    "vary",
)

EXCHANGES: dict[str, list[Ask]] = {
    # What an app says of itself
    "config": [get("/config")],
    "config with a slash": [get("/config/", brief=True)],
    "info": [get(f"{API}/info"), get(f"{API}/info?serialize=False", brief=True)],
    "info of all": [get(f"{API}/info?all_endpoints=True", brief=True)],
    "openapi": [get(f"{API}/openapi.json", brief=True)],
    "small answers": [
        get(f"{API}/user"), get(f"{API}/login_check"), get(f"{API}/token"), get(f"{API}/queue/status"),
        get("/robots.txt"), Ask("HEAD", "/"), get("/monitoring"),
    ],
    "missing": [get("/nosuch.txt"), get(f"{API}/nosuch"), get("/call/greet"), Ask("DELETE", f"{API}/queue/join")],
    # The queue
    "greet": queued("greet", "Ada", 2),
    "extra inputs are ignored": queued("greet", "Ada", 2, "more"),
    "state": [*queued("remember", "a", None), *queued("remember", "b", None), *queued("state_first", None, "now")],
    "no outputs": queued("no_outputs"),
    "two outputs": queued("two", "x"),
    "generator": queued("count", 4),
    "generator without a step": queued("count", 0),
    "asynchronous generator": queued("count_async", 3),
    "growing and shrinking": queued("nested", "end"),
    "chat": queued("chat", "hello", []),
    "skips and updates": queued("skipping"),
    "updates": queued("choose", "a", 7),
    "by component": queued("by_component", "ab", 2),
    "table": queued("table", 3),
    "choices": queued("choices", True, ["p"]),
    "json": queued("json", {"a": [1, None, True, "é"], "b": {"c": 1.5}}),
    "numbers": queued("json", [0, -1, 2**53, 1e300, -0.0, 0.1]),
    "variadic": queued("variadic", "a", 1),
    "batch": queued("shout", "a"),
    "unqueued": queued("unqueued", "loud"),
    "progress": queued("nested_progress"),
    "toasts": queued("toasts", "high"),
    "error": queued("fail", "shown"),
    "unexpected error": queued("fail", "other"),
    "late error": queued("fail_late"),
    "too few inputs": queued("greet", "Ada"),
    "an input of another type": queued("greet", "Ada", "three"),
    "no choice": queued("choose", "z", 1),
    "request": queued("who"),
    "two events of a session": [queued("greet", "a", 1)[0], queued("count", 2)[0], get(LISTEN)],
    # Joining and reading what cannot be
    "join without a session": [Ask("POST", f"{API}/queue/join", {"data": ["a", 1], "fn_index": 0})],
    "join without a function": [Ask("POST", f"{API}/queue/join", {"data": ["a", 1], "session_hash": "{session}"})],
    "join without data": [Ask("POST", f"{API}/queue/join", {"fn_index": 0, "session_hash": "{session}"})],
    "join an unknown function": [
        Ask("POST", f"{API}/queue/join", {"data": [], "fn_index": 999, "session_hash": "{session}"})
    ],
    "join with a broken body": [
        Ask("POST", f"{API}/queue/join", body=b'{"data":[', headers={"content-type": "application/json"})
    ],
    "join with text": [Ask("POST", f"{API}/queue/join", body=b'{"data":[]}', headers={"content-type": "text/plain"})],
    "an unknown session": [get(LISTEN)],
    "a stream without a session": [get(f"{API}/queue/data")],
    # Cancelling
    "cancel a running generator": [
        queued("endless")[0],
        get(LISTEN, blocks=4),
        Ask("POST", f"{API}/cancel", {"session_hash": "{session}", "fn_index": "{fn:endless}", "event_id": "{event}"}),
        Ask("POST", f"{API}/reset", {"event_id": "{event}"}),
    ],
    "cancel a waiting call": [
        Ask("POST", f"{API}/run/block_again", {"data": []}),
        # Another session's call runs, so that this one waits.
        Ask("POST", f"{API}/queue/join", {"data": [], "fn_index": "{fn:wait_for_release}", "session_hash": "holder"}),
        queued("wait_for_release")[0],
        Ask(
            "POST",
            f"{API}/cancel",
            {"session_hash": "{session}", "fn_index": "{fn:wait_for_release}", "event_id": "{event}"},
        ),
        get(LISTEN),
        Ask("POST", f"{API}/run/release", {"data": []}),
        get(f"{API}/queue/data?session_hash=holder"),
    ],
    "cancel nothing": [
        Ask("POST", f"{API}/cancel", {"session_hash": "{session}", "fn_index": 0, "event_id": "nosuch"}),
        Ask("POST", f"{API}/cancel", {"session_hash": "{session}"}),
        Ask("POST", f"{API}/reset", {}),
    ],
    # The two-step API
    "call": called("greet", "Ada", 2),
    "call a generator": called("count", 3),
    "call that fails": called("fail", "shown"),
    "call that fails unexpectedly": called("fail", "other"),
    "call with state": called("remember", "a"),
    "call with updates": called("choose", "a", 7),
    "call what is not ASCII": called("json", ["é\u2028"]),
    "call with a slash": [Ask("POST", f"{API}/call/greet/", {"data": ["Ada", 2]})],
    "call by name": [Ask("POST", f"{API}/call/v2/greet", {"name": "Ada"}), get(f"{API}/call/v2/greet/{{event}}")],
    "call by a wrong name": [Ask("POST", f"{API}/call/v2/greet", {"nmae": "Ada"})],
    "call nothing": [Ask("POST", f"{API}/call/nosuch", {"data": []}), get(f"{API}/call/greet/nosuch")],
    # The direct API
    "run": [
        Ask("POST", f"{API}/run/greet", {"data": ["Ada", 2]}), Ask("POST", f"{API}/api/greet", {"data": ["Ada", 2]}),
        Ask("POST", f"{API}/run/predict", {"data": ["Ada", 2], "fn_index": "{fn:greet}"}),
    ],
    "run a generator": [Ask("POST", f"{API}/run/count", {"data": [3]})],
    "run with state": [Ask("POST", f"{API}/run/remember", {"data": ["a", None], "session_hash": "{session}"})],
    "run a batch": [Ask("POST", f"{API}/run/shout", {"data": [["a", "b"]], "batched": True})],
    "run one of a batch": [Ask("POST", f"{API}/run/shout", {"data": ["a"]})],
    "run what fails": [Ask("POST", f"{API}/run/fail", {"data": [word]}) for word in ("shown", "other")],
    "run nothing": [Ask("POST", f"{API}/run/nosuch", {"data": []}), Ask("POST", f"{API}/run/greet", {})],
    # Files
    "upload": [
        Ask("POST", f"{API}/upload", **form(("a b.txt", "hello"))),
        get(f"{API}/file={{file}}", shows=FILE_HEADERS),
        Ask("HEAD", f"{API}/file={{file}}", shows=FILE_HEADERS),
        get(f"{API}/file={{file}}", headers={"range": "bytes=1-2"}, shows=FILE_HEADERS),
        get(f"{API}/file={{file}}", headers={"range": "bytes=99-"}, shows=FILE_HEADERS),
        *queued("length_of", UPLOADED),
    ],
    "upload of a page": [
        Ask("POST", f"{API}/upload", **form(("a.html", "<p>"))), get(f"{API}/file={{file}}", shows=FILE_HEADERS),
    ],
    "upload of several": [Ask("POST", f"{API}/upload", **form(("a#.txt", "1"), ("../b.txt", "2"), ("ç?*.txt", "3")))],
    "upload of nothing": [
        Ask("POST", f"{API}/upload", **form(("a.txt", "1"), part="other")), Ask("POST", f"{API}/upload", {"data": []}),
        Ask("POST", f"{API}/upload", **form(("", "1"))),
    ],
    "file in a result": [*queued("write", "content")],
    "a file that was not uploaded": [get(f"{API}/file=/etc/hostname"), *queued("length_of", FORGED)],
    "no file": queued("length_of", None),
    # Other origins
    "origins": [
        Ask("OPTIONS", f"{API}/queue/join", shows=CORS_HEADERS, headers={
            "origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type",
        })
        for origin in ("http://localhost:3000", "https://example.org", "null")
    ] + [
        get(f"{API}/app_id", headers={"origin": origin}, shows=CORS_HEADERS)
        for origin in ("http://localhost:3000", "https://example.org", "null")
    ],
    "heartbeat": [get(f"{API}/heartbeat/{{session}}", blocks=1)],
}  # fmt: skip
