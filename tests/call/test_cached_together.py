"""`gr.cache` where several ask for the same at once: who computes, who waits, and for what nobody waits."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from serving import wait_until

import portico as gr


def test_threads_that_ask_for_the_same_wait_for_one_computation() -> None:
    started, go = threading.Event(), threading.Event()
    runs: list[int] = []

    @gr.cache
    def slow(x: int) -> list[int]:
        runs.append(x)
        started.set()
        assert go.wait(10)
        return [x]

    waiting: list[bool] = []
    memory: Any = slow.cache  # type: ignore[attr-defined]
    claim = memory.claim

    def counted(key: Any) -> Any:
        running = claim(key)
        waiting.append(running is not None)
        return running

    memory.claim = counted
    found: list[list[int]] = []
    threads = [threading.Thread(target=lambda: found.append(slow(1))) for _ in range(8)]
    threads[0].start()
    assert started.wait(10)
    for thread in threads[1:]:
        thread.start()
    wait_until(lambda: waiting.count(True) == 7, "seven threads wait for the first")
    go.set()
    for thread in threads:
        thread.join(10)
    assert found == [[1]] * 8
    assert len({id(one) for one in found}) == 8
    assert runs == [1]


def test_who_waited_for_a_failure_tries_itself() -> None:
    started, go = threading.Event(), threading.Event()
    runs: list[int] = []

    @gr.cache
    def slow() -> str:
        runs.append(1)
        if len(runs) == 1:
            started.set()
            assert go.wait(10)
            raise ValueError("the first one fails")
        return "done"

    outcomes: list[str] = []

    def ask() -> None:
        try:
            outcomes.append(slow())
        except ValueError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    threads[0].start()
    assert started.wait(10)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == ["done", "done", "the first one fails"]
    assert len(runs) == 2


def test_coroutines_that_ask_for_the_same_wait_for_one_computation_even_if_its_owner_is_cancelled() -> None:
    runs: list[int] = []

    async def whole() -> list[str]:
        started, go = asyncio.Event(), asyncio.Event()

        @gr.cache
        async def slow() -> str:
            runs.append(1)
            started.set()
            await go.wait()
            return "done"

        first = asyncio.create_task(slow())
        await started.wait()
        others = [asyncio.create_task(slow()) for _ in range(5)]
        started.clear()
        first.cancel()
        await started.wait()
        others[-1].cancel()
        go.set()
        return await asyncio.gather(*others[:-1])

    assert asyncio.run(asyncio.wait_for(whole(), 10)) == ["done"] * 4
    assert len(runs) == 2


def test_a_loop_does_not_wait_for_a_thread_that_may_need_it() -> None:
    async def whole() -> list[str]:
        loop = asyncio.get_running_loop()
        started = asyncio.Event()

        async def number() -> int:
            return 7

        @gr.cache
        def slow() -> str:
            if threading.current_thread() is threading.main_thread():
                return "on the loop"
            loop.call_soon_threadsafe(started.set)
            return f"asked the loop: {asyncio.run_coroutine_threadsafe(number(), loop).result(10)}"

        running = asyncio.create_task(asyncio.to_thread(slow))
        await started.wait()
        return [slow(), await running]

    assert asyncio.run(asyncio.wait_for(whole(), 20)) == ["on the loop", "asked the loop: 7"]
