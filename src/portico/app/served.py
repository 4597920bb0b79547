"""A page as the server sees it, composed for one launch. Satisfies `portico.server.application.Application`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portico.app.settings import Settings
from portico.components.dataset import Dataset
from portico.components.state import State
from portico.engine.task import Task
from portico.errors import InvalidPayload, UnknownTask
from portico.graph.branch import Branch
from portico.graph.branch_config import branch_config, with_branches
from portico.graph.branches import let_go
from portico.graph.component import Component
from portico.graph.config import build_config
from portico.graph.files import ROOT, Reader
from portico.graph.graph import Graph
from portico.graph.info import build_info
from portico.graph.listener import Listener
from portico.graph.values import state_key
from portico.lang.ids import small_number
from portico.lang.opening import Opened
from portico.lang.signature import nearest
from portico.stores.protocols import FileStore
from portico.themes.named import sheet_of, wire_name_and_body
from portico.wire.caller import Caller
from portico.wire.codec import encode, struct
from portico.wire.config import Config
from portico.wire.info import ApiInfo

MARK = ROOT.encode()
WHO = "<who asks>"
"""Stands in the config where each caller's own name goes."""


class Served:
    """One launched page.

    Args:
        graph: A finished graph.
        settings: What the launch was told.
        files: Where files of the page itself are kept.
        page: Members of the config that belong to the app: title, mode, fill_height and the like.
    """

    def __init__(self, graph: Graph, settings: Settings, files: FileStore, page: dict[str, Any]) -> None:
        self.graph = graph
        self.files = files
        self.app_id = small_number()
        self.title: str = page["title"]
        self._sheet = sheet_of(settings.look.theme)
        name, body = wire_name_and_body(settings.look.theme)
        config = build_config(
            graph,
            files,
            app_id=self.app_id,
            theme=name,
            body_css=body,
            theme_hash=self._sheet.digest,
            css=settings.look.css,
            js=settings.look.js,
            head=settings.look.head,
            max_file_size=settings.max_file_size,
            resume_grace=settings.resume_grace,
            show_error=settings.show_error,
            footer_links=settings.footer,
            username=WHO,
            sign_out=settings.auth is not None,
            **page,
        )
        self._config = encode(config)
        self._info = build_info(graph, files)
        self._info_all = build_info(graph, files, all_endpoints=True)
        self._names = {
            str(listener.api_name): listener for listener in graph.listeners.values() if listener.fn is not None
        }

    def config(self, caller: Caller) -> bytes:
        """Return the page's config as JSON, with the caller's root in it."""
        branches = self._branches(caller)
        if not branches:
            return self._for(caller, self._config)
        reader = Reader.of(caller, caller.session, ROOT)
        parts = [branch_config(branch, self.files, reader) for branch in branches]
        return self._for(caller, encode(with_branches(struct(self._config, Config), parts)))

    def _for(self, caller: Caller, config: bytes) -> bytes:
        named = b'"username":' + encode(caller.username)
        return config.replace(b'"username":"' + WHO.encode() + b'"', named, 1).replace(MARK, _inside_text(caller.root))

    def _branches(self, caller: Caller) -> list[Branch]:
        found = self.graph.branches.of(caller.session) if caller.session else []
        return [branch for branch in found if isinstance(branch, Branch)]

    def info(self, caller: Caller, all_endpoints: bool = False) -> bytes:
        """Return the API description as JSON, with the caller's root in it."""
        described: ApiInfo = self._info_all if all_endpoints else self._info
        for branch in self._branches(caller):
            added = build_info(branch, self.files, all_endpoints, Reader.of(caller, caller.session, ROOT))
            described = ApiInfo({**described.named_endpoints, **added.named_endpoints})
        return encode(described).replace(MARK, _inside_text(caller.root))

    def task(self, key: int | str, session: str) -> Task:
        """Return what a number or an `api_name` runs; raises UnknownTask.

        A number is what the page sends; a private function answers to it, but not to its name.
        """
        if isinstance(key, int):
            listener = self.graph.listeners.get(key) or self.graph.branches.find(key, session)
            if listener is None or listener.fn is None:
                raise UnknownTask(f"There is no function with index {key}.")
            return listener
        return self._named(key, session)

    def _named(self, name: str, session: str = "") -> Listener:
        listener = self._names.get(name) or self.graph.branches.named(name, session)
        if listener is None or listener.api_visibility == "private":
            public = [known for known, one in self._names.items() if one.api_visibility != "private"]
            raise UnknownTask(f"There is no endpoint '/{name}'.{nearest(name, public)}")
        return listener

    def filled(self, name: str, data: list[Any], session: str = "") -> list[Any]:
        """Return the inputs of an endpoint with a null wherever the value lives in the session and was left out."""
        listener = self._named(name, session)
        hidden = [isinstance(block, Component) and block.skip_api for block in listener.inputs]
        if len(data) != len(hidden) - sum(hidden):
            return data
        given = iter(data)
        return [None if skipped else next(given) for skipped in hidden]

    def named_arguments(self, name: str, given: dict[str, Any]) -> list[Any]:
        """Return the inputs of an endpoint for parameters by name; raises InvalidPayload for one missing or unknown."""
        self._named(name)
        parameters = self._info_all.named_endpoints[f"/{name}"].parameters
        known = {parameter.parameter_name: parameter for parameter in parameters}
        for wrong in given.keys() - known.keys():
            raise InvalidPayload(f"/{name} has no parameter '{wrong}'.{nearest(wrong, known)}")
        values: list[Any] = []
        for parameter in parameters:
            if parameter.parameter_name in given:
                values.append(given[parameter.parameter_name])
            elif parameter.parameter_has_default:
                values.append(parameter.parameter_default)
            else:
                raise InvalidPayload(f"/{name} needs the parameter '{parameter.parameter_name}'.")
        return self.filled(name, values)

    def lifetimes(self) -> dict[str, float]:
        """Return how long each State outlives its last use, by the session's key."""
        return {
            state_key(block): block.time_to_live
            for block in self.graph.blocks.values()
            if isinstance(block, State) and block.time_to_live is not None
        }

    def forgotten(self, session: str, key: str, value: Any) -> None:
        """Tell the State whose value a session lost."""
        states: list[Component] = [block for block in self.graph.blocks.values() if isinstance(block, State)]
        # A render function may place a State that the program made outside.
        known = {block.number: block for block in [*states, *self.graph.branches.stored(session)]}
        let_go(known.values(), {key: value})

    def asset(self, name: str) -> bytes | Path | None:
        """Return `theme.css`; None for anything else."""
        return self._sheet.css.encode() if name == "theme.css" else None

    def view_types(self) -> list[str]:
        """Return the wire types of the blocks on the page, and `type/Example` for those that a Dataset shows."""
        sets = [block for block in self.graph.blocks.values() if isinstance(block, Dataset)]
        samples = {f"{one.wire_type()}/Example" for dataset in sets for one in dataset.columns}
        return sorted({*self.graph.names(), *samples})

    def open_offered(self, path: str) -> Opened:
        """Open a file that the author offers under a path; raises FileRefused for any other path."""
        return self.graph.offer.open(path)


def _inside_text(root: str) -> bytes:
    return encode(root)[1:-1]
