"""`gr.Cache`: values that a function keeps under keys of its own."""

from __future__ import annotations

import numpy as np
import pytest

import portico as gr


def test_it_gives_back_what_was_set_by_name() -> None:
    cache = gr.Cache()
    assert cache.get("a") is None
    history = [1]
    cache.set("a", history=history, n=2)
    found = cache.get("a")
    assert found == {"history": [1], "n": 2}
    assert found["history"] is history
    found["n"] = 9
    assert cache.get("a") == {"history": [1], "n": 2}
    cache.set("a", n=3)
    assert cache.get("a") == {"n": 3}
    cache.set("nothing")
    assert cache.get("nothing") == {}


def test_keys_count_by_their_content() -> None:
    cache = gr.Cache()
    cache.set({"a": [1, 2]}, n=1)
    cache.set(np.zeros(3), n=2)
    assert cache.get({"a": [1, 2]}) == {"n": 1}
    assert cache.get({"a": (1, 2)}) is None
    assert cache.get(np.zeros(3)) == {"n": 2}
    with pytest.raises(TypeError, match="a generator"):
        cache.get(n for n in "ab")


def test_it_tells_its_keys_as_they_were_given() -> None:
    cache = gr.Cache(max_size=2)
    cache.set("a")
    cache.set(["b"])
    cache.get("a")
    assert cache.keys() == [["b"], "a"]
    cache.set("c")
    assert cache.keys() == ["a", "c"]
    cache.clear()
    assert cache.keys() == []


def test_it_stays_within_its_bytes() -> None:
    cache = gr.Cache(max_memory=1000)
    cache.set("a", text="x" * 600)
    cache.set("b", text="y" * 600)
    assert cache.keys() == ["b"]
    cache.set("c", text="z" * 5000)
    assert cache.keys() == ["b"]


def test_per_session_outside_a_call_it_keeps_nothing() -> None:
    cache = gr.Cache(per_session=True)
    cache.set("a", n=1)
    assert cache.get("a") is None
    assert cache.keys() == []
