"""A plugin of pytest, there where Portico is installed: `def test_app(assert_clean): assert_clean(demo)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def assert_clean() -> Callable[..., None]:
    """Fail, naming each finding, where `gr.check` finds something: `assert_clean(demo, profile="production")`."""

    def judge(demo: Any, **options: Any) -> None:
        from portico.checks.checking import check  # only who asks pays for it

        found = check(demo, **options)
        if found:
            pytest.fail("\n".join(map(str, found)), pytrace=False)

    return judge
