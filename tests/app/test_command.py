"""The command line, and programs written for Gradio."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
from gradio_client import Client

PROGRAM = """
import gradio as gr
from gradio.themes.utils import colors
from gradio.components import Textbox

def shout(text: str, request: gr.Request) -> str:
    return text.upper()

with gr.Blocks(theme=gr.themes.Soft(primary_hue=colors.red)) as demo:
    box = Textbox(label="Text")
    box.submit(shout, box, box, api_name="shout")

if __name__ == "__main__":
    demo.launch()
"""


def portico(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portico.cli", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_run_serves_a_program_that_was_written_for_gradio(serve: Any) -> None:
    app = serve(PROGRAM, via=("-m", "portico.cli", "run", "--as-gradio"))
    client = Client(app.url, verbose=False)
    assert client.predict("hi", api_name="/shout") == "HI"
    client.close()
    assert httpx.get(f"{app.url}/config").json()["theme"] == "soft"


def test_run_serves_a_program_that_launches_by_itself(serve: Any) -> None:
    program = PROGRAM.replace('if __name__ == "__main__":\n    ', "").replace("import gradio", "import portico", 1)
    program = program.replace("from gradio.themes.utils import", "from portico.themes import")
    program = program.replace("from gradio.components import Textbox", "from portico import Textbox")
    app = serve(program, via=("-m", "portico.cli", "run"))
    assert httpx.get(f"{app.url}/config").status_code == 200


def test_the_command_says_what_it_can_do_and_what_is_wrong(tmp_path: Any) -> None:
    assert "portico run" in portico().stdout
    assert portico("--version").stdout.startswith("portico ")
    assert portico("dance").returncode == 2
    missing = portico("run", "nothing.py")
    assert (missing.returncode, "no file 'nothing.py'" in missing.stderr) == (2, True)
    empty = tmp_path / "empty.py"
    empty.write_text("x = 1\n")
    nothing = portico("run", str(empty))
    assert (nothing.returncode, "empty.py has no gr.Blocks. Make one" in nothing.stderr) == (2, True)


def test_a_part_of_gradio_that_is_not_built_says_so() -> None:
    code = (
        "import portico.compat.gradio as alias; alias.install(); alias.install()\n"
        "import gradio as gr; print(gr.__version__, gr.Textbox.__module__)\n"
        "for line in ('import gradio.tunneling', 'from gradio import Workflow'):\n"
        "    try:\n        exec(line)\n    except ImportError as error:\n        print(error)\n"
    )
    lines = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines[0] == "6.31.0 portico.components.textbox"
    assert "does not have it" in lines[1]
    assert "Workflow" in lines[2]
