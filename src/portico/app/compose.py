"""Blocks + Settings → stores, engine and server."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from portico.app.door import guarded, make_door
from portico.app.environment import Environment
from portico.app.notebook import framing
from portico.app.profile import PRODUCTION, PROFILES
from portico.app.queue_options import QueueOptions
from portico.app.security import Security
from portico.app.served import Served
from portico.app.settings import Settings
from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors import registry as executors
from portico.engine.executors.protocol import Processes
from portico.engine.meter import Meter
from portico.engine.spans import Spans
from portico.graph.graph import Graph
from portico.media.offered import static_paths
from portico.server.options import ServerOptions
from portico.server.scraper import Scraper
from portico.stores import registry
from portico.stores.links import Links
from portico.stores.offer import Offer
from portico.stores.protocols import Bounds, Stores
from portico.stores.quota import Quota
from portico.stores.secret import Secret

WHOLE = 64
"""Calls of which a queue may be one session's altogether."""
ALIAS = "portico.compat.gradio"
"""What makes `import gradio` mean Portico; where this process has it, its workers need it too."""


@dataclass(slots=True)
class Composed:
    """A page and everything under it."""

    asgi: Any
    served: Served
    engine: Engine
    stores: Stores


def compose(graph: Graph, settings: Settings, queue: QueueOptions, page: dict[str, Any]) -> Composed:
    """Build what one launch needs; only now are the server's libraries imported.

    Args:
        graph: A finished graph.
        settings: What the launch was told.
        queue: What `queue` was told.
        page: Members of the config that belong to the app.
    """
    from portico.app.logs import prepare
    from portico.server.server import create_server

    prepare(settings.log_as_json)
    folder = settings.folder or tempfile.gettempdir()
    stores = Stores(
        sessions=registry.resolve(registry.SESSIONS, "memory")(settings.sessions),
        queue=registry.resolve(registry.QUEUES, "memory")(),
        channel=registry.resolve(registry.CHANNELS, "memory")(),
        files=registry.resolve(registry.FILES, "file")(folder, quota(settings), settings.security.link_seconds),
    )
    secret = Secret(Environment())
    secret.given()  # one that is too short is told now, and not with the first address that is signed
    links = Links(secret.or_own, settings.security.link_seconds)
    served, options = describe(graph, settings, queue, stores, page, links)
    if settings.watch:
        from portico.checks.watch import Watch  # for development alone

        Watch(graph).begin()
    executor = executors.resolve("thread")(settings.max_threads)
    engine = Engine(served.task, stores, executor, options)
    server = server_options(settings, queue)
    server.links = links
    door = make_door(settings, server, secret)
    return Composed(create_server(served, engine, stores.files, server, door=door), served, engine, stores)


def describe(
    graph: Graph, settings: Settings, queue: QueueOptions, stores: Stores, page: dict[str, Any], links: Links
) -> tuple[Served, EngineOptions]:
    """Return a page as the server sees it, and what the engine is told of it.

    Args:
        graph: A finished graph.
        settings: What the launch was told.
        queue: What `queue` was told.
        stores: What is kept.
        page: Members of the config that belong to the app.
        links: Signs the addresses of files.
    """
    graph.offer = Offer.of(settings.allowed, settings.blocked, static_paths, links)
    graph.download = partial(download, settings.max_file_size)
    served = Served(graph, settings, stores.files, page)
    unload = [one.id for one in graph.listeners.values() if any(name == "unload" for _, name in one.asked.triggers)]
    return served, EngineOptions(
        limits=graph.concurrency(queue.default_limit),
        default_limit=queue.default_limit,
        tidy=graph.branches.tidy,
        bounds=bounds_of(queue, settings.security),
        update_rate=queue.update_rate,
        show_error=settings.show_error,
        quotes=PROFILES[settings.profile].quotes,
        unload=unload,
        grace=settings.resume_grace,
        shutdown_grace=settings.shutdown_grace,
        startup=graph.startup,
        lifetimes=served.lifetimes(),
        forgotten=served.forgotten,
        processes=processes(graph, settings, queue),
        audit=settings.security.audit,
        meter=Meter() if metered(settings) else None,
        spans=Spans.wanted(),
        **aging(queue),
    )


def metered(settings: Settings) -> bool:
    """Whether calls are counted for `/metrics`: where the author says so, else where strangers cannot ask."""
    if settings.security.metrics is not None:
        return settings.security.metrics
    if settings.metrics_token:
        return True
    alone = settings.profile != PRODUCTION and not settings.reachable
    return alone and not believed_proxies(settings)


def server_options(settings: Settings, queue: QueueOptions) -> ServerOptions:
    """Return what the server is told."""
    security = settings.security
    return ServerOptions(
        root_path=settings.root_path,
        max_file_size=settings.max_file_size,
        api_open=queue.api_open,
        strict_cors=settings.strict_cors,
        favicon=settings.favicon,
        trusted_hosts=list(security.allowed_hosts),
        loopback=None if settings.mounted else not settings.reachable,
        trusted_proxies=believed_proxies(settings),
        origins=list(security.origins),
        embed_origins=list(security.embed_origins),
        guarded=guarded(settings),
        framing=framing(settings),
        content_policy=security.content_policy,
        referrer_policy=security.referrer_policy,
        permissions_policy=security.permissions_policy,
        quotes=PROFILES[settings.profile].quotes,
        scraper=Scraper(settings.metrics_token) if settings.metrics_token else None,
    )


def believed_proxies(settings: Settings) -> list[str]:
    """Return whose forwarding headers count: whoever says how visitors reach the app says that there is a proxy."""
    if settings.security.trusted_proxies:
        return list(settings.security.trusted_proxies)
    # Hugging Face names the host of a Space in the environment of its container.
    told = settings.root_path or settings.security.allowed_hosts or os.environ.get("SPACE_HOST")
    return ["private"] if told else []


def bounds_of(queue: QueueOptions, security: Security) -> Bounds:
    """Return how much may wait: in all, and of one session."""
    share = max(WHOLE, int(queue.max_size * security.queue_share))
    return Bounds(queue.max_size, queue.max_bytes, share, security.unread_messages)


def processes(graph: Graph, settings: Settings, queue: QueueOptions) -> Processes:
    """Return the worker processes of a page; where no function of it asks for one, none is started."""
    works = {one.packed.number: one.packed.code for one in graph.listeners.values() if one.packed is not None}
    limits = graph.concurrency(queue.default_limit)
    groups = {one.group for one in graph.listeners.values() if one.packed is not None}
    wanted = [limits[group] for group in groups]
    size = settings.max_processes or cpu_count()
    if works and None not in wanted:
        # More could never be busy at once.
        size = min(size, sum(limit for limit in wanted if limit is not None))
    alias = any(type(finder).__module__ == ALIAS for finder in sys.meta_path)
    return executors.resolve("process")(size, works, [f"{ALIAS}:install"] if alias else [])


def cpu_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def quota(settings: Settings) -> Quota:
    """Return how many bytes visitors' files may take: what the author says, else a share of what is free now."""
    total = settings.security.bytes_of("disk_quota")
    if total is None:
        place = Path(settings.folder or tempfile.gettempdir())
        while not place.exists():
            place = place.parent
        total = shutil.disk_usage(place).free * 9 // 10
    return Quota(total, settings.security.bytes_of("session_disk_quota") or total // 2)


def aging(queue: QueueOptions) -> dict[str, float]:
    """Return how often to look for old files, and how old they get, where the program says so."""
    if queue.delete_cache is None:
        return {}
    every, age = queue.delete_cache
    return {"sweep": float(every), "file_age": float(age)}


def download(limit: int | None, address: str) -> tuple[bytes, str]:
    """Fetch a file of a public host; what that takes is imported when a visitor first sends an address."""
    from portico.app.download import LARGEST, fetch_public

    return fetch_public(address, LARGEST if limit is None else min(limit, LARGEST))
