"""Fixtures of the security tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    """One client for many requests; making one takes longer than a hundred answers."""
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client
