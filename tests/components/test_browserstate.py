"""BrowserState: what the browser keeps, as functions see it."""

from __future__ import annotations

import pytest

import portico as gr
from portico.errors import BuildError


def test_a_function_receives_what_is_kept_or_a_default_of_its_own() -> None:
    default = {"items": []}
    kept = gr.BrowserState(default)
    assert kept.preprocess({"items": [1]}) == {"items": [1]}
    received = kept.preprocess(None)
    assert received == default
    received["items"].append(1)
    assert kept.preprocess(None) == {"items": []}


def test_what_it_tells_the_page() -> None:
    props = gr.BrowserState("guest", storage_key="name", secret="s3cret").props()
    assert (props["default_value"], props["storage_key"], props["name"]) == ("guest", "name", "browserstate")
    assert "value" not in props
    assert "s3cret" not in str(props)
    assert "secret" not in gr.BrowserState().props()


def test_the_page_receives_a_key_of_the_secret_and_the_place_not_the_secret() -> None:
    asked = [("k", "one"), ("k", "one"), ("k", "two"), ("other", "one")]
    keys = [gr.BrowserState(storage_key=place, secret=secret).props()["secret"] for place, secret in asked]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert all(len(bytes.fromhex(key)) == 32 for key in keys)


def test_each_has_a_key_of_its_own() -> None:
    assert gr.BrowserState().storage_key != gr.BrowserState().storage_key


def test_a_default_must_be_json() -> None:
    with pytest.raises(BuildError, match="a value that JSON can carry"):
        gr.BrowserState(object())


def test_a_result_travels_as_it_is() -> None:
    assert gr.BrowserState().postprocess([1, {"a": None}]) == [1, {"a": None}]
    assert gr.BrowserState().postprocess(None) is None
