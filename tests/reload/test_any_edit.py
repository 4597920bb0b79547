"""Whatever is edited, in whatever order: the page is that of a fresh start, plus exactly what the rules keep."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import portico as gr
from tests.reload.desk import Desk
from tests.reload.written import FRESH, Text, edited, fresh_modules

WHATS = [
    "add", "remove", "rename", "reorder", "label", "layout", "state", "no state", "fields", "class", "home", "word",
    "module", "no module", "function", "listener", "no listener", "turn listeners", "render", "rows", "process",
    "break", "break", "mend",
]  # fmt: skip
NAMES = st.sampled_from(["ada", "bob", "eve", "kim"])
LABELS = st.sampled_from(["one", "two", "three"])
EDITS = st.tuples(st.sampled_from(WHATS), NAMES, NAMES, LABELS, st.integers(0, 9))


def fresh(text: Text) -> dict[str, Any]:
    """Return the page of a program that was started just now."""
    with fresh_modules(text) as program:
        demo: gr.Blocks = program.demo
        return demo.get_config_file()


def shape(config: dict[str, Any]) -> Any:
    """Return a page without what differs from start to start: components by where they stand."""
    places: dict[int, int] = {}

    def walk(layout: dict[str, Any]) -> Any:
        places[layout["id"]] = len(places)
        return places[layout["id"]], [walk(child) for child in layout.get("children", [])]

    tree = walk(config["layout"])
    parts = {places[one["id"]]: (one["type"], one["props"], one.get("api_info")) for one in config["components"]}
    order = {one["id"]: at for at, one in enumerate(config["dependencies"])}
    listeners = [
        (
            order[one["id"]],
            [(places.get(block), name) for block, name in one["targets"]],
            [places[block] for block in one["inputs"]],
            [places[block] for block in one["outputs"]],
            one["api_name"],
            one["backend_fn"],
            one["render_id"] is None,
        )
        for one in config["dependencies"]
    ]
    return tree, parts, listeners, config["title"]


@given(st.lists(EDITS, min_size=1, max_size=16))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_page_is_that_of_a_fresh_start_and_states_follow_the_rules(
    tmp_path_factory: pytest.TempPathFactory, made: list[Any]
) -> None:
    with opened(tmp_path_factory) as desk:
        Following(desk).follow(made)


@pytest.mark.parametrize("what", sorted(set(WHATS)))
def test_each_kind_of_edit_alone_and_taken_back(tmp_path_factory: pytest.TempPathFactory, what: str) -> None:
    """Chance may never do what only an error would notice; so each is done once, on a page that has everything."""
    full = [("add", "ada", "", "one", 0), ("add", "bob", "", "two", 1), ("state", "ada", "", "", 2)]
    full += [("state", "bob", "", "", 0), ("listener", "", "", "", 1), ("listener", "", "", "", 2)]
    full += [("module", "kim", "", "", 3), ("render", "", "", "", 0), ("process", "", "", "", 0)]
    with opened(tmp_path_factory) as desk:
        following = Following(desk, full)
        following.follow([(what, "ada", "eve", "three", 1), ("mend", "", "", "", 0), (what, "ada", "eve", "one", 2)])


@contextmanager
def opened(folders: pytest.TempPathFactory) -> Generator[Desk]:
    desk = Desk(folders.mktemp("any").resolve())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portico.app.compose.cpu_count", lambda: 1)
        desk.open()
        try:
            yield desk
        finally:
            desk.close()


class Following:
    """A program that is edited, and what its visitor has to find after each save.

    Args:
        desk: Where it is.
        before: What it has from the beginning, as edits.
    """

    def __init__(self, desk: Desk, before: list[Any] | None = None) -> None:
        self.desk = desk
        self.good = Text()
        for edit in before or []:
            self.good = edited(self.good, edit)
        self.good.write(desk)
        self.config = desk.config()
        self.values: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self._look(self.good, self.config)

    def follow(self, made: list[Any]) -> None:
        """Edit, save and look, again and again."""
        text = self.good
        for edit in made:
            text = edited(text, edit)
            text.write(self.desk)
            self.desk.save()
            before, self.config = self.config, self.desk.config()
            if text.broken:
                assert shape(self.config) == shape(before), "what is broken changes nothing"
                self._use(self.good)
                continue
            assert shape(self.config) == shape(fresh(text))
            same_numbers(self.good, text, before, self.config)
            self._look(text, before)
            self.good = text

    def _look(self, text: Text, before: dict[str, Any]) -> None:
        """Find what the visitor has, as the rules say."""
        self.values = {name: value for name, value in self.values.items() if text.keeps(self.good, name)}
        for name in text.states:
            assert self.desk.call(f"look_{name}", None) == self.values.get(name, text.first(name))
            self.desk.call(f"add_{name}", None)
            self.values[name] = self.desk.call(f"look_{name}", None)
        sizes = self.desk.developing.serving.composed.stores.sessions.sizes
        assert sizes()["values"] == len(text.states), "nothing is left of what is gone"
        self._use(text)

    def _use(self, text: Text) -> None:
        """Call what is served; a program that is broken goes on as it was."""
        for name in text.listeners:
            assert self.desk.call(name, "x") == f"{name} {text.told} x"
        if text.process:
            assert self.desk.call("process", "x") == f"process {text.told} x"
        if not text.renders:
            self.rows = {}
            return
        if self.rows:
            # Before anybody rendered it anew.
            assert self.desk.call("say", "x") == f"say 0 {text.told} x"
        labels, rows = self._rendered()
        assert labels == [f"{text.label} {at}" for at in range(text.rows)]
        for key in rows.keys() & self.rows.keys():
            assert rows[key] == self.rows[key], "what has a key is the same"
        self.rows = rows

    def _rendered(self) -> tuple[list[str], dict[str, int]]:
        render = next(one["id"] for one in self.config["dependencies"] if one["render_id"] is not None)
        body = {"fn_index": render, "data": [None], "session_hash": "visitor"}
        found = self.desk.post("predict", body)["render_config"]
        boxes = [one for one in found["components"] if one["type"] == "textbox"]
        return [one["props"]["label"] for one in boxes], {str(at): one["id"] for at, one in enumerate(boxes)}


def same_numbers(good: Text, text: Text, before: dict[str, Any], config: dict[str, Any]) -> None:
    """A component keeps its number as long as its variable and its kind stay; a listener, its name and its place."""
    kinds = {part.name: part.kind for part in good.parts}
    was, now = numbers(good, before), numbers(text, config)
    for part in text.parts:
        if kinds.get(part.name) == part.kind:
            assert now[part.name] == was[part.name]
    assert len(set(now.values())) == len(now)
    old, new = ({one["api_name"]: one["id"] for one in page["dependencies"]} for page in (before, config))
    for name in set(good.listeners) & set(text.listeners):
        assert new[name] == old[name]
    assert len({one["id"] for one in config["dependencies"]}) == len(config["dependencies"])


def numbers(text: Text, config: dict[str, Any]) -> dict[str, int]:
    """Return the number of each variable's component; they stand in the order in which they are made."""
    ids: list[int] = []
    inner = {one["id"] for one in config["components"] if one["type"] in FRESH}

    def walk(layout: dict[str, Any]) -> None:
        if layout["id"] in inner:
            ids.append(layout["id"])
        for child in layout.get("children", []):
            walk(child)

    walk(config["layout"])
    names = [*text.states, *(part.name for part in text.parts), "out"]
    return dict(zip(names, ids, strict=True))
