"""A short hunt in every run of the tests: 2,000 requests of the grammar, and parsers fed with anything."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Program, free_port

from fuzz.grammar import Grammar
from fuzz.hunt import VICTIM, Hunt
from portico.engine.diff import diff
from portico.lang.paths import safe_name
from portico.server.caller import cookies_of
from portico.server.form import Keeper, UploadForm
from portico.server.ranges import asked_range
from portico.server.refusal import Refusal
from portico.stores.local_files import LocalFiles
from portico.wire.codec import struct
from portico.wire.edits import applied
from portico.wire.requests import JoinRequest, SocketFrame

CALM = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    served = Program([str(VICTIM)], tmp_path_factory.mktemp("victim"), free_port(), {})
    served.start()
    yield served
    served.stop()


@pytest.mark.requirement("R55", "R67", "R68", "R69")
@pytest.mark.parametrize("seed", range(4))
def test_five_hundred_requests_of_the_grammar(program: Program, seed: int) -> None:
    hunt = Hunt(program, seed)
    for _ in range(500):
        hunt.one()
    hunt.look_at_log()
    assert hunt.failures == []
    assert hunt.statuses[200] > 50, "most of the grammar must get past the first check"
    assert len(hunt.statuses) > 5


@pytest.mark.requirement("R55", "R68")
def test_two_hundred_talks_on_the_pages_socket(program: Program) -> None:
    hunt = Hunt(program, 11)
    for _ in range(200):
        hunt.talk()
    hunt.look_at_log()
    assert hunt.failures == []


def test_the_same_seed_makes_the_same_requests() -> None:
    one, other = Grammar(7), Grammar(7)
    assert [one.request() for _ in range(50)] == [other.request() for _ in range(50)]


@pytest.mark.requirement("R55")
@CALM
@given(name=st.text() | st.integers(0, 2**32).map(lambda seed: Grammar(seed).file_name()))
def test_any_file_name_becomes_a_safe_one(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert safe not in (".", "..")
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 255
    assert not set(safe) & {*'/\\:"<>|?*', *map(chr, range(32)), chr(127)}


@pytest.mark.requirement("R55")
@CALM
@given(header=st.text(), size=st.integers(0, 2**40))
def test_any_range_is_one_or_a_refusal(header: str, size: int) -> None:
    for text in (header, f"bytes={header}"):
        status, span = 200, None
        try:
            span = asked_range(text, size)
        except Refusal as refused:
            status = refused.status
        assert status in (200, 400, 416)
        assert span is None or 0 <= span[0] < span[1] <= size


@pytest.mark.requirement("R55")
@CALM
@given(value=st.text())
def test_any_cookie_is_read(value: str) -> None:
    assert all(isinstance(one, str) for one in cookies_of([("cookie", value)]).values())


@pytest.mark.requirement("R55", "R68")
@CALM
@given(body=st.binary() | st.integers(0, 2**32).map(lambda seed: Grammar(seed).request().partition(b"\r\n\r\n")[2]))
def test_any_body_is_a_struct_or_refused(body: bytes) -> None:
    for kind in (JoinRequest, SocketFrame):
        try:
            struct(body, kind)
        except (ValueError, RecursionError):
            continue


@pytest.mark.requirement("R55", "R68")
@CALM
@given(
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 5_000), max_size=5),
    noise=st.binary(max_size=20),
    at=st.integers(0, 5_000),
)
def test_any_form_in_any_pieces_is_kept_or_refused_and_leaves_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cuts: list[int], noise: bytes, at: int
) -> None:
    body = Grammar(seed).form()
    body = body[:at] + noise + body[at:]
    files = LocalFiles(tmp_path_factory.mktemp("kept"))

    async def send() -> tuple[int, list[str]]:
        form = UploadForm(b"B", Keeper(files, "", "somewhere"), 100_000, 1_000_000, None)
        edges = sorted({0, *(cut for cut in cuts if cut < len(body)), len(body)})
        try:
            for first, last in itertools.pairwise(edges):
                await form.feed(body[first:last])
            return 200, await form.finish()
        except Refusal as refused:
            form.discard()
            return refused.status, []

    status, kept = asyncio.run(send())
    assert status in (200, 400, 413)
    left = [path for path in files.folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert len(left) == len(kept)


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@CALM
@given(old=JSON, new=JSON)
def test_any_edit_list_leads_to_the_new_value(old: Any, new: Any) -> None:
    edits = [(action, path, value) for action, path, value in diff(old, new)]
    assert applied(old, edits) == new
