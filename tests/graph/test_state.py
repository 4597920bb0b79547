"""What a State means: any object, one of its own for every visitor, never on the wire."""

from __future__ import annotations

import pickle
import threading
from typing import Any

import pytest

import portico as gr
from portico.app.environment import Environment
from portico.app.settings import read_settings
from portico.errors import NotKept
from portico.stores.memory.sessions import MemorySessions
from portico.wire.codec import encode


class Basket:
    """An object of the program's own, which refuses to be pickled."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.lock: Any = None

    def __deepcopy__(self, memo: Any) -> Basket:
        copied = Basket()
        copied.lines = list(self.lines)
        copied.lock = threading.Lock()
        return copied


def shop(value: Any, **options: Any) -> tuple[Any, Any]:
    """A page that puts things into a state, and one that shows it."""
    with gr.Blocks() as demo:
        held, box = gr.State(value, **options), gr.Textbox()
        gr.Button().click(put, [box, held], held, api_name="put")
        gr.Button().click(lambda found: str(getattr(found, "lines", found)), held, box, api_name="show")
        gr.Button().click(lambda: 1 / 0, None, held, api_name="fail")
    return demo, held


def put(text: str, found: Any) -> Any:
    lines = getattr(found, "lines", found)
    lines.append(text)
    return found


@pytest.mark.requirement("R38")
def test_it_holds_any_object_and_gives_each_visitor_a_copy(page: Any) -> None:
    start = Basket()
    demo, _ = shop(start)
    app = page(demo)
    assert app.data(("put", "pear", None), ("show", None), session="ada") == ["['pear']"]
    assert app.data(("show", None), session="ben") == ["[]"]
    assert app.data(("show", None), session="ada") == ["['pear']"]
    assert start.lines == []


def test_changing_it_in_place_lasts_in_the_session_even_where_it_is_no_output(page: Any) -> None:
    with gr.Blocks() as demo:
        held, box = gr.State([]), gr.Textbox()
        gr.Button().click(lambda text, found: found.append(text), [box, held], None, api_name="put")
        gr.Button().click(str, held, box, api_name="show")
    app = page(demo)
    assert app.data(("put", "a", None), ("show", None)) == ["['a']"]
    assert app.data(("show", None), session="other") == ["[]"]


def test_a_failing_function_leaves_it_as_it_was(page: Any) -> None:
    demo, _ = shop([])
    app = page(demo)
    assert app.data(("put", "a", None), ("fail",), ("show", None)) == ["['a']"]


def test_a_value_made_by_a_function_is_made_for_the_page(page: Any) -> None:
    demo, _ = shop(lambda: ["fresh"])
    assert page(demo).data(("show", None)) == ["['fresh']"]


def test_a_class_as_its_value_is_a_value(page: Any) -> None:
    demo, _ = shop(Basket)
    assert "Basket" in page(demo).data(("show", None))[0]


@pytest.mark.requirement("R40")
def test_it_never_travels_whatever_a_client_sends(page: Any) -> None:
    demo, held = shop(["secret"])
    app = page(demo)
    assert app.data(("put", "a", ["forged"])) == [None]
    assert app.data(("show", ["forged"])) == ["['secret', 'a']"]
    assert b"secret" not in encode([demo.get_config_file(), demo.get_api_info()])
    [described] = [one for one in demo.get_config_file()["components"] if one["id"] == held.number]
    assert "value" not in described["props"]


def test_a_generator_sets_it_step_by_step(page: Any) -> None:
    def count(found: int) -> Any:
        for n in range(found + 1, found + 4):
            yield n, n

    with gr.Blocks() as demo:
        held, box = gr.State(0), gr.Number()
        held.change(lambda: None)
        gr.Button().click(count, held, [held, box], api_name="count")
        gr.Button().click(lambda found: found, held, box, api_name="show")
    app = page(demo)
    [messages] = app.call(("count", None))
    steps = [one["output"] for one in messages if one["msg"] == "process_generating"]
    assert [one["changed_state_ids"] for one in steps] == [[held.number]] * 3
    assert messages[-2]["output"]["changed_state_ids"] == []
    assert app.data(("count", None), ("show", None)) == [6]


@pytest.mark.parametrize(
    ("returned", "changed"),
    [([1, 2], False), ([1, 2, 3], True), ((1, 2), True), (None, True), ([1, 2.0], True)],
)
def test_change_is_announced_where_the_value_differs(returned: Any, changed: bool, page: Any) -> None:
    with gr.Blocks() as demo:
        held = gr.State([1, 2])
        held.change(lambda: None)
        gr.Button().click(lambda: returned, None, held, api_name="set")
    [messages] = page(demo).call(("set",))
    assert messages[-2]["output"]["changed_state_ids"] == ([held.number] if changed else [])


def test_change_is_announced_once_for_an_object_that_cannot_be_compared(page: Any) -> None:
    demo, held = shop(Basket())
    with demo:
        held.change(lambda: None)
    [messages] = page(demo).call(("put", "a", None))
    assert messages[-2]["output"]["changed_state_ids"] == [held.number]


def test_without_a_listener_for_it_nothing_is_announced_or_compared(page: Any) -> None:
    class Refuses(list[Any]):
        def __reduce_ex__(self, protocol: Any) -> Any:
            raise AssertionError("it was pickled")

    with gr.Blocks() as demo:
        held = gr.State(None)
        gr.Button().click(lambda: Refuses(), None, held, api_name="set")
    [messages] = page(demo).call(("set",))
    assert messages[-2]["output"]["changed_state_ids"] == []


def test_skip_and_update_leave_or_set_it(page: Any) -> None:
    with gr.Blocks() as demo:
        held, box = gr.State("first"), gr.Textbox()
        gr.Button().click(gr.skip, None, held, api_name="skip")
        gr.Button().click(lambda: gr.update(value="second"), None, held, api_name="update")
        gr.Button().click(lambda: gr.State("third"), None, held, api_name="replace")
        gr.Button().click(lambda found: found, held, box, api_name="show")
    app = page(demo)
    assert app.data(("skip",), ("show", None)) == ["first"]
    assert app.data(("update",), ("show", None)) == ["second"]
    assert app.data(("replace",), ("show", None)) == ["third"]


def test_its_time_and_its_callback_reach_the_engine() -> None:
    forgotten: list[Any] = []

    def tell(value: Any) -> None:
        forgotten.append(value)
        raise ValueError("the callback fails")

    demo, held = shop([], time_to_live=5, delete_callback=tell)
    with demo:
        gr.State(0)
    demo.finish()
    from portico.app.compose import compose

    served = compose(demo, read_settings(Environment(), demo.look), demo.queueing, demo.page()).served
    key = f"state:{held.number}"
    assert served.lifetimes() == {key: 5}
    served.forgotten("s", key, "mine")
    served.forgotten("s", "state:999", "unknown")
    assert forgotten == ["mine"]


def test_after_its_time_a_visitor_begins_anew(page: Any) -> None:
    import asyncio

    demo, held = shop([])
    app = page(demo)
    app.call(("put", "a", None), session="s")
    assert asyncio.run(app.stores.sessions.discard("s", f"state:{held.number}")) == ["a"]
    assert app.data(("show", None), session="s") == ["[]"]


class Written(MemorySessions):
    """A store that writes values down, as one that several processes share has to."""

    async def set(self, session: str, key: str, value: Any, *rest: Any) -> Any:
        try:
            written = pickle.dumps(value)
        except Exception as error:
            raise NotKept(f"{error}.") from error
        return await super().set(session, key, written, *rest)

    async def get(self, session: str, key: str) -> Any:
        return pickle.loads(await super().get(session, key))


def test_what_a_store_cannot_keep_is_an_error_that_names_the_state_and_the_type(page: Any) -> None:
    with gr.Blocks() as demo:
        held, box = gr.State(["first"]), gr.Textbox()
        gr.Button().click(lambda found: [*found, threading.Lock()], held, held, api_name="lock")
        gr.Button().click(lambda found: [*found, "second"], held, held, api_name="text")
        gr.Button().click(str, held, box, api_name="show")
    app = page(demo)
    app.stores.sessions = Written()
    [messages] = app.call(("lock", None))
    [ended] = [one for one in messages if one["msg"] == "process_completed"]
    assert not ended["success"]
    for said in (f"<State {held.number}>", "of type list", "cannot pickle", "lock"):
        assert said in ended["output"]["error"]
    assert app.data(("show", None)) == ["['first']"]
    assert app.data(("text", None), ("show", None)) == ["['first', 'second']"]


def test_a_default_that_a_store_cannot_keep_is_one_too(page: Any) -> None:
    demo, held = shop(Basket())
    app = page(demo)
    app.stores.sessions = Written()
    [messages] = app.call(("show", None))
    assert f"the value of <State {held.number}> is of type Basket" in messages[-2]["output"]["error"]
