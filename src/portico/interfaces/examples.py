"""Examples: a table of values to put into inputs with one click."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal

from portico.app.environment import Environment
from portico.call.context import current_call
from portico.call.update import as_result, skip
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
from portico.lang.signature import names_checked

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

    @names_checked
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
        api_name: str | Literal[False] | None = DEFAULT_NAME,
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
        self.cache_examples = cache_mode_of(
            cache_examples, cache_mode, fn, self.inputs, None if outputs is None else self.outputs
        )
        rows = rows_of(examples, self.inputs)
        if example_labels is not None and len(example_labels) != len(rows):
            raise BuildError(f"There are {len(rows)} examples and {len(example_labels)} example_labels.", code="PE113")
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
        if not shown and rows:
            raise BuildError(
                "Examples has rows, but none of the shown inputs has a value in any of them.", code="PE113"
            )
        self._asked: dict[str, Any] = {"api_visibility": api_visibility, "api_description": api_description}
        self._name: Any = DEFAULT_NAME if api_name is None else api_name
        self._cache = self._made_cache(batch, preprocess, postprocess)
        self.load_input_event = self._show_inputs()
        """The listener that puts an example's values into the inputs; `.then` can follow it."""
        self.cache_event = self._show_results(run_on_click)
        """The listener that shows an example's results, where there is one."""
        if self.cache_examples == "eager" and preload is not False and rows:
            self._preload(preload)

    def _made_cache(self, batch: bool, preprocess: bool, postprocess: bool) -> ExampleCache | None:
        if self.cache_examples is None:
            return None
        asked = Registration(
            [], self.fn, self.inputs_with_examples, self.outputs, batch=batch, preprocess=preprocess,
            postprocess=postprocess,
        )  # fmt: skip
        cache = ExampleCache(self.dataset, self._payloads, self.outputs, asked)
        if self.cache_examples == "eager":
            page().startup.append(cache)
        return cache

    # Listeners

    def _show_inputs(self) -> Dependency:
        def load(chosen: Any) -> Any:
            return skip() if chosen is None else self._inputs_of(chosen[0])

        load, options = self._named(load, "" if self._cache is None else "_input")
        return self.dataset.click(
            load, self.dataset, self.inputs_with_examples, queue=False, show_progress="hidden", **options
        )

    def _show_results(self, run_on_click: bool) -> Dependency | None:
        if self._cache is not None:

            async def load(chosen: Any) -> Any:
                return skip() if chosen is None else await self.results_of(chosen[0])

            load, options = self._named(load, "")
            return self.load_input_event.then(load, self.dataset, self.outputs, **options)
        if not run_on_click:
            return None
        if self.fn is None:
            raise BuildError("Examples(run_on_click=True) runs a function: give it as fn=….", code="PE106")
        return self.load_input_event.then(self.fn, self.inputs, self.outputs, api_visibility="undocumented")

    def _preload(self, index: int) -> None:
        """Show an example when the page opens, unless the program gave one of the inputs a value."""
        if not 0 <= index < len(self.examples):
            raise BuildError(
                f"The example to show first is number {index}; there are {len(self.examples)} examples.", code="PE113"
            )
        if any(one.given.get("value") is not None for one in self.inputs_with_examples):
            return

        def load() -> Any:
            return self._inputs_of(index)

        async def load_results() -> Any:
            return await self.results_of(index)

        opened = Trigger(None, "load", page())
        load, options = self._named(load, "_input")
        opened(load, None, self.inputs_with_examples, queue=False, show_progress="hidden", **options)
        load_results, options = self._named(load_results, "_output")
        opened(load_results, None, self.outputs, show_progress="hidden", **options)

    def _named(self, fn: Any, suffix: str) -> tuple[Any, dict[str, Any]]:
        """Return a function with the endpoint's name, and the options of its listener.

        The default name is the function's own, so that two sets of examples get two names; one that the program chose
        has to be its only one.
        """
        chosen = self._name is False or self._name != DEFAULT_NAME
        fn.__name__ = f"{DEFAULT_NAME}{suffix}"
        name = f"{self._name}{suffix}" if chosen and self._name is not False else False if chosen else None
        return fn, {**self._asked, "api_name": name, "postprocess": False}

    # What they answer with

    def _inputs_of(self, index: int) -> Any:
        if index >= len(self.examples):
            return skip()
        call = _running()
        return one_or_all(at_root(self._payloads.of(index, call, page_of(self.dataset)), call.caller.root))

    async def results_of(self, index: int) -> Any:
        if index >= len(self.examples) or self._cache is None:
            return skip()
        call = _running()
        row = at_root(await self._cache.row(index, call), call.caller.root)
        return one_or_all([skip() if one.stored else value for one, value in zip(self.outputs, row, strict=True)])


def one_or_all(payloads: Any) -> Any:
    """Return what a listener returns for its outputs: one value for one output."""
    values = [as_result(payload) for payload in payloads]
    return values[0] if len(values) == 1 else values


def page() -> Graph:
    """Return the page that is being built."""
    place = here.get()
    if place is None or not isinstance(place.graph, Graph):
        raise BuildError("Examples stand inside `with gr.Blocks():`, where their listeners belong.", code="PE112")
    return place.graph


def page_of(dataset: Dataset) -> Graph:
    """Return the page that a placed Dataset is on now."""
    assert isinstance(dataset.graph, Graph)
    return dataset.graph


def _running() -> Any:
    call = current_call.get()
    if call is None:
        raise Error("Examples can be loaded only in a running app.")
    return call


def cache_mode_of(
    wanted: bool | None, mode: str | None, fn: Any, inputs: Sequence[Component], outputs: Sequence[Component] | None
) -> Literal["eager", "lazy"] | None:
    """Return when results are computed, or None where they are not kept.

    Args:
        wanted: What the program says; None leaves it to PORTICO_CACHE_EXAMPLES.
        mode: What the program says; None leaves it to PORTICO_CACHE_MODE.
        fn: The function.
        inputs: What it receives.
        outputs: Where its results go; None where the program named none.
    """
    if wanted not in (None, True, False):
        raise BuildError(
            f"cache_examples is True or False, not {wanted!r}. For the mode there is cache_mode='lazy'.", code="PE104"
        )
    if mode not in (None, "eager", "lazy"):
        raise BuildError(f"cache_mode is 'eager' or 'lazy', not {mode!r}.", code="PE104")
    env = Environment()
    complete = fn is not None and outputs is not None
    from_outside = (env.text("CACHE_EXAMPLES") or "").lower()
    if wanted is None:
        wanted = complete and from_outside in ("1", "true", "yes", "on", "lazy")
        mode = mode or ("lazy" if from_outside == "lazy" else None)
    if not wanted:
        return None
    if not complete:
        raise BuildError(
            "Examples whose results are cached need the function and its outputs: fn=…, outputs=….", code="PE114"
        )
    if any(one.stored for one in [*inputs, *(outputs or ())]):
        warnings.warn(
            "Examples with a State among inputs or outputs are not cached: what they show depends on the session.",
            stacklevel=3,
        )
        return None
    found = mode or env.text("CACHE_MODE") or "eager"
    if found not in ("eager", "lazy"):
        raise BuildError(
            f"PORTICO_CACHE_MODE (or GRADIO_CACHE_MODE) is 'eager' or 'lazy', not {found!r}.", code="PE401"
        )
    return "lazy" if found == "lazy" else "eager"
