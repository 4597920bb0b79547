"""The command line, and programs written for Gradio."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest
from gradio_client import Client

from portico.cli.guarded import unheard

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


def test_run_says_which_arguments_of_a_launch_it_does_not_hear(serve: Any) -> None:
    program = PROGRAM.replace("import gradio", "import portico", 1).replace("from gradio.", "from portico.")
    program = program.replace("themes.utils", "themes").replace("portico.components", "portico")
    program = program.replace("demo.launch()", "demo.queue(max_size=9).launch(show_error=True, quiet=True)")
    app = serve(program, via=("-m", "portico.cli", "run"))
    app.wait_for_log('gives show_error, quiet to a launch under `if __name__ == "__main__":`, which is not run here')


@pytest.mark.requirement("R26")
@pytest.mark.parametrize(
    "given", ["auth=('ann', 'tulip')", "auth_dependency=str", "share=False, security=gr.Security()"]
)
def test_run_serves_nobody_whom_the_program_s_own_launch_keeps_out(tmp_path: Any, given: str) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        f"import portico as gr\ndemo = gr.Interface(str, 'text', 'text')\n"
        f"if '__main__' == __name__:\n    gr.set_static_paths([])\n    demo.launch({given})\n"
    )
    refused = portico("run", str(program))
    assert refused.returncode == 2
    assert "anybody would be let in; write that launch without the `if`" in refused.stderr
    assert "Running" not in refused.stdout


def test_what_only_looks_like_such_a_launch_is_none() -> None:
    assert (
        unheard("demo.launch(auth=x)\nif __name__ == 'main':\n    demo.launch(auth=x)\nif x:\n    d.launch(auth=x)")
        == []
    )
    assert unheard("if __name__ == '__main__':\n    start(auth=x)\nelse:\n    demo.launch(auth=x)") == []
    assert unheard("if __name__ == '__main__':\n    if x:\n        d.launch(a=1, **more)\n    d.launch(a=2)") == [
        "a",
        "**",
    ]
    assert unheard("if (") == []


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
