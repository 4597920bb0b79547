"""ChatInterface: a conversation with one function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from portico.app.blocks import Blocks
from portico.components.chatbot import Chatbot
from portico.components.named import component_of
from portico.components.state import State
from portico.components.textbox import Textbox
from portico.errors import BuildError, NotBuilt, WrongCall
from portico.graph.binding import Binding
from portico.graph.component import Component
from portico.graph.context import here
from portico.graph.graph_protocol import Execution, Registration
from portico.graph.validation import OfFirst
from portico.interfaces.chat_examples import ChatExamples
from portico.interfaces.chat_flag import ChatFlag, chat_mode_of
from portico.interfaces.chat_flow import ChatFlow
from portico.interfaces.chat_function import ChatFunction
from portico.interfaces.chat_history import ChatHistory
from portico.interfaces.chat_mirror import ChatMirror
from portico.interfaces.chat_reply import Reply
from portico.interfaces.chat_words import translated
from portico.interfaces.heading import heading
from portico.interfaces.parameters import own, placed, set_argument
from portico.lang.signature import name_of
from portico.layouts.accordion import Accordion
from portico.layouts.column import Column
from portico.layouts.group import Group
from portico.layouts.row import Row

Components = str | Component | list[str | Component] | None


class ChatInterface(Blocks):
    """A conversation with one function.

    The function receives the visitor's message and the history, a list of messages as dictionaries with `role` and
    `content`, and then the additional inputs. It returns the answer: text, a message such as `gr.ChatMessage("Hello")`,
    a component, a file such as `{"path": "a.png"}`, or a list of these. A generator shows its answer while it grows.

    Args:
        fn: The function.
        multimodal: Not built; True raises NotBuilt.
        chatbot: The conversation, where it should not be an ordinary one.
        textbox: The field for messages, where it should not be an ordinary one.
        additional_inputs: Components or their names; the function receives their values after message and history.
        additional_inputs_accordion: The heading that opens them: a text, or an Accordion.
        additional_outputs: Components for what the function returns after the answer.
        editable: Whether visitors can change what they said, and so ask anew from there.
        examples: Messages to begin with; with additional inputs lists of a message and their values.
        examples_label: The name of the table of examples.
        example_labels: A text for each example, shown instead of it.
        example_icons: A picture for each example.
        run_examples_on_click: Whether choosing an example sends it; else it is put into the field.
        cache_examples: Whether the answers to examples are computed once and kept; default: PORTICO_CACHE_EXAMPLES.
        cache_mode: "eager" computes them when the app starts, "lazy" when somebody first chooses one; default:
            PORTICO_CACHE_MODE, else "eager".
        title: A heading above, and the page's title.
        description: Markdown or HTML under the heading.
        flagging_mode: Whether visitors' opinions of answers are kept in a file: "manual" or "never"; default:
            PORTICO_CHAT_FLAGGING_MODE, else "never".
        flagging_options: What a visitor may say: "Like" and "Dislike" are thumbs, the others a list.
        flagging_dir: The folder that opinions are written to.
        analytics_enabled: Accepted for old programs; Portico never reports anything to anybody.
        autofocus: Whether the field has the focus when the page opens.
        autoscroll: Whether the conversation follows its end, while the visitor is there.
        submit_btn: The button that sends: True for an icon, its text, or False for none.
        stop_btn: The button that ends an answer while it comes: True for an icon, its text, or False for none.
        concurrency_limit: How many messages may be answered at once; None means no limit.
        delete_cache: Seconds between two looks for old files, and their age in seconds.
        show_progress: How waiting for an answer shows: "full", "minimal" or "hidden".
        fill_height: Whether the page is as high as the window.
        fill_width: Whether the page is as wide as the window.
        api_name: The endpoint's name; default: the function's. False hides it.
        api_description: Text of the API page; default: the docstring. False: no text.
        api_visibility: "public", "undocumented" (callable, not listed) or "private".
        save_history: Whether the visitor's browser keeps conversations, to go on with them later.
        validator: A function that receives the visitor's message before it is sent, and returns a `gr.validate`.
        run: Where the function runs: "thread", "async" or "process", as for every event. Examples that are cached are
            answered in the server.
    """

    missing: ClassVar[dict[str, str]] = {
        "multimodal": "raises NotBuilt",
    }

    def __init__(
        self,
        fn: Callable[..., Any],
        *,
        multimodal: bool = False,
        chatbot: Chatbot | None = None,
        textbox: Textbox | None = None,
        additional_inputs: Components = None,
        additional_inputs_accordion: str | Accordion | None = None,
        additional_outputs: Component | list[Component] | None = None,
        editable: bool = False,
        examples: list[str] | list[dict[str, Any]] | list[list[Any]] | None = None,
        examples_label: str | None = "Examples",
        example_labels: list[str] | None = None,
        example_icons: list[str] | None = None,
        run_examples_on_click: bool = True,
        cache_examples: bool | None = None,
        cache_mode: Literal["eager", "lazy"] | None = None,
        title: str | None = None,
        description: str | None = None,
        flagging_mode: Literal["never", "manual"] | None = None,
        flagging_options: list[str] | tuple[str, ...] | None = ("Like", "Dislike"),
        flagging_dir: str = ".gradio/flagged",
        analytics_enabled: bool | None = None,
        autofocus: bool = True,
        autoscroll: bool = True,
        submit_btn: str | bool | None = True,
        stop_btn: str | bool | None = True,
        concurrency_limit: int | None | Literal["default"] = "default",
        delete_cache: tuple[int, int] | None = None,
        show_progress: Literal["full", "minimal", "hidden"] = "minimal",
        fill_height: bool = True,
        fill_width: bool = False,
        api_name: str | Literal[False] | None = None,
        api_description: str | None | Literal[False] = None,
        api_visibility: Literal["public", "private", "undocumented"] = "public",
        save_history: bool = False,
        validator: Callable[..., Any] | None = None,
        run: Execution | None = None,
    ) -> None:
        _refuse_absent(multimodal)
        _refuse_wrong(fn, validator, textbox, chatbot)
        self.fn = fn
        self.validator = validator
        self.description = description
        self.editable = editable
        self.flagging_mode = chat_mode_of(flagging_mode)
        self.flagging_options = list(flagging_options or ())
        self.flagging_dir = flagging_dir
        self.examples = list(examples or ())
        self.additional_inputs = _components(additional_inputs, "additional_inputs")
        self.additional_outputs = _components(additional_outputs, "additional_outputs")
        self.chatbot = chatbot or Chatbot(
            label=translated("chatbot"), scale=1, height=400, autoscroll=autoscroll, render=False
        )
        self.textbox = textbox or Textbox(
            show_label=False, label="", placeholder=translated("message_placeholder"), scale=7, autofocus=autofocus,
            render=False,
        )  # fmt: skip
        function = ChatFunction(fn, len(self.additional_inputs), len(self.additional_outputs))
        super().__init__(analytics_enabled, "chat_interface", title or "Gradio", fill_height, fill_width, delete_cache)
        self._alone = here.get() is None
        offered = ChatExamples(
            self.examples, example_labels, example_icons, run_examples_on_click,
            {"cache_examples": cache_examples, "cache_mode": cache_mode, "label": examples_label},
        )  # fmt: skip
        self._adapt(offered, submit_btn, self.textbox.stop_btn or stop_btn)
        shared = {"concurrency_limit": concurrency_limit, "concurrency_id": f"chat:{id(fn)}", "run": run}
        endpoint = {
            "api_name": api_name, "api_description": api_description, "api_visibility": api_visibility, **shared
        }  # fmt: skip
        with self, Column():
            heading(title, description)
            if save_history:
                with Row(scale=1, equal_height=True):
                    with Column(scale=1, min_width=100):
                        history = ChatHistory.placed(f"{title}: {name_of(fn)}")
                    with Column(scale=6):
                        flow = self._build(offered, function, endpoint, {**shared, "show_progress": show_progress})
                        self._place_inputs(additional_inputs_accordion)
                history.connect(flow, self)
            else:
                flow = self._build(offered, function, endpoint, {**shared, "show_progress": show_progress})
                self._place_inputs(additional_inputs_accordion)
        self._mirror = ChatMirror(flow, self._history)

    def _build(
        self, offered: ChatExamples, function: ChatFunction, endpoint: dict[str, Any], options: dict[str, Any]
    ) -> ChatFlow:
        """Place the conversation and the field, and make them do what they are there for."""
        self._place()
        flow = self._connect(function, endpoint, options)
        self.examples_handler = self._offer(offered, flow, function)
        """What keeps the answers to examples, or shows them in a table; None where nothing does."""
        flow.end()
        if self.flagging_mode == "manual":
            self.chatbot.like(ChatFlag(self.flagging_dir).listener(), self.chatbot, None)
        return flow

    def _adapt(self, offered: ChatExamples, submit: str | bool | None, stop: str | bool | None) -> None:
        """Change what the program gave, or what stands in its place, as the chat needs it."""
        chatbot, textbox = self.chatbot, self.textbox
        self._stop = stop
        set_argument(textbox, "show_label", False)
        set_argument(textbox, "stop_btn", False)
        if not textbox.submit_btn:
            set_argument(textbox, "submit_btn", submit)
        if self.editable and chatbot.editable is None:
            set_argument(chatbot, "editable", "user")
        if self.flagging_mode == "manual":
            set_argument(chatbot, "feedback_options", self.flagging_options)
        if self.examples and not self.additional_inputs:
            examples = offered.messages()
            chatbot.given["examples"] = examples
            chatbot.examples = Chatbot(examples=examples, render=False).examples

    def _place(self) -> None:
        """Place what is not on the page yet: the conversation, the field, and what the endpoint needs."""
        if self.chatbot.graph is None:
            self.chatbot.render()
        with Group(), Row():
            placed(self.textbox)
        for component in self.additional_outputs:
            if self._alone and component.graph is None and component not in self.additional_inputs:
                component.render()
        self._reply = Reply(label="Response", visible=False)
        self._history = State(_first_history(self.chatbot))

    def _connect(self, function: ChatFunction, endpoint: dict[str, Any], options: dict[str, Any]) -> ChatFlow:
        """Connect the field and the conversation with the function, and give it its endpoint."""
        flow = ChatFlow(
            self.chatbot, self.textbox, function.on_page(), [self._history, self.chatbot, *self.additional_inputs],
            [self.chatbot, *self.additional_outputs], options, self._stop, self.validator,
        )  # fmt: skip
        flow.connect()
        inputs = [self.textbox, self._history, *self.additional_inputs]
        outputs = [self._reply, self._history, *self.additional_outputs]
        named = isinstance(endpoint["api_name"], str)
        checked = None if self.validator is None else OfFirst(self.validator)
        self.listen(
            Registration([], function.on_endpoint(), inputs, outputs, named=named, validator=checked, **endpoint)
        )
        return flow

    def _offer(self, offered: ChatExamples, flow: ChatFlow, function: ChatFunction) -> Any:
        """Make the examples do something, and place the table where there is one."""
        if not self.examples:
            if self.chatbot.examples and offered.run:
                return offered.in_conversation(flow, function)
            return None
        if self.additional_inputs:
            return offered.in_table(flow, function)
        return offered.in_conversation(flow, function)

    def _place_inputs(self, heading: str | Accordion | None) -> None:
        """Place the additional inputs that stand nowhere yet, behind a heading that opens."""
        waiting = [component for component in self.additional_inputs if component.graph is None]
        if not waiting:
            return
        if isinstance(heading, Accordion):
            accordion = placed(heading)
        elif heading is None:
            accordion = Accordion(translated("additional_inputs"), open=False)
        else:
            accordion = Accordion(heading)
        with accordion:
            for component in waiting:
                component.render()

    @property
    def chatbot_state(self) -> State:
        """A State that holds the conversation, for listeners of the program's own."""
        self._mirror.begin()
        return self._history

    @property
    def chatbot_value(self) -> State:
        """A State that holds the conversation, and that changes it where a listener of the program's own sets it."""
        return self._mirror.begin()


def _refuse_absent(multimodal: bool) -> None:
    """Raise NotBuilt for a parameter that is used and not built."""
    if multimodal:
        raise NotBuilt("ChatInterface(multimodal=True)", "Take files through additional_inputs=[gr.File()].")


def _components(given: Any, role: str) -> list[Component]:
    several: list[Any] = [] if given is None else list(given) if isinstance(given, (list, tuple)) else [given]
    return [own(component_of(one, f"ChatInterface({role}=…)")) for one in several]


def _first_history(chatbot: Chatbot) -> list[Any]:
    """Return the messages that the program gave the conversation, as the history of a client that begins."""
    given = chatbot.given.get("value")
    messages: list[Any] = list(given) if isinstance(given, (list, tuple)) else []
    return [one if isinstance(one, dict) else vars(one) for one in messages]


def _refuse_wrong(fn: Any, validator: Any, textbox: Any, chatbot: Any) -> None:
    """Raise WrongCall or BuildError where an argument is not what it is taken for."""
    if not callable(fn):
        raise WrongCall(
            f"ChatInterface(fn=…) is a function; {fn!r} cannot be called. Leave out quotes and brackets: `chat`, not "
            "`chat()`.",
            code="PE201",
        )
    for name, given, kind in (("textbox", textbox, Textbox), ("chatbot", chatbot, Chatbot)):
        if given is not None and not isinstance(given, kind):
            raise BuildError(
                f"ChatInterface({name}=…) is a gr.{kind.__name__}, not {type(given).__name__}.", code="PE105"
            )
    if validator is not None:
        Binding(validator, 1, giver="as the validator of a ChatInterface it gets the message. Make its parameters fit")
