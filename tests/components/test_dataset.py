"""Dataset: samples to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from PIL import Image

import portico as gr
from portico.errors import BuildError, InvalidPayload, NotBuilt

SAMPLES = [["soup", 2], ["stew", 3]]


def dataset(**options: Any) -> Any:
    return gr.Dataset(components=["text", "number"], samples=SAMPLES, **options)


@pytest.mark.parametrize(("kind", "received"), [("values", ["stew", 3]), ("index", 1), ("tuple", (1, ["stew", 3]))])
def test_the_function_receives_the_sample_as_the_type_says(kind: Any, received: Any) -> None:
    assert dataset(type=kind).preprocess(1) == received
    assert dataset(type=kind).preprocess(None) is None


@pytest.mark.parametrize("payload", [2, -1, "1", 1.0, True, [1], "x" * 5000])
def test_what_is_no_samples_number_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="expects the number of a sample, from 0 to 1") as caught:
        dataset(type="index").preprocess(payload)
    assert len(str(caught.value)) < 200


def test_the_page_learns_what_shows_each_column() -> None:
    props = gr.Dataset(
        components=[gr.Textbox(label="Dish"), gr.Radio([("Two", 2), ("Three", 3)])], samples=SAMPLES
    ).props()
    assert [one["name"] for one in props["components"]] == ["textbox", "radio"]
    assert props["headers"] == ["Dish", ""]
    assert props["component_props"][1]["choices"] == [("Two", 2), ("Three", 3)]
    assert "value" not in props["component_props"][1]
    assert dataset().props()["headers"] == []
    assert dataset(headers=["A", "B"]).props()["headers"] == ["A", "B"]
    assert dataset(component_props=[{"a": 1}, {}]).props()["component_props"] == [{"a": 1}, {}]


def test_samples_are_shown_as_their_components_show_examples(tmp_path: Path) -> None:
    Image.new("RGB", (3, 3)).save(tmp_path / "a.png")
    shown = gr.Dataset(components=["image", "number", "checkbox"], samples=[[str(tmp_path / "a.png"), 3, 1]])
    [[picture, number, tick]] = shown.samples
    assert picture.name == "a.png"
    assert (number, tick) == (3, True)
    assert shown.preprocess(0) == [str(tmp_path / "a.png"), 3, 1]


def test_without_anything_it_is_empty() -> None:
    assert gr.Dataset().props()["samples"] == [[]]
    assert gr.Dataset(components=["text"], samples=[]).samples == []


def test_a_single_column_takes_plain_values() -> None:
    one = gr.Dataset(components=["text"], samples=["a", "b"])  # type: ignore[list-item]
    assert one.samples == [["a"], ["b"]]
    assert one.preprocess(1) == "b"


def test_wrong_arguments_are_errors_of_the_program() -> None:
    for options in ({"type": "rows"}, {"layout": "list"}, {"samples_per_page": 0}, {"sample_labels": "x"}):
        with pytest.raises(BuildError, match=f"Dataset.{next(iter(options))}"):
            dataset(**options)
    with pytest.raises(BuildError, match="samples"):
        gr.Dataset(components=["text"], samples="a")  # type: ignore[arg-type]
    with pytest.raises(BuildError, match="no component called 'txt'"):
        gr.Dataset(components=["txt"], samples=[])
    with pytest.raises(NotBuilt, match="proxy_url"):
        dataset(proxy_url="http://example.org")


def test_a_number_is_its_value_and_other_samples_are_an_update() -> None:
    assert dataset().postprocess(1) == 1
    assert dataset().postprocess(None) is None
    with pytest.warns(UserWarning, match=r"return gr\.Dataset\(samples="):
        assert dataset().postprocess([["a", 1]]) is None


def test_its_api_is_a_number() -> None:
    assert dataset().api_info() == {"type": "integer", "description": "index of selected example"}
    assert dataset().example_payload() == 0


def test_a_session_that_got_other_samples_chooses_among_those(launched: Any) -> None:
    with gr.Blocks() as demo:
        table = dataset()
        out = gr.Textbox()
        gr.Button().click(
            lambda: gr.Dataset(samples=[["cake", 9], ["pie", 8], ["tart", 7]]), None, table, api_name="new"
        )
        table.click(lambda sample: repr(sample), table, out, api_name="choose")
    url = launched(demo).url
    client, other = Client(url, verbose=False), Client(url, verbose=False)
    assert client.predict(1, api_name="/choose") == "['stew', 3]"
    assert client.predict(api_name="/new")["samples"] == [["cake", 9], ["pie", 8], ["tart", 7]]
    assert client.predict(2, api_name="/choose") == "['tart', 7]"
    assert other.predict(1, api_name="/choose") == "['stew', 3]"
