"""Programs that serve themselves: an app that is mounted into another."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import httpx
import pytest
from serving import wait_until

from portico.reload.program import Broken
from tests.reload.desk import RUNS, Desk
from tests.reload.test_swap import begun, told

__all__ = ["told"]

SITE = f"""
import contextlib
import portico as gr
import {RUNS} as told
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
@contextlib.asynccontextmanager
async def life(app):
    told.ran.append("up uno")
    yield
    told.ran.append("down uno")
site = Starlette(routes=[Route("/hello", lambda request: PlainTextResponse("hello uno"))], lifespan=life)
"""
PAGE = f"""
import portico as gr
import {RUNS} as told
def add(text, kept):
    return f"uno {{text}} {{kept}}", kept + 1
def work():
    told.started.set()
    assert told.go.wait(20)
    return "done by uno"
with gr.Blocks() as demo:
    kept = gr.State(0)
    box, out = gr.Textbox(label="Box"), gr.Textbox(label="Out")
    box.submit(add, [box, kept], [out, kept], api_name="add")
    box.submit(work, None, out, api_name="work")
"""
MOUNTED = SITE + PAGE + 'app = gr.mount_gradio_app(site, demo, path="/tools/demo")\n'
SERVED = MOUNTED + 'if __name__ == "__main__":\n    import uvicorn\n    uvicorn.run(app, port=9)\n'


def root(desk: Desk) -> str:
    """Return where the app around the page is served."""
    return desk.url.partition("/tools/")[0] + "/"


def hello(desk: Desk) -> str:
    return httpx.get(f"{root(desk)}hello").text


@pytest.mark.parametrize("text", [MOUNTED, SERVED], ids=["left to whoever runs it", "serves itself"])
def test_a_page_inside_another_app_is_followed_and_so_is_what_is_around(desk: Desk, told: Any, text: str) -> None:
    desk.write("app.py", text)
    assert desk.url.endswith("/tools/demo/")
    assert (desk.call("add", "x"), desk.call("add", "x"), hello(desk)) == ("uno x 0", "uno x 1", "hello uno")
    running = begun(desk, told)
    desk.write("app.py", text.replace("uno", "two"))
    assert desk.save()
    assert (desk.call("add", "x"), hello(desk)) == ("two x 2", "hello two")
    assert desk.news()["generation"] == 2
    told.go.set()
    assert running.result(20)[-1]["output"]["data"] == ["done by uno"]
    assert desk.call("work") == "done by two"


def test_the_app_around_is_started_before_it_is_served_and_shut_down_after(desk: Desk) -> None:
    desk.write("app.py", SERVED)
    assert hello(desk) == "hello uno"
    assert desk.ran == ["up uno"]
    desk.write("app.py", SERVED.replace("uno", "two"))
    assert desk.save()
    wait_until(lambda: desk.ran == ["up two", "down uno"], "the one before is shut down")
    desk.edit("app.py", 'told.ran.append("up two")', "raise OSError('no database')")
    assert not desk.save()
    assert "no database" in desk.said[-1]
    assert hello(desk) == "hello two"
    desk.edit("app.py", "raise OSError('no database')", 'told.ran.append("up three")')
    assert desk.save()
    wait_until(lambda: desk.ran == ["up three", "down two"], "the one before is shut down")
    desk.ran.clear()
    desk.developing.stop()
    assert desk.ran == ["down two"]


def test_nothing_of_an_app_around_is_left_after_a_save(desk: Desk) -> None:
    desk.write("app.py", SERVED)
    assert hello(desk) == "hello uno"
    first = weakref.ref(desk.generation)
    for old, new in (("uno", "two"), ("two", "three")):
        desk.write("app.py", SERVED.replace("uno", new))
        assert desk.save()
        assert hello(desk) == f"hello {new}", old

    def gone() -> bool:
        gc.collect()
        return first() is None

    wait_until(gone, "the first generation is gone")


def test_an_app_around_whose_module_did_not_run_again_stays(desk: Desk) -> None:
    desk.write("outer.py", SITE)
    desk.write("app.py", "from outer import site\n" + PAGE + "gr.mount_gradio_app(site, demo, '/tools/demo')\n")
    assert desk.call("add", "x") == "uno x 0"
    for new in ("two", "three"):
        desk.write("app.py", desk.folder.joinpath("app.py").read_text().replace("uno" if new == "two" else "two", new))
        assert desk.save()
    assert desk.call("add", "x") == "three x 1"
    assert hello(desk) == "hello uno"
    assert desk.ran == []
    assert len(desk.generation.main.site.routes) == 2


@pytest.mark.parametrize("apart", [False, True], ids=["in the program", "in a module that stays"])
def test_of_two_pages_in_an_app_one_is_followed_and_the_other_begins_anew(desk: Desk, apart: bool) -> None:
    more = "with gr.Blocks() as other:\n"
    more += "    field = gr.Textbox()\n    field.submit(lambda text: f'uno {text}', field, field, api_name='say')\n"
    text = MOUNTED.replace(SITE, "from outer import site\n" if apart else SITE) + more
    text += "gr.mount_gradio_app(site, other, '/tools/other')\n"
    desk.write("outer.py", SITE)
    desk.write("app.py", text)
    desk.program(demo="demo")
    where = f"{root(desk)}tools/other/gradio_api/run/say"

    def say() -> Any:
        return httpx.post(where, json={"data": ["x"]}).json()["data"]

    assert (desk.call("add", "x"), say()) == ("uno x 0", ["uno x"])
    before = desk.generation.main.other.composed.asgi.site
    desk.write("app.py", text.replace("uno", "two"))
    assert desk.save()
    assert (desk.call("add", "x"), say()) == ("two x 1", ["two x"])
    wait_until(lambda: before.stopped, "the other one's first server is stopped")


def test_a_page_at_the_top_of_another_app(desk: Desk) -> None:
    desk.write("app.py", MOUNTED.replace('"/tools/demo"', '"/"'))
    assert not desk.url.endswith("//")
    assert desk.call("add", "x") == "uno x 0"
    assert httpx.get(f"{desk.url}hello").text == "hello uno"


def test_fastapi(desk: Desk) -> None:
    pytest.importorskip("fastapi")
    site = "from fastapi import FastAPI\nsite = FastAPI()\n@site.get('/hello')\ndef hello():\n    return 'hello uno'\n"
    desk.write("app.py", site + PAGE + 'app = gr.mount_gradio_app(site, demo, path="/tools/demo")\n')
    assert (desk.call("add", "x"), hello(desk)) == ("uno x 0", '"hello uno"')
    desk.edit("app.py", "hello uno", "hello two")
    assert desk.save()
    assert (desk.call("add", "x"), hello(desk)) == ("uno x 1", '"hello two"')


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("app, host='0.0.0.0'", "it would listen on 0.0.0.0, which others reach: leave server_name out"),
        ("'app:app', workers=2", "launch(num_workers=2) starts several processes"),
    ],
)
def test_a_server_that_others_reach_is_refused(desk: Desk, options: str, why: str) -> None:
    desk.write("app.py", SERVED.replace("app, port=9", options))
    with pytest.raises(Broken) as told:
        desk.program().run()
    assert why in str(told.value)


@pytest.mark.parametrize(
    "start", ["uvicorn.Server(uvicorn.Config(app)).run()", "asyncio.run(uvicorn.Server(uvicorn.Config(app)).serve())"]
)
def test_a_server_that_is_made_by_hand_is_not_started(desk: Desk, start: str) -> None:
    desk.write("app.py", MOUNTED + f"import asyncio\nimport uvicorn\n{start}\nraise OSError('after it')\n")
    assert (desk.call("add", "x"), hello(desk)) == ("uno x 0", "hello uno")


def test_a_page_that_a_module_mounted_which_did_not_run_again_stays(desk: Desk) -> None:
    more = (
        MOUNTED
        + "with gr.Blocks() as other:\n    gr.Markdown('other')\ngr.mount_gradio_app(site, other, '/tools/other')\n"
    )
    desk.write("web.py", more)
    main = "from web import app\nimport uvicorn\nword = 'uno'\nif __name__ == '__main__':\n    uvicorn.run(app)\n"
    desk.write("app.py", main)
    assert (desk.call("add", "x"), hello(desk)) == ("uno x 0", "hello uno")
    desk.write("app.py", main.replace("uno", "two"))
    assert desk.save()
    assert (desk.call("add", "x"), hello(desk)) == ("uno x 1", "hello uno")
    assert httpx.get(f"{root(desk)}tools/other/config").status_code == 200
    desk.write("web.py", more.replace("uno", "two"))
    assert desk.save()
    assert (desk.call("add", "x"), hello(desk)) == ("two x 2", "hello two")


@pytest.mark.parametrize("start", ["uvicorn.run(app, port=9)", "uvicorn.Server(uvicorn.Config(app, port=9)).run()"])
def test_a_worker_process_of_a_mounted_app_serves_nothing(desk: Desk, start: str) -> None:
    text = MOUNTED.replace('api_name="add"', 'api_name="add", run="process"')
    text += f"import uvicorn\n{start}\nraise OSError('after it')\n"
    desk.write(f"{RUNS}.py", "")
    desk.write("app.py", text)
    assert desk.call("add", "x") == "uno x 0"
    desk.write("app.py", text.replace("uno", "two"))
    assert desk.save()
    assert desk.call("add", "x") == "two x 1"
