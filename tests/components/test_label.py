"""Label: classes and confidences, best first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from graph.conftest import Page

import portico as gr
from portico.errors import InvalidPayload, ResultError


def pairs(payload: dict[str, list[dict[str, object]]]) -> list[tuple[object, object]]:
    return [(one["label"], one["confidence"]) for one in payload["confidences"]]


def test_the_surest_class_comes_first() -> None:
    payload = gr.Label().postprocess({"a": 0.1, "b": 0.9, "c": np.float32(0.5)})
    assert payload["label"] == "b"
    assert pairs(payload) == [("b", 0.9), ("c", 0.5), ("a", 0.1)]


def test_equal_classes_keep_their_order_and_unknown_confidences_come_last() -> None:
    payload = gr.Label().postprocess({"none": None, "nan": float("nan"), "x": 0.5, "y": 0.5, "minus": -1})
    assert pairs(payload) == [("x", 0.5), ("y", 0.5), ("minus", -1.0), ("none", None), ("nan", None)]


def test_only_the_top_classes_are_sent() -> None:
    assert pairs(gr.Label(num_top_classes=2).postprocess({"a": 0.1, "b": 0.9, "c": 0.5})) == [("b", 0.9), ("c", 0.5)]
    fewer = gr.Label(num_top_classes=3).updated({"num_top_classes": 1})
    assert pairs(fewer.postprocess({"a": 1, "b": 2})) == [("b", 2)]
    with pytest.raises(ValueError, match="num_top_classes"):
        gr.Label(num_top_classes=-1)


@pytest.mark.parametrize(
    ("value", "name"), [("cat", "cat"), (3, "3"), (3.5, "3.5"), (np.int64(4), "4"), (True, "True")]
)
def test_one_class_has_no_confidences(value: object, name: str) -> None:
    assert gr.Label().postprocess(value) == {"label": name, "confidences": None}


def test_nothing_is_nothing() -> None:
    assert gr.Label().value == {}
    assert gr.Label().postprocess(None) == {}
    assert gr.Label().postprocess({}) == {}


def test_names_may_be_numbers() -> None:
    assert pairs(gr.Label().postprocess({np.int64(7): 0.25, 1.5: 0.75})) == [(1.5, 0.75), (7, 0.25)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([1], r"one class as text or number; got list \[1\]"),
        ({"a": "high"}, "a number as the confidence of 'a', got str 'high'"),
        ({"a": [0.5]}, "a number as the confidence of 'a', got list"),
    ],
)
def test_what_it_cannot_show_is_said(value: object, said: str) -> None:
    with pytest.raises(ResultError, match=said):
        gr.Label().postprocess(value)
    with pytest.raises(ResultError, match=said):
        gr.Label(value)  # type: ignore[arg-type]


def test_a_json_file_of_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "guess.json").write_text('{"a": 0.25, "b": 0.75}', encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    box = gr.Label()
    assert pairs(box.postprocess("guess.json")) == [("b", 0.75), ("a", 0.25)]
    assert box.postprocess("no such.json") == {"label": "no such.json", "confidences": None}
    with pytest.raises(ResultError, match="'broken.json' to hold a dictionary"):
        box.postprocess("broken.json")
    with pytest.raises(ResultError, match="cannot read the file 'gone.json'"):
        box.postprocess(Path("gone.json"))


def test_text_that_a_function_gave_opens_no_file_outside_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"a": 1}', encoding="utf-8")
    inside = tmp_path / "app"
    inside.mkdir()
    monkeypatch.chdir(inside)
    monkeypatch.setattr("tempfile.tempdir", str(inside))
    with gr.Blocks() as demo:
        gr.Button().click(lambda: str(secret), None, gr.Label(), api_name="whole")
        gr.Button().click(lambda: "../secret.json", None, gr.Label(), api_name="up")
        gr.Button().click(lambda: gr.Label("../secret.json"), None, gr.Label(), api_name="made")
    app = Page(demo, tmp_path / "store")
    assert app.data(("whole",)) == [{"label": str(secret), "confidences": None}]
    assert app.data(("up",)) == [{"label": "../secret.json", "confidences": None}]
    assert app.data(("made",))[0]["value"] == {"label": "../secret.json", "confidences": None}


def test_a_function_receives_the_dictionary_or_the_class() -> None:
    box = gr.Label()
    shown = box.postprocess({"x": 0.8, "y": 0.2})
    assert box.preprocess(shown) == {"x": 0.8, "y": 0.2}
    assert box.preprocess({"label": "x", "confidences": None}) == "x"
    assert box.preprocess({}) is None
    assert box.preprocess(None) is None
    for bad in ("cat", [1], {"confidences": 5}, {"confidences": [{"confidence": 1}]}, {"confidences": ["x"]}):
        with pytest.raises(InvalidPayload, match="Expected"):
            box.preprocess(bad)


def test_its_schema_has_nullable_names_and_confidences() -> None:
    schema = gr.Label().api_info()
    assert schema["title"] == "LabelData"
    assert schema["properties"]["confidences"]["anyOf"][0] == {
        "items": {"$ref": "#/$defs/LabelConfidence"},
        "type": "array",
    }
    assert {"type": "null"} in schema["$defs"]["LabelConfidence"]["properties"]["confidence"]["anyOf"]
