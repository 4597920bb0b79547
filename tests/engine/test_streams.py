"""What a stream leaves behind when it ends: nothing that somebody else has to close."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from typing import Any

from portico.wire.messages import CloseStream, Output

from .conftest import Bench


def test_a_stream_closes_its_generators_itself(run_engine: Any) -> None:
    left: list[AsyncGenerator[Any, Any]] = []

    async def rows(data: list[Any], call: Any):
        yield Output(data)

    async def body(bench: Bench) -> None:
        first, last = sys.get_asyncgen_hooks()

        def found(generator: AsyncGenerator[Any, Any]) -> None:
            left.append(generator)
            if last is not None:
                last(generator)

        sys.set_asyncgen_hooks(first, found)
        await bench.join(bench.task(rows), "x")
        assert isinstance((await bench.messages())[-1], CloseStream)
        await asyncio.sleep(0)

    run_engine(body)
    assert [generator.__name__ for generator in left] == []
