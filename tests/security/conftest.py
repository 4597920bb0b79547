"""Fixtures of the security tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from server.conftest import browser, make, site

from security.world import SECRET, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


__all__ = ["browser", "make", "site", "web"]


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    """One client for many requests; making one takes longer than a hundred answers."""
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The folders, with a `secret.txt` in each, of which only those of `app` and `offered` are for anybody's eyes."""
    made = World(*(tmp_path / name for name in ("app", "temp", "outside", "offered")))
    for folder in (made.app, made.temp, made.outside, made.offered):
        folder.mkdir()
        (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (made.app / ".env").write_text(SECRET, encoding="utf-8")
    (made.app / ".git").mkdir()
    (made.app / ".git" / "config").write_text(SECRET, encoding="utf-8")
    (made.app / "secret.json").write_text('{"the secret": 1.0}', encoding="utf-8")
    (made.app / "secret.csv").write_text(f"name\n{SECRET}\n", encoding="utf-8")
    monkeypatch.chdir(made.app)
    monkeypatch.setattr("tempfile.tempdir", str(made.temp))
    yield made
    for visitor in made.visitors:
        visitor.close()
