"""Checkbox: yes or no, both ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import portico as gr
from portico.errors import InvalidPayload


@pytest.mark.parametrize(("payload", "received"), [(True, True), (False, False), (1, True), (0, False), (None, None)])
def test_a_function_receives_true_or_false(payload: Any, received: Any) -> None:
    assert gr.Checkbox().preprocess(payload) is received


@pytest.mark.parametrize("payload", ["true", 2, [], {}])
def test_anything_else_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="Checkbox expects true or false"):
        gr.Checkbox().preprocess(payload)


@pytest.mark.parametrize(
    ("value", "payload"), [(True, True), (None, False), (1, True), ("", False), ("x", True), (np.bool_(True), True)]
)
def test_a_result_counts_as_python_counts_it(value: Any, payload: bool) -> None:
    assert gr.Checkbox().postprocess(value) is payload


def test_it_starts_unticked_and_an_update_keeps_its_label() -> None:
    box = gr.Checkbox(label="Agree")
    assert box.value is False
    assert gr.Checkbox(None).value is False  # type: ignore[arg-type]
    assert (
        box.updated({"interactive": False}).props() | {"interactive": False, "label": "Agree"}
        == box.updated({"interactive": False}).props()
    )


def test_its_place_in_the_api() -> None:
    assert gr.Checkbox().api_info() == {"type": "boolean"}
    assert gr.Checkbox().example_payload() is True
