"""Apps under test, closed when their test ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portico.testing import AppTest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def visit() -> Iterator[Callable[..., AppTest]]:
    """`visit(demo, **options)` opens an app."""
    opened: list[AppTest] = []

    def begin(demo: Any, **options: Any) -> AppTest:
        opened.append(AppTest(demo, **options))
        return opened[-1]

    yield begin
    for at in opened:
        at.close()
