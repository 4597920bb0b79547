"""Cached examples: computed at the start or at the first click, kept in a folder, shown to everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from gradio_client import Client

import portico as gr
from portico.errors import BuildError

from .asking import press
from .reading import Described

CALLS: list[Any] = []


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of one's own, and nothing called yet."""
    monkeypatch.chdir(tmp_path)
    CALLS.clear()
    return tmp_path / ".portico" / "cached_examples"


def weigh(dish: str, people: float = 1) -> tuple[str, dict[str, Any]]:
    CALLS.append(dish)
    return f"{dish} for {people:g}", {"dish": dish}


def demo(**options: Any) -> Any:
    given: dict[str, Any] = {"examples": [["soup", 2], ["stew", 3]], "cache_examples": True} | options
    return gr.Interface(weigh, ["text", "number"], ["text", "json"], **given)


def test_eager_results_are_there_when_the_app_is(launched: Any) -> None:
    page = launched(demo())
    assert CALLS == ["soup", "stew"]
    assert press(page, "load_example_input", [1]) == ["stew", 3]
    assert press(page, "load_example", [1]) == ["stew for 3", {"dish": "stew"}]
    assert CALLS == ["soup", "stew"]


def test_nothing_is_computed_while_the_page_is_only_built() -> None:
    assert Described(demo()).names()[-4:] == [
        "load_example_input", "load_example", "load_example_input_1", "load_example_output",
    ]  # fmt: skip
    assert CALLS == []


def test_lazy_results_are_computed_at_the_first_click(launched: Any) -> None:
    page = launched(demo(cache_mode="lazy"))
    assert CALLS == []
    for session in ("one", "two"):
        assert press(page, "load_example", [1], session=session) == ["stew for 3", {"dish": "stew"}]
    assert CALLS == ["stew"]
    assert "load_example_output" not in Described(page.demo).names()


def test_results_outlive_the_app_until_the_example_or_the_function_changes(launched: Any, folder: Path) -> None:
    launched(demo()).stop()
    assert len(list(folder.glob("*/*.json"))) == 2
    launched(demo()).stop()
    assert CALLS == ["soup", "stew"]
    launched(demo(examples=[["soup", 2], ["cake", 1]])).stop()
    assert CALLS == ["soup", "stew", "cake"]
    kept = [json.loads(path.read_text())[0] for path in folder.glob("*/*.json")]
    assert sorted(kept) == ["cake for 1", "soup for 2"]
    other = gr.Interface(lambda dish, people: (dish, {}), ["text", "number"], ["text", "json"],
                         examples=[["soup", 2]], cache_examples=True)  # fmt: skip
    assert press(launched(other), "load_example", [0]) == ["soup", {}]


def test_a_broken_file_is_computed_again(launched: Any, folder: Path) -> None:
    launched(demo()).stop()
    for path in folder.glob("*/*.json"):
        path.write_text("{", encoding="utf-8")
    assert press(launched(demo()), "load_example", [0])[0] == "soup for 2"
    assert CALLS == ["soup", "stew"] * 2


def test_pictures_among_the_results_are_kept_and_served(launched: Any) -> None:
    def paint(shade: float) -> Any:
        CALLS.append(shade)
        return np.full((4, 6, 3), shade, dtype=np.uint8)

    def build() -> Any:
        return gr.Interface(paint, "number", "image", examples=[[10], [200]], cache_examples=True)

    first = launched(build())
    [picture] = press(first, "load_example", [1])
    content = httpx.get(picture["url"]).content
    first.stop()
    second = launched(build())
    [again] = press(second, "load_example", [1])
    assert httpx.get(again["url"]).content == content
    assert again["path"] != picture["path"]
    assert CALLS == [10, 200]


def test_a_generators_last_result_counts(launched: Any) -> None:
    def spell(word: str) -> Any:
        yield from (word[:end] for end in range(1, len(word) + 1))

    page = launched(gr.Interface(spell, "text", "text", examples=["abc"], cache_examples=True))
    assert press(page, "load_example", [0]) == ["abc"]


def test_a_coroutine_is_awaited(launched: Any) -> None:
    async def shout(word: str) -> str:
        return word.upper()

    page = launched(gr.Interface(shout, "text", "text", examples=["abc"], cache_examples=True))
    assert press(page, "load_example", [0]) == ["ABC"]


def test_the_first_visitor_leaves_no_trace_in_what_others_see(launched: Any) -> None:
    def whoami(word: str, request: gr.Request) -> str:
        return f"{word} {request.headers.get('x-name')} {request.session_hash or 'nobody'}"

    page = launched(gr.Interface(whoami, "text", "text", examples=["I am"], cache_examples=True, cache_mode="lazy"))
    client = Client(page.url, headers={"x-name": "Ada"}, verbose=False)
    assert client.predict("I am", api_name="/whoami").startswith("I am Ada")
    assert press(page, "load_example", [0], session="ada") == ["I am None nobody"]


def test_an_example_that_fails_stops_the_start(launched: Any, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="could not start"):
        launched(gr.Interface(lambda n: 1 / n, "number", "number", examples=[[1], [0]], cache_examples=True))
    assert "failed for example 2, whose result was to be cached. ZeroDivisionError" in capfd.readouterr().err


def test_the_first_example_is_shown_at_once_unless_the_program_gave_a_value(launched: Any) -> None:
    page = launched(demo(preload_example=1))
    assert press(page, "load_example_input_1") == ["stew", 3]
    assert press(page, "load_example_output") == ["stew for 3", {"dish": "stew"}]

    def preloads(**options: Any) -> bool:
        return "load_example_output" in Described(demo(**options)).names()

    assert preloads()
    assert not preloads(preload_example=False)
    assert not preloads(cache_examples=False)
    given = gr.Interface(weigh, ["text", gr.Number(4)], ["text", "json"], examples=[["soup", 2]], cache_examples=True)
    assert "load_example_output" not in Described(given).names()
    with pytest.raises(BuildError, match="number 5; there are 2 examples"):
        demo(preload_example=5)


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({}, ["load_example"]),
        ({"GRADIO_CACHE_EXAMPLES": "true"}, ["load_example", "load_example_input", "load_example_output"]),
        ({"PORTICO_CACHE_EXAMPLES": "false", "GRADIO_CACHE_EXAMPLES": "true"}, ["load_example"]),
        ({"PORTICO_CACHE_EXAMPLES": "lazy"}, ["load_example", "load_example_input"]),
        ({"GRADIO_CACHE_EXAMPLES": "1", "GRADIO_CACHE_MODE": "lazy"}, ["load_example", "load_example_input"]),
    ],
)
def test_the_environment_decides_where_the_program_does_not(
    env: dict[str, str], names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    found = {one for one in Described(demo(cache_examples=None)).names() if not one.endswith("_1")}
    assert found - {"weigh", "Flag", "lambda", "reset"} == set(names)


def test_the_folder_can_be_elsewhere(launched: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_EXAMPLES_CACHE", str(tmp_path / "kept"))
    launched(demo())
    assert len(list((tmp_path / "kept").glob("*/*.json"))) == 2


def test_what_cannot_be_cached_says_so() -> None:
    with gr.Blocks():
        name = gr.Textbox()
        with pytest.raises(BuildError, match="need the function and its outputs"):
            gr.Examples(["a"], name, cache_examples=True)
        with pytest.raises(BuildError, match="True or False, not 'lazy'"):
            gr.Examples(["a"], name, name, str.upper, cache_examples="lazy")  # type: ignore[arg-type]
        with pytest.raises(BuildError, match="cache_mode is 'eager' or 'lazy', not 'never'"):
            gr.Examples(["a"], name, name, str.upper, cache_examples=True, cache_mode="never")  # type: ignore[arg-type]
    with pytest.warns(UserWarning, match="with a State among inputs or outputs are not cached"):
        gr.Interface(lambda a, b: (a, b), ["text", "state"], ["text", "state"], [["x"]], cache_examples=True)


def test_inside_tabs_they_are_computed_as_well(launched: Any) -> None:
    page = launched(gr.TabbedInterface([demo(), demo(examples=[["cake", 1]])], ["One", "Two"]))
    assert CALLS == ["soup", "stew", "cake"]
    assert press(page, "load_example_1", [0]) == ["cake for 1", {"dish": "cake"}]


def test_a_visitor_who_asks_for_what_an_example_says_is_answered_from_the_functions_cache(launched: Any) -> None:
    cached = gr.cache(weigh)
    page = launched(gr.Interface(cached, ["text", "number"], ["text", "json"], [["soup", 2]], cache_examples=True))
    client = Client(page.url, verbose=False)
    assert client.predict("soup", 2, api_name="/weigh") == ("soup for 2", {"dish": "soup"})
    assert CALLS == ["soup"]


def test_a_cache_of_each_visitor_gives_examples_nothing_and_takes_nothing_from_them(launched: Any) -> None:
    @gr.cache(per_session=True)
    def count(word: str) -> str:
        CALLS.append(word)
        return f"{word} {len(CALLS)}"

    page = launched(gr.Interface(count, "text", "text", ["run"], cache_examples=True, cache_mode="lazy"))
    client = Client(page.url, verbose=False)
    assert client.predict("run", api_name="/count") == "run 1"
    for session in (client.session_hash, "other"):
        assert press(page, "load_example", [0], session=session, cookies=dict(client.cookies)) == ["run 2"]
    assert client.predict("run", api_name="/count") == "run 1"
    assert CALLS == ["run", "run"]
