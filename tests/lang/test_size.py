"""Sizes as people write them, and as values take up."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from portico.lang.size import parse_size, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [("700", 700), ("1kb", 1024), ("1.5 MB", 1_572_864), ("2gb", 2 << 30), ("lots", None), ("", None), ("-1", None)],
)
def test_sizes_as_people_write_them(text: str, size: int | None) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "value",
    [
        b"x" * 100_000,
        "x" * 100_000,
        {"a": ["x" * 100_000]},
        np.zeros(100_000, "uint8"),
        np.zeros((2, 50_000), "uint8")[:, :],
        Image.new("L", (1000, 100)),
        pd.DataFrame({"a": np.zeros(100_000, "uint8")}),
        [bytes([n]) * 1000 for n in range(97)],
    ],
)
def test_a_value_of_a_hundred_thousand_bytes_measures_about_that(value: Any) -> None:
    assert size_of(value) == pytest.approx(100_000, rel=0.15)


def test_an_objects_attributes_count() -> None:
    class Slotted:
        __slots__ = ("held",)

    class Plain:
        def __init__(self) -> None:
            self.held = Slotted()
            self.held.held = b"x" * 100_000

    assert size_of(Plain()) == pytest.approx(100_000, rel=0.05)


def test_what_is_reached_twice_counts_once() -> None:
    big = b"x" * 1000
    assert size_of([big, big]) < 2 * sys.getsizeof(big)
    loop: list[Any] = []
    loop.append(loop)
    assert size_of(loop) < 200
