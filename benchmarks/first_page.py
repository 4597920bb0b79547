"""Bytes and requests of the hello-world page, and the time until its button can be pressed."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.browsing import browser
from benchmarks.contestants import Contestant
from benchmarks.served import Served


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return compressed kB of scripts and styles, requests, requests to other hosts, and ms to the button."""
    found: dict[str, dict[str, float]] = {"JS and CSS": {}, "requests": {}, "other hosts": {}, "ready": {}}
    with browser() as chromium:
        for name, one in who.items():
            with Served(one) as app:
                ready: list[float] = []
                for _ in range(rounds):
                    context = chromium.new_context()
                    page = context.new_page()
                    sizes, hosts = _watch(page)
                    began = time.perf_counter()
                    page.goto(app.url)
                    page.get_by_role("button", name="Greet").wait_for()
                    ready.append((time.perf_counter() - began) * 1e3)
                    page.wait_for_load_state("networkidle") if name == "gradio" else None
                    context.close()
                found["JS and CSS"][name] = sum(sizes.values()) / 1e3
                found["requests"][name] = len(hosts)
                found["other hosts"][name] = len([host for host in hosts if str(app.port) not in host])
                found["ready"][name] = statistics.median(ready)
    return found


def _watch(page: Any) -> tuple[dict[str, int], list[str]]:
    """Collect the encoded sizes of scripts and styles, and where every request goes."""
    sizes: dict[str, int] = {}
    hosts: list[str] = []
    kinds: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: hosts.append(event["request"]["url"]))
    session.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))

    def finished(event: dict[str, Any]) -> None:
        if kinds.get(event["requestId"]) in ("Script", "Stylesheet"):
            sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    return sizes, hosts
