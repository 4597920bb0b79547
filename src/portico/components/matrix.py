"""Tables by the name of what a function receives: Numpy, Matrix, List."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from portico.components.dataframe import Count, Dataframe, Datatype, Limits
from portico.graph.block import Visible


class Numpy(Dataframe):
    """A table that hands a function a numpy array. Parameters as in `Dataframe`."""

    view = "dataframe"

    def __init__(
        self,
        value: Any = None,
        *,
        headers: list[str] | None = None,
        row_count: Count = (1, "dynamic"),
        row_limits: Limits = None,
        col_count: Count = None,
        column_count: Count = None,
        column_limits: Limits = None,
        datatype: Datatype | Sequence[Datatype] = "str",
        type: Literal["numpy"] = "numpy",
        latex_delimiters: list[dict[str, str | bool]] | None = None,
        label: str | None = None,
        show_label: bool | None = None,
        every: Any = None,
        inputs: Any = None,
        max_height: int | str = 500,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        wrap: bool = False,
        line_breaks: bool = True,
        column_widths: list[str | int] | None = None,
        show_row_numbers: bool = False,
        show_search: Literal["none", "search", "filter"] = "none",
        static_columns: list[int] | None = None,
        pinned_columns: int | None = None,
        max_chars: int | None = None,
        buttons: list[Literal["fullscreen", "copy"]] | None = None,
    ) -> None:
        super().__init__(
            value, headers=headers, row_count=row_count, row_limits=row_limits, col_count=col_count,
            column_count=column_count, column_limits=column_limits, datatype=datatype, type=type,
            latex_delimiters=latex_delimiters, label=label, show_label=show_label, every=every, inputs=inputs,
            max_height=max_height, scale=scale, min_width=min_width, interactive=interactive, visible=visible,
            elem_id=elem_id, elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
            wrap=wrap, line_breaks=line_breaks, column_widths=column_widths, show_row_numbers=show_row_numbers,
            show_search=show_search, static_columns=static_columns, pinned_columns=pinned_columns,
            max_chars=max_chars, buttons=buttons,
        )  # fmt: skip

    @classmethod
    def class_name(cls) -> str:
        """Return "dataframe", which is what clients know it by."""
        return "dataframe"


class Matrix(Dataframe):
    """A table that hands a function a list of rows. Parameters as in `Dataframe`."""

    view = "dataframe"

    def __init__(
        self,
        value: Any = None,
        *,
        headers: list[str] | None = None,
        row_count: Count = (1, "dynamic"),
        row_limits: Limits = None,
        col_count: Count = None,
        column_count: Count = None,
        column_limits: Limits = None,
        datatype: Datatype | Sequence[Datatype] = "str",
        type: Literal["array"] = "array",
        latex_delimiters: list[dict[str, str | bool]] | None = None,
        label: str | None = None,
        show_label: bool | None = None,
        every: Any = None,
        inputs: Any = None,
        max_height: int | str = 500,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        wrap: bool = False,
        line_breaks: bool = True,
        column_widths: list[str | int] | None = None,
        show_row_numbers: bool = False,
        show_search: Literal["none", "search", "filter"] = "none",
        pinned_columns: int | None = None,
        max_chars: int | None = None,
        buttons: list[Literal["fullscreen", "copy"]] | None = None,
        static_columns: list[int] | None = None,
    ) -> None:
        super().__init__(
            value, headers=headers, row_count=row_count, row_limits=row_limits, col_count=col_count,
            column_count=column_count, column_limits=column_limits, datatype=datatype, type=type,
            latex_delimiters=latex_delimiters, label=label, show_label=show_label, every=every, inputs=inputs,
            max_height=max_height, scale=scale, min_width=min_width, interactive=interactive, visible=visible,
            elem_id=elem_id, elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
            wrap=wrap, line_breaks=line_breaks, column_widths=column_widths, show_row_numbers=show_row_numbers,
            show_search=show_search, pinned_columns=pinned_columns, max_chars=max_chars, buttons=buttons,
            static_columns=static_columns,
        )  # fmt: skip

    @classmethod
    def class_name(cls) -> str:
        """Return "dataframe", which is what clients know it by."""
        return "dataframe"


class List(Dataframe):
    """A table of one column that hands a function a list of rows. Parameters as in `Dataframe`."""

    view = "dataframe"

    def __init__(
        self,
        value: Any = None,
        *,
        headers: list[str] | None = None,
        row_count: Count = (1, "dynamic"),
        row_limits: Limits = None,
        col_count: Count = 1,
        column_count: Count = None,
        column_limits: Limits = None,
        datatype: Datatype | Sequence[Datatype] = "str",
        type: Literal["array"] = "array",
        latex_delimiters: list[dict[str, str | bool]] | None = None,
        label: str | None = None,
        show_label: bool | None = None,
        every: Any = None,
        inputs: Any = None,
        max_height: int | str = 500,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        wrap: bool = False,
        line_breaks: bool = True,
        column_widths: list[str | int] | None = None,
        show_row_numbers: bool = False,
        show_search: Literal["none", "search", "filter"] = "none",
        pinned_columns: int | None = None,
        max_chars: int | None = None,
        buttons: list[Literal["fullscreen", "copy"]] | None = None,
        static_columns: list[int] | None = None,
    ) -> None:
        super().__init__(
            value, headers=headers, row_count=row_count, row_limits=row_limits, col_count=col_count,
            column_count=column_count, column_limits=column_limits, datatype=datatype, type=type,
            latex_delimiters=latex_delimiters, label=label, show_label=show_label, every=every, inputs=inputs,
            max_height=max_height, scale=scale, min_width=min_width, interactive=interactive, visible=visible,
            elem_id=elem_id, elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
            wrap=wrap, line_breaks=line_breaks, column_widths=column_widths, show_row_numbers=show_row_numbers,
            show_search=show_search, pinned_columns=pinned_columns, max_chars=max_chars, buttons=buttons,
            static_columns=static_columns,
        )  # fmt: skip

    @classmethod
    def class_name(cls) -> str:
        """Return "dataframe", which is what clients know it by."""
        return "dataframe"
