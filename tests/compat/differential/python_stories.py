"""What the published Python client shows of an app: one short story a feature, as plain data."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradio_client import Client, handle_file
from serving import wait_until

Story = Callable[[Client, Path], Any]


def tried(call: Callable[[], Any]) -> Any:
    """A result, or the kind of failure and what a caller can read of it."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - whatever the client raises is what is compared
        shown = {name: value for name, value in vars(error).items() if name in ("message", "title", "duration")}
        return {"raised": type(error).__name__, **(shown or {"said": str(error)})}


def calls(client: Client, _: Path) -> Any:
    return {
        "positional": client.predict("Ada", 1, api_name="/greet"),
        "keyword": client.predict(name="Ada", times=1, api_name="/greet"),
        "default": client.predict("Ada", api_name="/greet"),
        "index": client.predict("Ada", 1, fn_index=0),
        "two": client.predict("x", api_name="/two"),
        "nothing": client.predict(api_name="/no_outputs"),
        "unqueued": client.predict("loud", api_name="/unqueued"),
        "by component": client.predict("ab", 2, api_name="/by_component"),
        "variadic": client.predict("x", 4, api_name="/variadic"),
        "updates": client.predict("b", 7, api_name="/choose"),
        "batch": client.predict("a", api_name="/shout"),
        "table": client.predict(3, api_name="/table"),
        "json": client.predict({"a": [1, None, "é"]}, api_name="/json"),
    }


def refusals(client: Client, _: Path) -> Any:
    return {
        "missing": tried(lambda: client.predict(api_name="/greet")),
        "unknown keyword": tried(lambda: client.predict(nmae="x", api_name="/greet")),
        "twice": tried(lambda: client.predict("x", name="y", api_name="/greet")),
        "unknown name": tried(lambda: client.predict("x", api_name="/nosuch")),
        "no slash": tried(lambda: client.predict("x", api_name="greet")),
        "unknown index": tried(lambda: client.predict("x", fn_index=999)),
        "private": tried(lambda: client.predict("x", api_name="/private")),
        "no name": tried(lambda: client.predict("x")),
        "another type": tried(lambda: client.predict("x", "three", api_name="/greet")),
        "shown": tried(lambda: client.predict("shown", api_name="/fail")),
        "hidden": tried(lambda: client.predict("other", api_name="/fail")),
    }


def generators(client: Client, _: Path) -> Any:
    found: dict[str, Any] = {}
    asked: list[tuple[str, list[Any]]] = [
        ("count", [4]), ("count_async", [3]), ("nested", ["end"]), ("skipping", []),
        ("chat", ["hello", []]), ("fail_late", []),
    ]  # fmt: skip
    for name, data in asked:
        job = client.submit(*data, api_name=f"/{name}")
        steps = list(job)
        found[f"{name} {data}"] = {"steps": steps, "outputs": job.outputs(), "result": tried(job.result)}
    return found


def jobs(client: Client, _: Path) -> Any:
    seen: list[Any] = []
    told = threading.Event()
    job = client.submit("Ada", 1, api_name="/greet", result_callbacks=[seen.append, lambda _: told.set()])
    result = job.result(timeout=20)
    told.wait(10)
    status = job.status()
    failed = client.submit("shown", api_name="/fail")
    error = failed.exception(timeout=20)
    return {
        "result": result,
        "called back": seen,
        "ended": [job.done(), job.running(), job.cancelled(), job.outputs()],
        "status": [status.code.name, status.success, status.rank, status.queue_size],
        "failed": [type(error).__name__, failed.status().success, failed.outputs()],
    }


def cancelled(client: Client, _: Path) -> Any:
    job = client.submit(api_name="/endless")
    wait_until(lambda: len(job.outputs()) > 2, "the first steps")
    did = job.cancel()
    wait_until(job.done, "the end")
    return [job.outputs()[:3], did, job.status().code.name, client.predict("after", 1, api_name="/greet")]


def states(client: Client, _: Path) -> Any:
    seen = [client.predict(word, api_name="/remember") for word in "ab"]
    seen.append(client.predict("now", api_name="/state_first"))
    client.reset_session()
    return [*seen, client.predict("c", api_name="/remember")]


def described(client: Client, _: Path) -> Any:
    public = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    every = client.view_api(return_format="dict", print_info=False, all_endpoints=True)
    return {
        "public": {
            name: {
                "parameters": [[one["parameter_name"], one["python_type"]["type"]] for one in told["parameters"]],
                "returns": [[one["label"], one["python_type"]["type"]] for one in told["returns"]],
            }
            for name, told in public.items()
        },
        "all": sorted(every["named_endpoints"]),
        "unnamed": every["unnamed_endpoints"],
    }


def files(client: Client, folder: Path) -> Any:
    path = folder / "a b#.txt"
    path.write_text("12345")
    other = Client(client.src, verbose=False, download_files=False)
    found = {
        "up": client.predict(handle_file(path), api_name="/length_of"),
        "several": client.predict([handle_file(path), handle_file(path)], api_name="/names_of"),
        "nothing": client.predict(None, api_name="/length_of"),
        "down": Path(client.predict("content", api_name="/write")).read_text(),
        "address": other.predict("content", api_name="/write"),
        "text": tried(lambda: client.predict("/etc/hostname", api_name="/length_of")),
    }
    other.close()
    return found


def requests(client: Client, _: Path) -> Any:
    other = Client(client.src, verbose=False, headers={"x-team": "red"}, httpx_kwargs={"params": {"k": "v"}})
    seen = other.predict(api_name="/who")
    other.close()
    return seen


STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (calls, refusals, generators, jobs, cancelled, states, described, files, requests)
}


def told(url: str, folder: Path) -> dict[str, Any]:
    """Every story, each with a client of its own."""
    found: dict[str, Any] = {}
    for name, story in STORIES.items():
        client = Client(url, verbose=False, download_files=folder)
        found[name] = story(client, folder)
        client.close()
    return found
