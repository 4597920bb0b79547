"""Flagging: what visitors keep goes to a file that is safe to open, and only what is theirs."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

import portico as gr
from portico.errors import BuildError

from .asking import press
from .reading import Described


def table(path: Path) -> list[list[str]]:
    """Read a CSV file as any program would."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def upload(page: Any, path: Path) -> dict[str, Any]:
    """Upload a file as the page does."""
    with path.open("rb") as content:
        stored = httpx.post(f"{page.url}/gradio_api/upload", files={"files": content}).json()[0]
    return {"path": stored, "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    Image.new("RGB", (4, 4), "red").save(path)
    return path


def test_a_button_keeps_what_is_shown(launched: Any, tmp_path: Path) -> None:
    demo = gr.Interface(lambda a, b: a, ["text", "number"], gr.JSON(label="Data"), flagging_dir=str(tmp_path / "kept"))
    page = launched(demo)
    assert press(page, "lambda_1") == [{"__type__": "update", "value": "Saving...", "interactive": False}]
    answer = press(page, "Flag", ['good, "really"\nyes', 2.5, {"a": [1, None]}])
    assert answer == [{"__type__": "update", "value": "Flag", "interactive": True}]
    assert press(page, "reset") == answer
    press(page, "Flag", ["", None, None])
    heads, first, second = table(tmp_path / "kept" / "dataset1.csv")
    assert heads == ["a", "b", "Data", "timestamp"]
    assert first[:3] == ['good, "really"\nyes', "2.5", '{"a": [1, null]}']
    assert second[:3] == ["", "", ""]


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "  =1+1", "\t=1+1", "\n=1+1", "\r=1", "\uff1d1+1", "=", "-"],
)
@pytest.mark.requirement("R78")
def test_a_formula_becomes_a_text(formula: str, tmp_path: Path) -> None:
    logger = gr.CSVLogger(verbose=False)
    logger.setup([gr.Textbox(label=formula)], str(tmp_path))
    logger.flag([formula], flag_option=formula, username=formula)
    heads, row = table(tmp_path / "dataset1.csv")
    assert row[:3] == [f"'{formula}"] * 3
    assert heads[0] == f"'{formula}"


@pytest.mark.parametrize("value", ["-3", "+4.5", "-1e-9", -3, 2.5, "a=b", "3-2", "mail@example.org", ""])
@pytest.mark.requirement("R78")
def test_numbers_and_ordinary_texts_stay_as_they_are(value: Any, tmp_path: Path) -> None:
    logger = gr.SimpleCSVLogger()
    logger.setup([gr.Textbox()], str(tmp_path))
    logger.flag([value])
    assert table(tmp_path / "log.csv") == [[str(value)]]


@pytest.mark.requirement("R78")
def test_a_formula_behind_a_semicolon_stays_inside_its_cell(tmp_path: Path) -> None:
    logger = gr.CSVLogger(verbose=False)
    logger.setup([gr.Textbox(label="a")], str(tmp_path))
    logger.flag(["x;=1+1"])
    assert '"x;=1+1"' in (tmp_path / "dataset1.csv").read_text()


def test_files_are_copied_beside_the_table(launched: Any, tmp_path: Path, picture: Path) -> None:
    demo = gr.Interface(lambda a: a, gr.Image(label="Pet/../x"), gr.File(file_count="multiple", label="all"),
                        flagging_dir=str(tmp_path / "kept"))  # fmt: skip
    page = launched(demo)
    sent = upload(page, picture)
    press(page, "Flag", [sent, [sent, sent]])
    _, row = table(tmp_path / "kept" / "dataset1.csv")
    copies = [row[0], *json.loads(row[1])]
    assert len(set(copies)) == 3
    for copy in copies:
        assert Path(copy).is_relative_to(tmp_path / "kept")
        assert Path(copy).read_bytes() == picture.read_bytes()


def test_only_a_visitors_own_files_can_be_kept(launched: Any, tmp_path: Path, picture: Path) -> None:
    demo = gr.Interface(lambda a, b: None, [gr.File(label="File"), gr.JSON(label="Data")], "text",
                        flagging_dir=str(tmp_path / "kept"))  # fmt: skip
    page = launched(demo)
    stolen = {"path": str(picture), "orig_name": "x", "meta": {"_type": "gradio.FileData"}}
    assert press(page, "Flag", [stolen, None, None])["success"] is False
    mine = upload(page, picture)
    press(page, "Flag", [mine, None, None], session="mine")
    assert press(page, "Flag", [mine, None, None], session="other")["success"] is False
    # Data that looks like a file is data: nothing is opened for it.
    press(page, "Flag", [None, stolen, None])
    rows = table(tmp_path / "kept" / "dataset1.csv")[1:]
    assert [bool(row[0]) for row in rows] == [True, False]
    assert json.loads(rows[1][1]) == stolen
    assert len([path for path in (tmp_path / "kept").rglob("*") if path.is_file()]) == 2


def test_options_are_buttons_and_written_down(launched: Any, tmp_path: Path) -> None:
    demo = gr.Interface(str.upper, "text", "text", flagging_options=[("Too loud", "loud"), ("Fine", "fine")],
                        flagging_dir=str(tmp_path))  # fmt: skip
    page = launched(demo)
    assert Described(demo).texts()[2:] == ["Too loud", "Fine"]
    press(page, "Flag", ["a", "A"])
    press(page, "Flag_1", ["b", "B"])
    assert [row[:3] for row in table(tmp_path / "dataset1.csv")] == [
        ["self", "output", "flag"], ["a", "A", "loud"], ["b", "B", "fine"],
    ]  # fmt: skip
    assert Described(gr.Interface(str.upper, "text", "text", flagging_options=["odd"])).texts()[-1] == "Flag as odd"


def test_auto_keeps_every_result_by_itself() -> None:
    page = Described(gr.Interface(str.upper, "text", "text", flagging_mode="auto"))
    assert page.texts() == ["Clear", "Submit"]
    listener = page.listener("Flag")
    assert listener["trigger_after"] == page.listener("upper")["id"]
    assert listener["trigger_only_on_success"] is True
    assert [page.called(number) for number in listener["inputs"]] == ["self", "output"]


@pytest.mark.parametrize(
    ("given", "env", "texts"),
    [
        ("never", None, ["Clear", "Submit"]),
        (None, "never", ["Clear", "Submit"]),
        ("manual", "never", ["Clear", "Submit", "Flag"]),
    ],
)
def test_never_means_never(given: Any, env: str | None, texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if env:
        monkeypatch.setenv("GRADIO_FLAGGING_MODE", env)
    assert Described(gr.Interface(str.upper, "text", "text", flagging_mode=given)).texts() == texts


def test_wrong_modes_and_options_are_errors_of_the_program() -> None:
    with pytest.raises(BuildError, match="not 'maybe'"):
        gr.Interface(str.upper, "text", "text", flagging_mode="maybe")  # type: ignore[arg-type]
    for options in ("x", [1], [("a", "b", "c")]):
        with pytest.raises(BuildError, match="flagging_options"):
            gr.Interface(str.upper, "text", "text", flagging_options=options)  # type: ignore[arg-type]


def test_other_columns_begin_another_file(tmp_path: Path) -> None:
    logger = gr.CSVLogger(verbose=False)
    logger.setup([gr.Textbox(label="a")], str(tmp_path))
    assert [logger.flag(["1"]), logger.flag(["2"]), logger.flag(["3"], flag_option="odd")] == [1, 2, 1]
    logger.setup([gr.Textbox(label="a"), gr.Number()], str(tmp_path))
    logger.flag(["4", 5])
    assert [table(path)[0] for path in sorted(tmp_path.glob("*.csv"))] == [
        ["a", "timestamp"], ["a", "flag", "timestamp"], ["a", "component 1", "timestamp"],
    ]  # fmt: skip
    named = gr.CSVLogger(verbose=False, dataset_file_name="mine.csv")
    named.setup([gr.Textbox(label="a")], str(tmp_path))
    named.flag(["1"])
    assert table(tmp_path / "mine.csv")[1][0] == "1"


def test_a_state_is_nobodys_sample(launched: Any, tmp_path: Path) -> None:
    demo = gr.Interface(lambda word, seen: (word, seen), ["text", gr.State("secret")], ["text", "state"],
                        flagging_dir=str(tmp_path))  # fmt: skip
    press(launched(demo), "Flag", ["a", "b"])
    assert "secret" not in (tmp_path / "dataset1.csv").read_text()


def test_a_program_may_keep_samples_in_its_own_way(launched: Any, picture: Path) -> None:
    kept: list[Any] = []

    class Memory(gr.FlaggingCallback):
        def setup(self, components: Sequence[Any], flagging_dir: str) -> None:
            kept.append(([one.label for one in components], flagging_dir))

        def flag(self, flag_data: list[Any], flag_option: str | None = None, username: str | None = None) -> int:
            kept.append((flag_data[0], Path(flag_data[1]["path"]).read_bytes(), flag_option, username))
            return len(kept)

    demo = gr.Interface(lambda a, b: None, ["text", gr.File(label="f")], "text", flagging_callback=Memory(),
                        flagging_dir="here", flagging_options=["odd"])  # fmt: skip
    page = launched(demo)
    press(page, "Flag", ["a", upload(page, picture), None])
    assert kept == [(["a", "f", "output"], "here"), ("a", picture.read_bytes(), "odd", None)]
