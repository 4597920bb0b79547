"""Interface: a page around one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn

from portico.app.blocks import Blocks
from portico.components.button import Button
from portico.components.markdown import Markdown
from portico.errors import BuildError, NotBuilt, WrongCall
from portico.graph.component import Component
from portico.graph.graph_protocol import Execution
from portico.interfaces.columns import Columns, Texts
from portico.interfaces.examples import Examples
from portico.interfaces.flag_button import flag_after, flag_on_click, mode_of, options_of, visible
from portico.interfaces.flagging import CSVLogger, FlaggingCallback
from portico.interfaces.heading import heading
from portico.interfaces.parameters import components_of, label_inputs, label_outputs, share_state, show_only
from portico.interfaces.submission import Submission
from portico.lang.signature import is_generator, name_of
from portico.layouts.accordion import Accordion

if TYPE_CHECKING:
    from typing import Unpack

    from portico.app.arguments import LookOptions

SHOW_INPUTS = '() => [{"variant": null, "visible": true, "__type__": "update"}]'
SHOW_NOTHING = "() => []"
Components = str | Component | Sequence[str | Component] | None


class Interface(Blocks):
    """A page around one function: its inputs on the left, its outputs on the right.

    Args:
        fn: The function: one parameter for each input; several outputs are returned as a tuple. A generator shows its
            results one after the other.
        inputs: Components or their names ("text", "image"), one for each parameter; None for none.
        outputs: Components or their names, one for each result; None for none.
        examples: Values for the inputs to choose from: a list of lists; a list, for one input; or a folder of files,
            with a log.csv that names them where there are several inputs.
        cache_examples: Whether the results of the examples are computed once and kept; default: PORTICO_CACHE_EXAMPLES.
        cache_mode: "eager" computes them when the app starts, "lazy" when somebody first chooses one; default:
            PORTICO_CACHE_MODE, else "eager".
        examples_per_page: How many examples are shown at a time.
        example_labels: A text for each example, shown instead of its values.
        preload_example: The number of the example that is shown when the page opens, if examples are cached eagerly
            and no input has a value; False for none.
        live: Whether the function runs at every change of an input, without a button.
        title: A heading above, and the page's title.
        description: Markdown or HTML under the heading.
        article: Markdown or HTML at the end of the page.
        flagging_mode: Whether visitors can keep what they see as a sample: "manual" with a button, "auto" always,
            "never"; default: PORTICO_FLAGGING_MODE, else "manual".
        flagging_options: A button for each of these: texts, or pairs of the button's text and what is written down.
        flagging_dir: The folder that samples are written to.
        flagging_callback: What writes them; default: a CSVLogger.
        analytics_enabled: Accepted for old programs; Portico never reports anything to anybody.
        batch: Whether the function takes and returns lists, one element a caller.
        max_batch_size: How many callers at most share a run.
        api_visibility: "public", "undocumented" (callable, not listed) or "private" (only from the page).
        api_name: The endpoint's name; default: the function's.
        api_description: Text of the API page; default: the docstring. False: no text.
        allow_duplication: Not built; True raises NotBuilt.
        concurrency_limit: How many calls may run at once; None means no limit.
        additional_inputs: Inputs that follow the others, behind a heading that opens.
        additional_inputs_accordion: That heading: a text, or an Accordion.
        submit_btn: The text of the button, or a Button.
        stop_btn: The text of the button that ends a generator, or a Button.
        clear_btn: The text of the button that empties the page, or a Button; None for none.
        delete_cache: Seconds between two looks for old files, and their age in seconds.
        show_progress: How a run shows on the outputs: "full", "minimal" or "hidden".
        fill_width: Whether the page is as wide as the window.
        time_limit: Seconds that a live stream may last.
        stream_every: Seconds between the chunks of a live stream.
        deep_link: Not built; a value raises NotBuilt.
        validator: A function that checks the inputs before the call is queued.
        run: Where the function runs: "thread", "async" or "process", as for every event.
        kwargs: `theme`, `css` and the like, as in `launch`, for programs that still give them here.
    """

    missing: ClassVar[dict[str, str]] = {
        "_api_mode": "raises NotBuilt",
        "allow_duplication": "raises NotBuilt",
        "deep_link": "raises NotBuilt",
        "from_pipeline": "raises NotBuilt",
    }

    def __init__(
        self,
        fn: Callable[..., Any],
        inputs: Components,
        outputs: Components,
        examples: list[Any] | list[list[Any]] | str | None = None,
        *,
        cache_examples: bool | None = None,
        cache_mode: Literal["eager", "lazy"] | None = None,
        examples_per_page: int = 10,
        example_labels: list[str] | None = None,
        preload_example: int | Literal[False] = 0,
        live: bool = False,
        title: str | None = None,
        description: str | None = None,
        article: str | None = None,
        flagging_mode: Literal["never", "auto", "manual"] | None = None,
        flagging_options: list[str] | list[tuple[str, str]] | None = None,
        flagging_dir: str = ".gradio/flagged",
        flagging_callback: FlaggingCallback | None = None,
        analytics_enabled: bool | None = None,
        batch: bool = False,
        max_batch_size: int = 4,
        api_visibility: Literal["public", "private", "undocumented"] = "public",
        api_name: str | None = None,
        api_description: str | None | Literal[False] = None,
        _api_mode: bool = False,
        allow_duplication: bool = False,
        concurrency_limit: int | None | Literal["default"] = "default",
        additional_inputs: Components = None,
        additional_inputs_accordion: str | Accordion | None = None,
        submit_btn: str | Button = "Submit",
        stop_btn: str | Button = "Stop",
        clear_btn: str | Button | None = "Clear",
        delete_cache: tuple[int, int] | None = None,
        show_progress: Literal["full", "minimal", "hidden"] = "full",
        fill_width: bool = False,
        time_limit: int | None = 30,
        stream_every: float = 0.5,
        deep_link: Any = None,
        validator: Callable[..., Any] | None = None,
        run: Execution | None = None,
        **kwargs: Unpack[LookOptions],
    ) -> None:
        _refuse_absent(_api_mode, allow_duplication, deep_link)
        _refuse_wrong(fn, submit_btn=submit_btn, stop_btn=stop_btn)
        self.fn = fn
        main = components_of(inputs, "inputs")
        additional = components_of(additional_inputs, "additional_inputs")
        self.input_components = [*main, *additional]
        self.output_components = share_state(self.input_components, components_of(outputs, "outputs"))
        if not self.input_components and not self.output_components:
            raise BuildError("Interface needs at least one of `inputs` and `outputs`.", code="PE106")
        words = submit_btn if isinstance(submit_btn, str) else submit_btn.value
        label_inputs(fn, self.input_components, "every change" if live else f"the Button {words!r}")
        label_outputs(self.output_components)
        show_only(self.output_components, self.input_components)
        self.live = live
        self.description = description
        self.article = article
        self.flagging_mode = mode_of(flagging_mode)
        self.flagging_dir = flagging_dir
        self.flagging_callback = flagging_callback or CSVLogger()
        super().__init__(
            analytics_enabled, "interface", title or "Gradio", fill_width=fill_width, delete_cache=delete_cache,
            **kwargs,
        )  # fmt: skip
        columns = Columns(
            main, additional, self.output_components, additional_inputs_accordion,
            Texts(submit_btn, stop_btn, clear_btn),
            options_of(flagging_options) if self.flagging_mode == "manual" else [],
            starts=not live or not self.input_components, stops=is_generator(fn) and not live,
        )  # fmt: skip
        options = {
            "api_name": api_name, "api_description": api_description, "api_visibility": api_visibility, "batch": batch,
            "max_batch_size": max_batch_size, "concurrency_limit": concurrency_limit, "show_progress": show_progress,
            "validator": validator, "run": run,
        }  # fmt: skip
        with self:
            heading(title, description)
            columns.place()
            self._listen(columns, options, stream_every, time_limit)
            self.examples_handler = None if examples is None or examples == [] else self._examples(
                examples, len(main), cache_examples, cache_mode=cache_mode, examples_per_page=examples_per_page,
                example_labels=example_labels, preload=preload_example, batch=batch, _api_mode=_api_mode,
            )  # fmt: skip
            if article:
                Markdown(article)

    def _listen(self, columns: Columns, options: dict[str, Any], stream_every: float, time_limit: int | None) -> None:
        """Make the buttons and the inputs do what they are there for."""
        everything = [*self.input_components, *self.output_components]
        submission = Submission(self.fn, self.input_components, self.output_components, options)
        if self.live:
            submitted = submission.on_change(self, columns.submit, stream_every, time_limit)
        elif columns.stop is not None and columns.submit is not None:
            submitted = submission.on_press_until_stopped(columns.submit, columns.stop)
        else:
            assert columns.submit is not None
            submitted = submission.on_press(columns.submit)
        columns.clear.add(list(dict.fromkeys(everything)))
        columns.clear.click(None, None, columns.fields, js=SHOW_INPUTS if columns.fields else SHOW_NOTHING)
        if self.flagging_mode != "never" and self.output_components:
            self.flagging_callback.setup(visible(everything), self.flagging_dir)
        if self.flagging_mode == "auto" and self.output_components:
            flag_after(submitted, self.flagging_callback, everything)
        for button, option in columns.flags:
            flag_on_click(button, option, columns.clear, self.flagging_callback, everything)

    def _examples(self, examples: Any, shown: int, cache: bool | None, **options: Any) -> Examples:
        """Place the examples; what the additional inputs receive is not shown in the table."""
        return Examples(
            examples, self.input_components, self.output_components, self.fn, cache,
            visible_columns=list(range(shown)) if shown < len(self.input_components) else None, **options,
        )  # fmt: skip

    @classmethod
    def from_pipeline(cls, pipeline: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG003
        """Interfaces made of other libraries' pipelines are not built yet."""
        raise NotBuilt("Interface.from_pipeline", "Call the pipeline in a function of your own.")

    def __repr__(self) -> str:
        return f"<Interface of {name_of(self.fn)}>"


def _refuse_absent(api_mode: bool, duplication: bool, deep_link: Any) -> None:
    """Raise NotBuilt for a parameter that is used and not built."""
    if api_mode:
        raise NotBuilt("Interface(_api_mode=True)")
    if duplication:
        raise NotBuilt("Interface(allow_duplication=True)")
    if deep_link:
        raise NotBuilt("Interface(deep_link=…)")


def _refuse_wrong(fn: Any, **buttons: Any) -> None:
    """Raise WrongCall where the function cannot be called, or a button is none."""
    if not callable(fn):
        raise WrongCall(
            f"Interface(fn=…) is a function; {fn!r} cannot be called. Leave out quotes and brackets: `greet`, not "
            "`greet()`.",
            code="PE201",
        )
    for name, given in buttons.items():
        if not isinstance(given, (str, Button)):
            raise WrongCall(f"Interface({name}=…) is a text or a Button, not {given!r}.", code="PE105")
