"""Files in and out through the published Python client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

if TYPE_CHECKING:
    from serving import Program


@pytest.mark.parametrize(
    "name", ["plain.txt", "with space.txt", "hash#.txt", "per%cent.txt", "qué?.txt", "'quote'.txt"]
)
def test_files_of_any_name_go_up(client: Client, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("12345")
    answer = client.predict(handle_file(str(path)), api_name="/length_of")
    assert answer.endswith(" 5")


def test_a_result_file_comes_down_with_its_name_and_a_missing_one_is_none(client: Client) -> None:
    path = Path(client.predict("content", api_name="/write"))
    assert path.read_text() == "content"
    assert client.predict(None, api_name="/length_of") == "nothing"


def test_a_path_that_was_not_uploaded_is_refused(kitchen: Program) -> None:
    # Straight to the wire: the client itself would upload a local path that it is given.
    forged = {"path": "/etc/hostname", "orig_name": "hostname", "meta": {"_type": "gradio.FileData"}}
    event = httpx.post(f"{kitchen.url}/gradio_api/call/length_of", json={"data": [forged]}).json()["event_id"]
    answer = httpx.get(f"{kitchen.url}/gradio_api/call/length_of/{event}").text
    assert answer.startswith("event: error")
    assert answer.strip().endswith('{"error": null}'), "why is the page's to know"


def test_an_address_on_a_private_host_is_refused(client: Client) -> None:
    with pytest.raises(AppError, match="not enabled verbose error reporting"):
        client.predict(handle_file("http://127.0.0.1:9/x.txt"), api_name="/length_of")


def test_several_files_go_up_in_one_call(client: Client, tmp_path: Path) -> None:
    names = ["a.txt", "b b.txt", "ç.txt"]
    for name in names:
        (tmp_path / name).write_text(name)
    given = [handle_file(tmp_path / name) for name in names]
    assert client.predict(given, api_name="/names_of") == names


def test_a_file_comes_down_where_the_client_says(kitchen: Program, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    there = Client(kitchen.url, verbose=False, download_files=folder)
    path = Path(there.predict("content", api_name="/write"))
    assert folder in path.parents
    assert (path.name, path.read_text()) == ("änswer #1 %.txt", "content")
    there.close()


def test_a_client_that_downloads_nothing_gets_addresses(kitchen: Program) -> None:
    plain = Client(kitchen.url, verbose=False, download_files=False)
    told = plain.predict("content", api_name="/write")
    assert {"path", "url", "size", "orig_name", "mime_type", "is_stream", "meta"} == set(told)
    assert (told["orig_name"], told["size"], told["is_stream"]) == ("änswer #1 %.txt", 7, False)
    assert told["meta"] == {"_type": "gradio.FileData"}
    assert httpx.get(told["url"]).text == "content"
    # The same object is an input, too.
    assert plain.predict(told, api_name="/length_of") == "änswer #1 %.txt 7"
    plain.close()


def test_a_path_that_is_not_marked_as_a_file_is_refused(client: Client) -> None:
    with pytest.raises(AppError, match="not enabled verbose error reporting"):
        client.predict("/etc/hostname", api_name="/length_of")
    with pytest.raises(ValueError, match="does not exist"):
        client.predict(handle_file("/no/such/file.txt"), api_name="/length_of")


ON_THE_WEB = """
import runpy, sys
from portico.app import download

# For this program, the machine itself is the public web.
download.public_addresses = lambda host, port: ["127.0.0.1"]
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def test_a_file_on_the_web_is_fetched_by_the_server(serve: Any, client: Client, kitchen: Program) -> None:
    app = serve(ON_THE_WEB, str(Path(__file__).parent / "kitchen.py"))
    visitor = Client(app.url, verbose=False)
    address = Client(kitchen.url, verbose=False, download_files=False).predict("content", api_name="/write")["url"]
    assert visitor.predict(handle_file(address), api_name="/length_of").endswith(".txt 7")
    missing = address.replace(".txt", ".nosuch")
    with pytest.raises(AppError, match="not enabled verbose error reporting"):
        visitor.predict(handle_file(missing), api_name="/length_of")
    visitor.close()
