"""`@gr.resource`: made once, whoever asks, whatever goes wrong, and kept when its module runs again."""

from __future__ import annotations

import asyncio
import copy
import importlib
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from serving import wait_until

import portico as gr
from portico.errors import BuildError


@pytest.fixture
def runs() -> list[Any]:
    """What was really made."""
    return []


def test_it_is_made_when_it_is_first_used_and_only_then(runs: list[Any]) -> None:
    @gr.resource
    def model() -> list[int]:
        """A model."""
        runs.append(1)
        return [1]

    assert (runs, model.made) == ([], False)
    assert model() is model()
    assert (runs, model.made) == ([1], True)
    assert (model.__name__, model.__doc__) == ("model", "A model.")


def test_none_is_a_value_like_any_other(runs: list[Any]) -> None:
    warm = gr.resource(lambda: runs.append(1))
    assert [warm(), warm()] == [None, None]
    assert runs == [1]


def test_threads_that_call_while_it_is_made_wait_for_the_one_value() -> None:
    started, go = threading.Event(), threading.Event()
    runs: list[int] = []
    found: list[Any] = []

    @gr.resource
    def model() -> object:
        runs.append(1)
        started.set()
        assert go.wait(10)
        return object()

    threads = [threading.Thread(target=lambda: found.append(model())) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert started.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
    assert runs == [1]


def test_a_failure_is_told_with_the_resources_name_and_not_kept(runs: list[Any]) -> None:
    @gr.resource
    def model() -> str:
        runs.append(1)
        if len(runs) == 1:
            raise OSError("weights.bin is not there")
        return "model"

    with pytest.raises(OSError, match="weights.bin") as caught:
        model()
    assert caught.value.__notes__ == ["This happened while the resource 'model' was made. The next call tries again."]
    assert model() == "model"


def test_who_waited_for_a_failure_tries_itself() -> None:
    started, go = threading.Event(), threading.Event()
    runs: list[int] = []
    outcomes: list[str] = []

    @gr.resource
    def model() -> str:
        runs.append(1)
        if len(runs) == 1:
            started.set()
            assert go.wait(10)
            raise OSError("the first one fails")
        return "made"

    def ask() -> None:
        try:
            outcomes.append(model())
        except OSError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    threads[0].start()
    assert started.wait(10)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == ["made"] * 3 + ["the first one fails"]
    assert len(runs) == 2


def test_one_may_use_another() -> None:
    weights = gr.resource(lambda: [1, 2])
    model = gr.resource(lambda: sum(weights()))
    assert model() == 3
    assert weights.made


def test_two_threads_that_use_two_in_either_order_both_end() -> None:
    base = gr.resource(lambda: 1)
    one, other = gr.resource(lambda: base() + 1), gr.resource(lambda: base() + 2)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda order=order: found.append(sum(each() for each in order)))
        for order in [(one, other, base), (base, other, one)] * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == [6] * 8


def test_one_that_needs_itself_says_so_instead_of_waiting() -> None:
    resources: dict[str, Any] = {}

    @gr.resource
    def model() -> Any:
        return resources["tokens"]()

    @gr.resource
    def tokens() -> Any:
        return model()

    resources["tokens"] = tokens
    with pytest.raises(BuildError, match="'model' needs itself while it is made: model → tokens → model"):
        model()


def test_two_that_need_each_other_say_so_from_two_threads() -> None:
    both = threading.Barrier(2)
    resources: dict[str, Any] = {}
    outcomes: list[str] = []

    def made_from(other: str) -> Any:
        first = True

        def make() -> Any:
            nonlocal first
            if first:
                first = False
                both.wait(10)
            return resources[other]()

        return gr.resource(make)

    resources.update(one=made_from("other"), other=made_from("one"))

    def ask(name: str) -> None:
        try:
            resources[name]()
        except BuildError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=ask, args=[name], daemon=True) for name in resources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(outcomes) == 2
    assert all("needs itself while it is made" in text for text in outcomes)


def test_clearing_lets_go_of_it(runs: list[Any]) -> None:
    model = gr.resource(lambda: runs.append(1))
    model()
    model.clear()
    assert not model.made
    model()
    assert runs == [1, 1]


# Coroutines


def test_a_coroutine_is_awaited_once_by_all(runs: list[Any]) -> None:
    async def whole() -> list[Any]:
        started, go = asyncio.Event(), asyncio.Event()

        @gr.resource
        async def model() -> object:
            runs.append(1)
            started.set()
            await go.wait()
            return object()

        asked = [asyncio.create_task(asyncio.wait_for(model(), 10)) for _ in range(5)]
        await started.wait()
        started.clear()
        asked[0].cancel()  # the one that makes it gives up: the next takes over
        await started.wait()
        asked[-1].cancel()  # one that waits gives up: the others do not
        await asyncio.wait([asked[-1]])
        go.set()
        return [*await asyncio.gather(*asked[1:-1]), await model()]

    found = asyncio.run(asyncio.wait_for(whole(), 20))
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
    assert len(runs) == 2


def test_coroutines_may_use_one_another_but_not_themselves() -> None:
    resources: dict[str, Any] = {}

    @gr.resource
    async def weights() -> int:
        return 2

    @gr.resource
    async def model() -> int:
        return await weights() + 1

    @gr.resource
    async def loop() -> Any:
        return await resources["loop"]()

    resources["loop"] = loop

    async def whole() -> int:
        with pytest.raises(BuildError, match="loop → loop"):
            await loop()
        return await model()

    assert asyncio.run(asyncio.wait_for(whole(), 10)) == 3


# What it cannot be


def test_what_cannot_be_made_once_for_all_is_told_at_once() -> None:
    with pytest.raises(BuildError, match="takes no parameters; it has 'name'"):
        gr.resource(lambda name: name)  # type: ignore[arg-type, misc]
    with pytest.raises(BuildError, match="it should return what it made"):

        @gr.resource
        def connection() -> Any:
            yield 1

    assert gr.resource(lambda size=3: size)() == 3


# Reloads and other processes

MODULE = """
import portico as gr

NAME = {name!r}
runs = globals().get("runs", [])

@gr.resource
def model():
    runs.append(NAME)
    return [NAME, {extra!r}]

@gr.resource
async def tokens():
    runs.append("tokens")
    return [NAME]
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write the module and run it (again): `module(name="a", extra=1, above="")`."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = tmp_path / "with_a_resource.py"

    def run(name: str = "a", extra: int = 1, above: str = "") -> ModuleType:
        path.write_text(above + MODULE.format(name=name, extra=extra))
        importlib.invalidate_caches()
        known = sys.modules.get("with_a_resource")
        return importlib.reload(known) if known else importlib.import_module("with_a_resource")

    yield run
    sys.modules.pop("with_a_resource", None)


def test_a_module_that_runs_again_keeps_the_value(module: Any) -> None:
    loaded = module()
    value, kept = loaded.model(), asyncio.run(loaded.tokens())
    again = module(above="# moved down\n\n\n")
    assert again.model() is value
    assert asyncio.run(again.tokens()) is kept
    assert module().model() is value
    assert again.runs == ["a", "tokens"]


@pytest.mark.parametrize("change", [{"name": "b"}, {"extra": 2}])
def test_a_function_that_changed_or_reads_another_setting_makes_it_anew(module: Any, change: Any) -> None:
    module().model()
    assert module(**change).model() == [change.get("name", "a"), change.get("extra", 1)]


def test_a_value_that_was_never_made_or_let_go_is_not_taken_over(module: Any) -> None:
    module()
    again = module()
    value = again.model()
    again.model.clear()
    last = module()
    assert last.model() == value
    assert last.model() is not value
    value = last.model()
    last = module()
    last.model.clear()
    assert last.model() is not value


def test_a_reload_into_a_fresh_module_can_hand_it_over(module: Any) -> None:
    old = module().model
    value = old()
    del sys.modules["with_a_resource"]
    new = module().model
    assert (new.identity, old.identity) == ("with_a_resource:model", "with_a_resource:model")
    assert new.adopt(old)
    assert new() is value
    del sys.modules["with_a_resource"]
    other = module(extra=5).model
    assert not other.adopt(old)
    assert not module().tokens.adopt(old)
    assert other() == ["a", 5]


def test_two_inner_functions_of_one_name_are_two_resources() -> None:
    def made(n: int) -> Any:
        @gr.resource
        def model() -> int:
            return n

        return model

    assert [made(1)(), made(2)()] == [1, 2]


def test_it_is_pickled_as_a_name_and_another_process_makes_its_own(module: Any, tmp_path: Path) -> None:
    model = module().model
    model()
    packed = pickle.dumps(model)
    assert len(packed) < 100
    assert pickle.loads(packed) is model
    assert copy.deepcopy({"m": model})["m"] is model
    code = (
        "import pickle, sys; model = pickle.loads(bytes.fromhex(sys.argv[1])); "
        "print(model.made, model(), sys.modules['with_a_resource'].runs)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, packed.hex()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "False ['a', 1] ['a']", done.stderr


def test_an_inner_one_cannot_be_pickled_and_the_error_names_it() -> None:
    @gr.resource
    def model() -> int:
        return 1

    with pytest.raises((pickle.PicklingError, AttributeError), match=r"<locals>\.model"):
        pickle.dumps(model)


def test_visitors_share_one_and_a_failure_reaches_the_log_with_its_name(
    launched: Any, runs: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    @gr.resource
    def model() -> int:
        runs.append(1)
        if len(runs) == 1:
            raise OSError("no weights")
        return 5

    with gr.Blocks() as demo:
        shown = gr.Number()
        gr.Button().click(lambda: model(), None, shown, api_name="ask")
    app = launched(demo)
    assert httpx.post(f"{app.url}/gradio_api/run/ask", json={"data": []}).status_code == 500
    wait_until(lambda: "while the resource 'model' was made" in caplog.text, "the log tells of the failure")
    for _ in range(3):
        assert httpx.post(f"{app.url}/gradio_api/run/ask", json={"data": []}).json()["data"] == [5]
    assert runs == [1, 1]
