"""Two values have the same key exactly if they say the same."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl
import pytest
from PIL import Image

from portico.components.filepayload import UploadedPath
from portico.lang.content import Content, NoContent


def key(value: Any, find: Callable[[str], Path | None] = lambda _: None) -> bytes:
    content = Content(find)
    content.add(value)
    return content.digest()


@dataclass
class Point:
    x: int
    y: Any = 0


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Own:
    def __init__(self, n: int) -> None:
        self.n = n
        self.held: dict[str, int] = {}

    def method(self) -> None:
        pass


class Pair(NamedTuple):
    a: int
    b: int


def picture(shade: int = 0, mode: str = "RGB", size: tuple[int, int] = (4, 3)) -> Image.Image:
    return Image.new(mode, size, shade)


SAME: list[Callable[[], Any]] = [
    lambda: None, lambda: True, lambda: 1, lambda: 2**70, lambda: -(2**70), lambda: 1.5, lambda: float("nan"),
    lambda: 1j, lambda: "é\ud800", lambda: b"x", lambda: bytearray(b"x"),
    lambda: [1, [2, {"a": (3,)}]], lambda: (1, 2), lambda: {3, 1, 2}, lambda: frozenset("ab"),
    lambda: {"a": 1, "b": {2: [3]}}, lambda: OrderedDict(a=1), lambda: defaultdict(int, a=1), lambda: Counter("aab"),
    lambda: Decimal("1.50"), lambda: dt.datetime(2024, 5, 6, 7, 8), lambda: UUID(int=5), lambda: range(3),
    lambda: Point(1, [2]), lambda: Colour.RED, lambda: Level.HIGH, lambda: Pair(1, 2), lambda: int, lambda: len,
    lambda: key, lambda: np.arange(6).reshape(2, 3), lambda: np.float32(1.5), lambda: np.array(["a", None], object),
    lambda: np.ma.array([1, 2], mask=[False, True]), lambda: np.zeros(3, [("a", "i4"), ("b", "f8")]),
    lambda: pd.DataFrame({"a": [1, 2], "b": ["x", None]}), lambda: pd.Series([1.0, None], name="s"),
    lambda: pd.Series(["a", "b"], dtype="category"), lambda: pd.Timestamp(2024, 5, 6), lambda: pd.Index([1, 2]),
    lambda: pl.DataFrame({"a": [1, 2], "b": ["x", None]}), lambda: pl.Series("s", [1, 2]),
    picture, lambda: picture(7, "P"), lambda: Path("/nowhere/at/all"), lambda: UploadedPath("/a/b.txt"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(SAME)))
def test_a_value_made_twice_has_one_key_and_shares_it_with_no_other(number: int) -> None:
    make = SAME[number]
    assert key(make()) == key(make())
    assert [at for at, other in enumerate(SAME) if key(other()) == key(make())] == [number]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0), (1, True), ("1", 1), (0.0, -0.0), ([1, 2], (1, 2)), ([1, 2], [2, 1]), (["ab"], ["a", "b"]),
        ([[1], 2], [[1, 2]]), ({"a": 1}, {"a": 2}), ({"a": 1}, [("a", 1)]), ({1: 2}, {"1": 2}), (Point(1), Point(2)),
        (Colour.RED, Colour.BLUE), (Level.LOW, Level.HIGH), (Level.LOW, 1), (Decimal("1.5"), Decimal("1.50")),
        (np.zeros((2, 3)), np.zeros((3, 2))), (np.zeros(2), np.zeros(2, "float32")), (np.zeros(2), np.ones(2)),
        (np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[1, 0])),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})), (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": ["1"]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}, index=[5])),
        (pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})), (pl.Series("a", [1]), pl.Series("b", [1])),
        (picture(0), picture(1)), (picture(0, "L"), picture(0)), (picture(size=(3, 4)), picture()),
    ],
)  # fmt: skip
def test_values_that_differ_have_different_keys(one: Any, other: Any) -> None:
    assert key(one) != key(other)


def test_the_order_of_a_dictionary_does_not_count() -> None:
    assert key({"a": 1, "b": 2}) == key({"b": 2, "a": 1})


def test_the_colours_of_a_palette_count() -> None:
    one, other = picture(0, "P"), picture(0, "P")
    other.putpalette([9, 9, 9])
    assert key(one) != key(other)


def test_an_array_counts_by_content_however_it_lies_in_memory() -> None:
    lying = np.arange(6).reshape(2, 3)
    assert key(lying.T) == key(np.ascontiguousarray(lying.T))


def test_a_file_counts_by_its_name_and_content(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name / "note.txt" for name in "abc")
    for path, text in ((first, "one"), (second, "one"), (third, "two")):
        path.parent.mkdir()
        path.write_text(text)
    assert key(first) == key(second) != key(third)
    assert key(first) != key(first.rename(first.with_name("other.txt")))
    assert key(str(second)) != key(str(third.with_name("note2.txt")))


def test_a_text_stands_for_a_file_only_where_the_file_came_in(tmp_path: Path) -> None:
    mine, copy = tmp_path / "a" / "note.txt", tmp_path / "b" / "note.txt"
    for path in (mine, copy):
        path.parent.mkdir()
        path.write_text("same")
    assert key(str(mine)) != key(str(copy))
    assert key(str(mine), lambda text: Path(text)) == key(str(copy), lambda text: Path(text))
    assert key([{"path": UploadedPath(mine)}], Path) == key([{"path": UploadedPath(copy)}], Path)


def test_an_object_counts_as_itself_with_its_plain_attributes() -> None:
    one, other = Own(1), Own(1)
    assert key(one) == key(one) != key(other)
    before = key(one)
    one.held["pear"] = 2
    assert key(one) != before
    bound = functools.partial(key, one)
    assert key(bound) == key(bound)
    assert key(one.method) == key(one.method) != key(other.method)


def test_what_counts_as_itself_lives_as_long_as_its_key() -> None:
    content, own = Content(), Own(1)
    content.add([own])
    assert content.anchors == [own]


@pytest.mark.parametrize(
    "value", [(n for n in "ab"), threading.Lock(), iter([]), {"a": 1}.keys(), [[threading.RLock()]]]
)
def test_what_can_never_be_the_same_again_has_no_key(value: Any) -> None:
    with pytest.raises(NoContent):
        key(value)


def test_an_open_file_has_no_key(tmp_path: Path) -> None:
    with (tmp_path / "x").open("w") as file, pytest.raises(NoContent, match="TextIOWrapper"):
        key(file)


def test_what_holds_itself_or_is_nested_without_end_has_no_key() -> None:
    loop: list[Any] = []
    loop.append(loop)
    deep: Any = 1
    for _ in range(10_000):
        deep = [deep]
    for value in (loop, deep, {"a": loop}):
        with pytest.raises(NoContent, match="nested too deeply"):
            key(value)


def test_a_tensor_counts_by_its_numbers() -> None:
    class Tensor:
        def __init__(self, *numbers: float) -> None:
            self.numbers = numbers

        def detach(self) -> Tensor:
            return self

        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return np.array(self.numbers)

    assert key(Tensor(1, 2)) == key(Tensor(1, 2)) != key(Tensor(1, 3))
