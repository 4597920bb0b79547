"""A name that is not there: the message says what has it not, and which name was meant."""

from __future__ import annotations

import copy
import pickle
import traceback
from typing import Any

import pytest

import portico as gr
from graph.programs import built, logged, page, said, told


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("gr.Button('Go').clik(len)", "Button 'Go' has no 'clik'. Did you mean 'click'?"),
        ("gr.Textbox(label='Name').onChange(len)", "Textbox 'Name' has no 'onChange'. Did you mean 'change'?"),
        ("gr.Textbox().on_submit(len)", "Textbox has no 'on_submit'. Did you mean 'submit'?"),
        ("gr.Slider().released(len)", "Slider has no 'released'. Did you mean 'release'?"),
        ("gr.Timer(1).tik(len)", "Timer has no 'tik'. Did you mean 'tick'?"),
        ("gr.Textbox().vlaue", "Textbox has no 'vlaue'. Did you mean 'value'?"),
        ("gr.Markdown('a').click(len)", "Markdown has no 'click'. Its events: change, copy."),
        ("gr.Textbox().style(container=False)", "Textbox has no 'style'. Give its arguments to the constructor."),
        ("gr.Textbox.update(visible=False)", "Textbox has no 'update'. Return it anew from the function, such as"),
        ("demo.lauch()", "Blocks has no 'lauch'. Did you mean 'launch'?"),
        ("demo.onload(len)", "Blocks has no 'onload'. Did you mean 'load'?"),
        ("gr.Button().click(list).than(list)", "What an event gave has no 'than'. Did you mean 'then'?"),
        ("gr.Button().click(list).click(list)", "What an event gave has no 'click'. What follows is `.then(…)`"),
        ("gr.Button().click.then(list)", "Button.click has no 'then'. What follows stands behind the call"),
        ("with gr.Row:\n    pass", "A layout needs brackets: `with gr.Row():`, not `with gr.Row:`."),
    ],
)
def test_an_attribute_that_is_not_there(line: str, message: str) -> None:
    assert message in told(page(line))


def test_inside_layouts_and_render_functions_as_well(caplog: pytest.LogCaptureFixture) -> None:
    inside = page("with gr.Row(), gr.Column():\n    gr.Button('Go').clik(len)")
    assert "Button 'Go' has no 'clik'. Did you mean 'click'?" in told(inside)
    program = page("b = gr.Button('Go')\n@gr.render(triggers=[b.click])\ndef part():\n    gr.Button('New').clik(len)")
    assert "Button 'New' has no 'clik'. Did you mean 'click'?" in logged(program, caplog)[0]


def test_python_adds_no_suggestion_of_its_own() -> None:
    for line in ("gr.Button().clik", "demo.lauch"):
        with pytest.raises(AttributeError) as caught:
            built(page(line))
        assert "".join(traceback.format_exception_only(caught.value)).count("Did you mean") == 1
        assert caught.value.name in ("clik", "lauch")


def test_pages_ready_made_and_what_functions_receive() -> None:
    for made, name, meant in (
        (
            lambda: gr.Interface(lambda a: a, "text", "text"),
            "lanch",
            "Interface has no 'lanch'. Did you mean 'launch'?",
        ),
        (lambda: gr.ChatInterface(lambda m, h: m), "lanch", "ChatInterface has no 'lanch'. Did you mean 'launch'?"),
        (gr.Request, "usrname", "Request has no 'usrname'. Did you mean 'username'?"),
        (gr.Progress, "tqmd", "Progress has no 'tqmd'. Did you mean 'tqdm'?"),
        (lambda: gr.SelectData(None, {"index": 1}), "indx", "SelectData has no 'indx'. Did you mean 'index'?"),
        (lambda: gr.EventData(None, {"colour": 1}), "clour", "EventData has no 'clour'. Did you mean 'colour'?"),
    ):
        owner: Any = made()
        with pytest.raises(AttributeError) as caught:
            getattr(owner, name)
        assert str(caught.value) == meant


def test_looking_for_a_name_goes_on_working() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
    for owner in (demo, box, box.change, gr.Request(), gr.Progress(), gr.SelectData(None, {})):
        assert not hasattr(owner, "clik")
        assert getattr(owner, "clik", 3) == 3
    assert copy.copy(box).label == box.label
    assert copy.copy(gr.Progress()).track_tqdm is False
    assert pickle.loads(pickle.dumps(gr.Progress(True))).track_tqdm is True
    with pytest.raises(AttributeError) as caught:
        demo.lauch  # type: ignore[attr-defined]  # noqa: B018
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_property_that_lacks_something_says_what_it_lacks() -> None:
    class Own(gr.Blocks):
        @property
        def shown(self) -> Any:
            return [].nothing  # type: ignore[attr-defined]

    with pytest.raises(AttributeError, match="'list' object has no attribute 'nothing'"):
        Own().shown  # noqa: B018


def test_blocks_are_as_quick_to_read_from_as_any_object() -> None:
    assert not any("__getattr__" in vars(kind) for kind in gr.Textbox.__mro__)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("gr.TextBox()", "has no attribute 'TextBox'. Did you mean 'Textbox'?"),
        ("gr.Dropdwon(['a'])", "has no attribute 'Dropdwon'. Did you mean 'Dropdown'?"),
        ("gr.Box()", "has no attribute 'Box'. It became gr.Group()."),
        ("gr.inputs.Textbox()", "has no attribute 'inputs'. Components stand in gr itself: gr.Textbox()."),
        ("gr.button('Go')", "has no attribute 'button'. Did you mean 'Button'?"),
        ("gr.themes.Sofft()", "has no attribute 'Sofft'. Did you mean 'Soft'?"),
        ("gr.Interface(len, 'txt', 'text')", "there is no component called 'txt'. Did you mean 'text'?"),
    ],
)
def test_a_component_or_a_theme_that_is_not_there(line: str, message: str) -> None:
    assert message in told(page(line))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "gr.Interface(len, 'text', 'text', exampels=['a'])",
            "Interface has no parameter 'exampels'. Did you mean 'ex",
        ),
        ("gr.ChatInterface(len, titel='a')", "ChatInterface has no parameter 'titel'. Did you mean 'title'?"),
        ("gr.TabbedInterface([], tabs=[])", "TabbedInterface has no parameter 'tabs'. Did you mean 'tab_names'?"),
        ("gr.Row(equal_hight=True)", "Row has no parameter 'equal_hight'. Did you mean 'equal_height'?"),
        ("gr.Blocks(titel='a')", "Blocks has no parameter 'titel'. Did you mean 'title'?"),
        ("gr.mount_gradio_app(None, demo, paht='/x')", "keyword argument 'paht'. Did you mean 'path'?"),
        ("gr.on(trigger=[], fn=len)", "on() got an unexpected keyword argument 'trigger'. Did you mean 'triggers'?"),
        ("gr.Examples(example=[], inputs=[])", "Examples() got an unexpected keyword argument 'example'. Did you mean"),
        ("gr.render(input=None)", "render() got an unexpected keyword argument 'input'. Did you mean 'inputs'?"),
        ("gr.api(len, name='x')", "api() got an unexpected keyword argument 'name'. Did you mean 'api_name'?"),
        ("gr.Info('a', tittle='b')", "Info() got an unexpected keyword argument 'tittle'. Did you mean 'title'?"),
        (
            "gr.Progress(track=True)",
            "Progress() got an unexpected keyword argument 'track'. Did you mean 'track_tqdm'?",
        ),
        (
            "gr.validate(True, mesage='')",
            "validate() got an unexpected keyword argument 'mesage'. Did you mean 'message",
        ),
        ("gr.Security(allowed_host=[])", "Security() got an unexpected keyword argument 'allowed_host'. Did you mean"),
        ("gr.themes.Soft(primary_hui='red')", "Soft() got an unexpected keyword argument 'primary_hui'. Did you mean"),
        ("gr.Error('a', titel='b')", "gr.Error has no parameter 'titel'. Did you mean 'title'?"),
    ],
)
def test_a_parameter_that_is_not_there(line: str, message: str) -> None:
    assert message in told(page(line))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("gr.Button(label='Go')", "Button has no parameter 'label'. Did you mean 'value'?"),
        ("gr.Dropdown(options=['a'])", "Dropdown has no parameter 'options'. Did you mean 'choices'?"),
        ("gr.Slider(min=0)", "Slider has no parameter 'min'. Did you mean 'minimum'?"),
        ("gr.Tabs(select=1)", "Tabs has no parameter 'select'. Did you mean 'selected'?"),
        (
            "gr.Button(onclick=len)",
            "Button has no parameter 'onclick'. Events are methods: `button.click(fn, inputs, out",
        ),
        (
            "gr.Chatbot(type='messages')",
            "Chatbot has no parameter 'type'. Leave it out: a conversation is a list of mess",
        ),
        (
            "gr.ChatInterface(len, type='messages')",
            "has no parameter 'type'. Leave it out: a history is a list of mess",
        ),
        ("gr.Textbox(show_copy_button=True)", "has no parameter 'show_copy_button'. Use buttons=[\"copy\"]."),
        (
            "gr.Interface(len, 'text', 'text', allow_flagging='never')",
            "'allow_flagging'. Did you mean 'flagging_mode'?",
        ),
        (
            "gr.Interface(function=len, inputs=None, outputs=None)",
            "Interface needs fn=…, and has no parameter 'function'",
        ),
        (
            "gr.Button().click(len, every=1)",
            "argument 'every'. A timer ticks: `gr.Timer(2).tick(fn, inputs, outputs)`.",
        ),
        ("gr.Button().click(None, _js='() => 1')", "keyword argument '_js'. Did you mean 'js'?"),
        ("demo.launch(enable_queue=True)", "argument 'enable_queue'. Every app has a queue; `demo.queue(max_size=…)`"),
        (
            "demo.launch(show_api=False)",
            "argument 'show_api'. Use footer_links=[…] without \"api\", or api_visibility=",
        ),
        (
            "demo.launch(concurrency_limit=3)",
            "'concurrency_limit'. It belongs to a listener, `button.click(…, concurrenc",
        ),
        ("demo.queue(concurrency_count=3)", "'concurrency_count'. Did you mean 'default_concurrency_limit'?"),
        (
            "gr.Textbox('a', 'b')",
            "Textbox got 2 arguments without a name, where only value may stand so. Give the other",
        ),
        ("gr.Interface(len, 'text')", "Interface needs outputs=…."),
    ],
)
def test_what_others_call_a_parameter_and_what_it_was_called_before(line: str, message: str) -> None:
    assert message in told(page(line))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("return gr.update(lable='x')", "Textbox has no parameter 'lable'. Did you mean 'label'?"),
        ("return gr.Textbox(lable='x')", "Textbox has no parameter 'lable'. Did you mean 'label'?"),
        ("raise gr.Error('x', titel='y')", "gr.Error has no parameter 'titel'. Did you mean 'title'?"),
        ("return gr.Textbox.update(visible=False)", "Textbox has no 'update'. Return it anew"),
        ("return box.vlaue", "Textbox has no 'vlaue'. Did you mean 'value'?"),
        (
            "raise gr.Warning('x')",
            "gr.Info, gr.Warning and gr.Success are called, and the function goes on. To stop it",
        ),
        ("return nmae", "name 'nmae' is not defined"),
    ],
)
@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_slip_in_a_function_names_the_listener_too(
    line: str, message: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    program = page(f"b = gr.Button('Go')\nbox = gr.Textbox()\n{kind} go():\n    {line}\nb.click(go, None, box)")
    (text,) = logged(program, caplog)
    assert message in text
    assert "(go, app.py:5, run by Button 'Go'.click" in text
    assert text.count("run by Button 'Go'.click") == 1


def test_the_log_names_a_property_also_where_it_may_quote_no_result(caplog: pytest.LogCaptureFixture) -> None:
    from portico.testing import AppTest

    program = page("b = gr.Button('Go')\nx = gr.Textbox()\nb.click(lambda: gr.update(lable='my secret'), None, x)")
    with AppTest(built(program)["demo"]) as at:
        at.click("Go")
    (record,) = [one for one in caplog.records if one.exc_info]
    assert record.exc_info is not None
    assert record.exc_info[1] is not None
    text = said(record.exc_info[1])
    assert "has no parameter 'lable'. Did you mean 'label'?" in text
    assert "my secret" not in text


def test_a_theme_says_which_name_was_meant_when_the_app_is_launched() -> None:
    assert "There is no theme 'sofft'. Did you mean 'soft'?" in told(page("pass") + "\ndemo.launch(theme='sofft')")
    assert "profile is one of 'dev', 'local', 'production', not 'prod'. Did you mean 'production'?" in told(
        page("pass") + "\ndemo.launch(profile='prod')"
    )
