"""`gr.cache` as a program uses it: what is computed once, what counts as the same, and what comes back."""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import logging
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import portico as gr
from portico.errors import BuildError


@pytest.fixture
def runs() -> list[Any]:
    """What was really computed."""
    return []


# Every kind of function


def test_a_function_is_computed_once_for_each_input(runs: list[Any]) -> None:
    @gr.cache
    def double(x: int) -> int:
        runs.append(x)
        return 2 * x

    assert [double(2), double(2), double(3), double(2)] == [4, 4, 6, 4]
    assert runs == [2, 3]
    assert double.__name__ == "double"
    assert len(double.cache) == 2  # type: ignore[attr-defined]


def test_none_is_a_result_like_any_other(runs: list[Any]) -> None:
    forget = gr.cache(runs.append)
    assert [forget(1), forget(1)] == [None, None]
    assert runs == [1]


def test_a_coroutine_is_awaited_once(runs: list[Any]) -> None:
    @gr.cache()
    async def double(x: int) -> int:
        runs.append(x)
        return 2 * x

    async def whole() -> list[int]:
        return [await double(2), await double(2)]

    assert inspect.iscoroutinefunction(double)
    assert asyncio.run(whole()) == [4, 4]
    assert asyncio.run(whole()) == [4, 4]
    assert runs == [2]


def test_a_generator_gives_again_all_that_it_gave(runs: list[Any]) -> None:
    @gr.cache
    def count(to: int) -> Any:
        history: list[int] = []
        for n in range(to):
            runs.append(n)
            history.append(n)
            yield history

    assert inspect.isgeneratorfunction(count)
    first = [list(step) for step in count(3)]
    assert first == [[0], [0, 1], [0, 1, 2]]
    assert list(count(3)) == first
    assert runs == [0, 1, 2]


def test_an_async_generator_gives_again_all_that_it_gave(runs: list[Any]) -> None:
    @gr.cache
    async def count(to: int) -> Any:
        for n in range(to):
            runs.append(n)
            yield n

    async def whole() -> list[int]:
        return [n async for n in count(2)]

    assert inspect.isasyncgenfunction(count)
    assert [asyncio.run(whole()), asyncio.run(whole())] == [[0, 1], [0, 1]]
    assert runs == [0, 1]


def test_a_generator_that_was_left_early_or_failed_is_not_kept(runs: list[Any]) -> None:
    closed: list[str] = []

    @gr.cache
    def count(fail: bool) -> Any:
        runs.append(fail)
        try:
            yield 1
            if fail:
                raise ValueError("no")
            yield 2
        finally:
            closed.append("closed")

    steps = count(False)
    assert next(steps) == 1
    steps.close()
    assert closed == ["closed"]
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            list(count(True))
    assert list(count(False)) == [1, 2]
    assert runs == [False, True, True, False]


def test_a_method_is_cached_for_each_object(runs: list[Any]) -> None:
    class Model:
        def __init__(self, name: str) -> None:
            self.name = name

        @gr.cache
        def answer(self, text: str) -> str:
            runs.append(self.name)
            return f"{self.name}: {text}"

        def plain(self, text: str) -> str:
            runs.append(self.name)
            return f"{self.name} {text}"

    one, other = Model("one"), Model("one")
    assert [one.answer("a"), one.answer("a"), other.answer("a")] == ["one: a"] * 3
    assert runs == ["one", "one"]
    one.name = "new"
    assert one.answer("a") == "new: a"
    runs.clear()
    assert [gr.cache(one.plain)("a"), gr.cache(one.plain)("a"), gr.cache(other.plain)("a")] == ["new a"] * 2 + ["one a"]
    assert runs == ["new", "one"]


def test_a_function_cached_where_it_is_called_keeps_its_results(runs: list[Any]) -> None:
    def helper(x: int) -> int:
        runs.append(x)
        return x

    def outer(x: int) -> int:
        return gr.cache(helper)(x) + gr.cache(helper, max_size=5)(x)

    assert [outer(1), outer(1)] == [2, 2]
    assert runs == [1, 1]  # other bounds, another memory


def test_a_key_function_written_where_it_is_called_is_the_same_each_time(runs: list[Any]) -> None:
    def helper(x: int, seed: int) -> int:
        runs.append((x, seed))
        return x

    def outer(x: int, seed: int) -> int:
        return gr.cache(helper, key=lambda given: given["x"])(x, seed)

    def around(x: int, seed: int) -> int:
        return gr.cache(helper, key=lambda given: seed)(x, seed)

    assert [outer(n % 2, n) for n in range(50)] == [0, 1] * 25
    assert runs == [(0, 0), (1, 1)]
    assert [around(n, 7) for n in range(3)] == [0, 1, 2]
    assert len(helper.__dict__["portico_caches"]) == 1


def test_a_partial_of_a_cached_function_is_cached(runs: list[Any]) -> None:
    @gr.cache
    def add(a: int, b: int) -> int:
        runs.append((a, b))
        return a + b

    assert functools.partial(add, 1)(2) == functools.partial(add, b=2)(1) == 3
    assert runs == [(1, 2)]


def test_a_result_that_can_be_read_only_once_is_not_kept(runs: list[Any]) -> None:
    @gr.cache
    def read(x: int) -> Any:
        runs.append(x)
        return iter([x])

    assert [list(read(1)), list(read(1))] == [[1], [1]]
    assert runs == [1, 1]


def test_what_a_function_raised_is_not_kept(runs: list[Any]) -> None:
    @gr.cache
    def fail(x: int) -> Any:
        runs.append(x)
        raise ValueError(x)

    for _ in range(2):
        with pytest.raises(ValueError, match="1"):
            fail(1)
    assert runs == [1, 1]


def test_a_function_that_asks_itself_for_less_is_computed_once_for_each() -> None:
    counted: list[int] = []

    @gr.cache
    def fibonacci(n: int) -> int:
        counted.append(n)
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    assert fibonacci(20) == 6765
    assert sorted(counted) == list(range(21))


def test_a_function_that_asks_itself_for_the_same_does_not_wait_for_itself() -> None:
    seen: list[int] = []

    @gr.cache
    def again(x: int) -> int:
        seen.append(x)
        return again(x) if len(seen) < 3 else x

    assert again(1) == 1
    assert seen == [1, 1, 1]


# What counts as the same


def test_arguments_count_by_name_position_and_default_alike(runs: list[Any]) -> None:
    @gr.cache
    def add(a: int, b: int = 2, *rest: int, **more: int) -> int:
        runs.append((a, b, rest, more))
        return a

    for call in (lambda: add(1), lambda: add(1, 2), lambda: add(a=1), lambda: add(b=2, a=1), lambda: add(1, 2, 3),
                 lambda: add(1, z=1)):  # fmt: skip
        assert call() == 1
    assert runs == [(1, 2, (), {}), (1, 2, (3,), {}), (1, 2, (), {"z": 1})]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
        add()  # type: ignore[call-arg]


def test_the_key_function_says_what_counts(runs: list[Any]) -> None:
    @gr.cache(key=lambda given: [given["text"].strip().lower()])
    def answer(text: str, seed: int = 0) -> str:
        runs.append(text)
        return f"{text} {seed}"

    assert [answer("Hi"), answer("hi ", 5), answer("ho")] == ["Hi 0", "Hi 0", "ho 0"]
    assert runs == ["Hi", "ho"]


def test_a_call_whose_arguments_have_no_content_runs_each_time_and_says_so_once(
    runs: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    @gr.cache
    def total(numbers: Any) -> int:
        runs.append(1)
        return sum(numbers)

    with caplog.at_level(logging.WARNING, "portico.cache"):
        assert [total(iter([1, 2])), total(iter([3])), total([1])] == [3, 3, 1]
    assert len(runs) == 3
    [record] = caplog.records
    assert "'total' are not cached, because one of the arguments is a list_iterator" in record.getMessage()
    assert "gr.cache(key=" in record.getMessage()


def test_a_request_is_never_the_same_unless_the_key_function_says_so(runs: list[Any]) -> None:
    def whoami(word: str, request: gr.Request) -> str:
        runs.append(word)
        return word

    ada = gr.Request(session_hash="ada")
    careful, told = gr.cache(whoami), gr.cache(whoami, key=lambda given: given["word"])
    assert [careful("a", ada), careful("a", ada)] == ["a", "a"]
    assert runs == ["a", "a"]
    assert [told("b", ada), told("b", gr.Request())] == ["b", "b"]
    assert runs == ["a", "a", "b"]


def test_a_progress_bar_does_not_count(runs: list[Any]) -> None:
    @gr.cache
    def work(x: int, progress: Any = gr.Progress()) -> int:
        runs.append(x)
        return x

    assert [work(1), work(1, gr.Progress()), work(1, progress=gr.Progress())] == [1, 1, 1]
    assert runs == [1]


def test_the_event_counts(runs: list[Any]) -> None:
    @gr.cache
    def chosen(event: gr.SelectData) -> Any:
        runs.append(event.index)
        return event.index

    box = object()
    for index in (1, 1, 2):
        assert chosen(gr.SelectData(box, {"index": index})) == index
    assert runs == [1, 2]


# What comes back


def test_changing_a_result_changes_nobody_elses() -> None:
    @gr.cache
    def rows(n: int) -> Any:
        return {"rows": [[n]], "array": np.zeros(2)}

    first = rows(1)
    first["rows"][0].append("mine")
    first["array"][:] = 7
    second = rows(1)
    assert second["rows"] == [[1]]
    second["rows"].clear()
    assert rows(1)["rows"] == [[1]]
    assert list(rows(1)["array"]) == [0, 0]


def test_changing_a_step_changes_nobody_elses() -> None:
    @gr.cache
    def steps() -> Any:
        yield [1]
        yield [1, 2]

    for step in steps():
        step.append("mine")
    for step in steps():
        step.append("mine")
    assert list(steps()) == [[1], [1, 2]]


def test_a_result_that_names_a_file_is_good_while_the_file_is_what_it_was(runs: list[Any], tmp_path: Path) -> None:
    target = tmp_path / "drawn.svg"

    @gr.cache
    def draw(x: int) -> list[str]:
        runs.append(x)
        target.write_text("x" * len(runs))
        return [str(target)]

    assert [draw(1), draw(1)] == [[str(target)]] * 2
    assert runs == [1]
    target.write_text("something else")
    draw(1)
    target.unlink()
    draw(1)
    assert runs == [1, 1, 1]


# Bounds


def test_the_one_used_least_recently_goes_first(runs: list[Any]) -> None:
    @gr.cache(max_size=2)
    def double(x: int) -> int:
        runs.append(x)
        return 2 * x

    for x in (1, 2, 1, 3, 1, 2):
        double(x)
    assert runs == [1, 2, 3, 2]
    assert len(double.cache) == 2  # type: ignore[attr-defined]


def test_no_bound_keeps_everything(runs: list[Any]) -> None:
    double = gr.cache(lambda x: runs.append(x), max_size=0)
    for x in [*range(300), *range(300)]:
        double(x)
    assert len(runs) == 300


def test_results_stay_within_the_bytes_they_may_take_up(runs: list[Any]) -> None:
    @gr.cache(max_memory="10kb")
    def fill(n: int, size: int) -> Any:
        runs.append(n)
        return np.zeros(size, "uint8")

    for n in (1, 2, 3, 3, 2, 1):
        fill(n, 4_000)
    assert runs == [1, 2, 3, 1]
    fill(9, 50_000)
    fill(9, 50_000)
    assert runs == [1, 2, 3, 1, 9, 9]
    fill(1, 4_000)
    assert runs == [1, 2, 3, 1, 9, 9]  # what is too large drove nothing out


def test_after_its_time_a_result_is_computed_anew(runs: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("portico.call.memory.time.monotonic", lambda: now)

    @gr.cache(time_to_live=60)
    def double(x: int) -> int:
        runs.append(x)
        return 2 * x

    double(1)
    now = 159.0
    double(1)
    assert runs == [1]
    now = 161.0
    double(1)
    assert runs == [1, 1]
    now = 300.0
    double(2)
    assert len(double.cache) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_size": -1}, "max_size is how many"),
        ({"max_memory": "lots"}, "max_memory is a number of bytes"),
        ({"max_memory": 0}, "max_memory is a number of bytes"),
        ({"time_to_live": 0}, "time_to_live is a number of seconds"),
    ],
)
def test_a_bound_that_is_none_is_told_at_once(options: dict[str, Any], words: str) -> None:
    for make in (gr.cache, gr.Cache):
        with pytest.raises(BuildError, match=words):
            make(**options)


def test_what_is_no_function_is_told_at_once() -> None:
    with pytest.raises(TypeError, match=r"not int\. Write gr\.cache\(fn\)\(x\)"):
        gr.cache(3)  # type: ignore[call-overload]


def test_clearing_forgets_all(runs: list[Any]) -> None:
    double = gr.cache(lambda x: runs.append(x))
    double(1)
    double.cache.clear()  # type: ignore[attr-defined]
    double(1)
    assert runs == [1, 1]


def test_the_memory_goes_with_the_function() -> None:
    class Big:
        pass

    def made() -> Any:
        big = Big()
        inner = gr.cache(lambda: [big])
        inner()
        return weakref.ref(big)

    gone = made()
    gc.collect()
    assert gone() is None


def test_per_session_outside_a_call_nothing_is_kept(runs: list[Any]) -> None:
    mine = gr.cache(lambda x: runs.append(x), per_session=True)
    mine(1)
    mine(1)
    assert runs == [1, 1]
