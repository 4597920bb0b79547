"""Who may call what: `api_visibility` and `api_name=False`, on every route and by both published clients."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from gradio_client import Client

import portico as gr

PAGE = {"x-gradio-user": "app"}
API = {"x-gradio-user": "api"}
NAMES = ["shown", "unlisted", "secret", "false"]


@pytest.fixture
def page(launched: Any) -> Any:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        press = gr.Button().click
        press(str.upper, box, box, api_name="shown")
        press(str.upper, box, box, api_name="unlisted", api_visibility="undocumented")
        press(str.upper, box, box, api_name="secret", api_visibility="private")
        press(str.upper, box, box, api_name=False)
    return launched(demo)


def post(page: Any, path: str, headers: dict[str, str] | None = None, **body: Any) -> int:
    sent = {"data": ["a"], **body}
    return httpx.post(f"{page.url}/gradio_api/{path}", json=sent, headers=headers).status_code


def test_the_description_lists_what_is_public_and_what_is_undocumented_where_all_is_asked_for(page: Any) -> None:
    def listed(query: str) -> set[str]:
        return set(httpx.get(f"{page.url}/gradio_api/info{query}").json()["named_endpoints"])

    assert listed("") == {"/shown"}
    assert listed("?all_endpoints=true") == {"/shown", "/unlisted"}


@pytest.mark.parametrize(("name", "status"), list(zip(NAMES, [200, 200, 404, 404], strict=True)))
@pytest.mark.parametrize("route", ["call", "run", "api"])
@pytest.mark.requirement("R45")
def test_by_name_private_ones_do_not_exist(page: Any, name: str, status: int, route: str) -> None:
    assert post(page, f"{route}/{name}") == status


@pytest.mark.parametrize(("index", "status"), list(enumerate([200, 200, 404, 404])))
@pytest.mark.requirement("R45")
def test_by_number_private_ones_do_not_exist_for_who_is_a_client_or_has_no_session(
    page: Any, index: int, status: int
) -> None:
    assert post(page, "run/predict", fn_index=index) == status
    assert post(page, "run/predict", API, fn_index=index, session_hash="s") == status
    assert post(page, "queue/join", API, fn_index=index, session_hash="s") == status


@pytest.mark.parametrize("index", range(4))
@pytest.mark.requirement("R45")
def test_the_page_calls_all_of_them_by_number(page: Any, index: int) -> None:
    assert post(page, "run/predict", PAGE, fn_index=index, session_hash="s") == 200
    assert post(page, "queue/join", PAGE, fn_index=index, session_hash="s") == 200


def test_the_config_says_what_is_private(page: Any) -> None:
    told = {one["api_name"]: one["api_visibility"] for one in page.demo.get_config_file()["dependencies"]}
    assert told == dict(zip(NAMES, ["public", "undocumented", "private", "private"], strict=True))


def test_the_python_client_calls_what_is_not_private(page: Any) -> None:
    client = Client(page.url, verbose=False)
    assert [client.predict("a", api_name=f"/{name}") for name in NAMES[:2]] == ["A", "A"]
    for name in NAMES[2:]:
        with pytest.raises(ValueError, match="api_name"):
            client.predict("a", api_name=f"/{name}")


@pytest.mark.parametrize("choice", [None, "ada"])
def test_a_name_is_the_functions_or_the_programs(choice: str | None) -> None:
    def greet(name: str) -> str:
        """Say hello.

        Args:
            name: To whom.
        """
        return name

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(greet, box, box, api_name=choice)
    endpoint = demo.get_api_info()["named_endpoints"][f"/{choice or 'greet'}"]
    assert endpoint["description"] == "Say hello."


@pytest.mark.parametrize(("given", "shown"), [("In our words.", "In our words."), (False, ""), (None, "Say hello.")])
def test_a_description_is_the_programs_or_the_docstrings(given: Any, shown: str) -> None:
    def greet(name: str) -> str:
        """Say hello."""
        return name

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(greet, box, box, api_description=given)
    assert demo.get_api_info()["named_endpoints"]["/greet"]["description"] == shown
    assert demo.get_config_file()["dependencies"][0]["api_description"] == given
