"""Examples: a table of values to put into inputs with one click."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal

from portico.app.settings import Environment
from portico.call.context import current_call
from portico.call.update import skip
from portico.components.dataset import Dataset
from portico.errors import BuildError, Error, NotBuilt
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.context import here
from portico.graph.event import Dependency, Trigger, blocks_of
from portico.graph.graph import Graph
from portico.graph.graph_protocol import Registration
from portico.interfaces.example_cache import ExampleCache
from portico.interfaces.example_payloads import ExamplePayloads, at_root, shown_value
from portico.interfaces.example_rows import rows_of, with_values
from portico.wire.codec import JSON

DEFAULT_NAME = "load_example"


class Examples:
    """Examples to choose from: a click puts an example's values into the inputs, and can show its results.

    Args:
        examples: A list of rows with one value for each input; a list of values, for one input; or a folder of files,
            with a log.csv that names them where there are several inputs. A value may be a `gr.update(…)`.
        inputs: What the values are for.
        outputs: Where the function's results go.
        fn: The function; needed where results are cached or run_on_click is True.
        cache_examples: Whether results are computed once and kept; default: PORTICO_CACHE_EXAMPLES.
        cache_mode: "eager" computes them when the app starts, "lazy" when somebody first chooses one; default:
            PORTICO_CACHE_MODE, else "eager".
        examples_per_page: How many are shown at a time.
        label: Its name; default: "Examples".
        elem_id: The element's id.
        run_on_click: Whether the function runs after a click, where results are not cached.
        preprocess: False gives the function the payloads as they are when results are cached.
        postprocess: False keeps the function's results as they are when results are cached.
        api_visibility: "public", "undocumented" (callable, not listed) or "private" (only from the page).
        api_name: The endpoint's name. False hides it.
        api_description: Text of the API page. False: no text.
        batch: Whether the function takes and returns lists.
        example_labels: A text for each example, shown instead of its values.
        visible_columns: The numbers of the inputs that are shown; default: all that have values.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        preload: The number of the example that is shown when the page opens, if results are cached eagerly and no
            input has a value; False for none.
    """

    missing: ClassVar[dict[str, str]] = {"_api_mode": "raises NotBuilt"}

    def __init__(
        self,
        examples: list[Any] | list[list[Any]] | str,
        inputs: Component | Sequence[Component],
        outputs: Component | Sequence[Component] | None = None,
        fn: Callable[..., Any] | None = None,
        cache_examples: bool | None = None,
        cache_mode: Literal["eager", "lazy"] | None = None,
        examples_per_page: int = 10,
        _api_mode: bool = False,
        label: str | None = None,
        elem_id: str | None = None,
        run_on_click: bool = False,
        preprocess: bool = True,
        postprocess: bool = True,
        api_visibility: Literal["public", "private", "undocumented"] = "undocumented",
        api_name: str | None = DEFAULT_NAME,
        api_description: str | None | Literal[False] = None,
        batch: bool = False,
        *,
        example_labels: list[str] | None = None,
        visible_columns: list[int] | None = None,
        visible: Visible = True,
        preload: int | Literal[False] = 0,
    ) -> None:
        if _api_mode:
            raise NotBuilt("Examples(_api_mode=True)")
        self.inputs: list[Component] = blocks_of(inputs)
        self.outputs: list[Component] = blocks_of(outputs)
        self.fn = fn
        self.cache_examples = _cached(cache_examples, cache_mode, fn, None if outputs is None else self.outputs)
        rows = rows_of(examples, self.inputs)
        if example_labels is not None and len(example_labels) != len(rows):
            raise BuildError(f"There are {len(rows)} examples and {len(example_labels)} example_labels.")
        used = with_values(rows, len(self.inputs))
        self.examples = [[row[at] for at in used] for row in rows]
        """The values, row by row, for the inputs that have any."""
        self.inputs_with_examples = [self.inputs[at] for at in used]
        self._payloads = ExamplePayloads(self.examples, self.inputs_with_examples)
        shown = used if visible_columns is None else [at for at in used if at in visible_columns]
        self.dataset = Dataset(
            components=[self.inputs[at] for at in shown], label=label, elem_id=elem_id, type="tuple",
            samples=[[shown_value(row[at]) for at in shown] for row in rows], visible=visible,
            samples_per_page=examples_per_page, sample_labels=example_labels,
        )  # fmt: skip
        """What shows them."""
        self._quiet: dict[str, Any] = {"api_visibility": api_visibility, "api_description": api_description}
        self._name: Any = DEFAULT_NAME if api_name is None else api_name
        graph = _page()
        self.cache_event: Dependency | None = None
        self._cache: ExampleCache | None = None
        if self.cache_examples:
            asked = Registration([], fn, self.inputs_with_examples, self.outputs, batch=batch, preprocess=preprocess,
                                 postprocess=postprocess)  # fmt: skip
            self._cache = ExampleCache(self.dataset, self._payloads, self.outputs, asked)
        self.load_input_event = self._listen(graph, run_on_click)
        if self.cache_examples == "eager":
            graph.startup.append(self._cache)
            self._preload(graph, preload)

    def _listen(self, graph: Graph, run_on_click: bool) -> Dependency:
        """Make a click show the values, and then the results."""
        click, dataset = self.dataset.click, self.dataset
        if self._cache is None:
            show = self._shown(self._inputs, "")
            loaded = click(show, dataset, self.inputs_with_examples, queue=False, **self._hidden(""))
            if run_on_click:
                if self.fn is None:
                    raise BuildError("Examples(run_on_click=True) needs the function: fn=…")
                loaded.then(self.fn, self.inputs, self.outputs, api_visibility="undocumented")
            return loaded
        show = self._shown(self._inputs, "_input")
        loaded = click(show, dataset, self.inputs_with_examples, queue=False, **self._hidden("_input"))
        self.cache_event = loaded.then(
            self._shown(self._outputs, ""), dataset, self.outputs, postprocess=False, api_name=self._api_name(""),
            **self._quiet,
        )  # fmt: skip
        return loaded
