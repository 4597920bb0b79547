"""Programs that are right: no type checker has a word about them, as strict as it may be."""

from collections.abc import Iterator
from typing import Any

import portico as gr


def greet(name: str, times: float) -> str:
    return " ".join([f"Hello, {name}!"] * int(times))


def count(text: str, seen: int, request: gr.Request) -> tuple[str, int]:
    return f"{request.username}: {text}", seen + 1


def judge(name: str, password: str) -> gr.User | None:
    roles = {"admin", "writer"} if name == "ada" else ()
    return gr.User(name, roles=roles) if password == "tulip" else None


def allowed(request: gr.Request) -> bool:
    return "admin" in request.roles and request.username == gr.User("ada", ["admin"]).name


def answer(message: str, history: list[dict[str, Any]]) -> Iterator[str]:
    yield message


with gr.Blocks(title="Right") as demo:
    seen = gr.State(0)
    with gr.Row(), gr.Column(scale=2):
        name = gr.Textbox("Ada", label="Name", lines=2)
        times = gr.Slider(1, 5, value=1, step=1)
    said = gr.Textbox(interactive=False)
    button = gr.Button("Greet", variant="primary")

    first = button.click(greet, [name, times], said, api_name="greet", concurrency_limit=None)
    first.then(count, [name, seen], [said, seen]).success(lambda: gr.Info("done"))
    name.submit(fn=greet, inputs={name, times}, outputs=said, trigger_mode="once", run="thread")
    name.change(None, name, said, js="text => text")
    button.click(None, cancels=[first])
    button.click(lambda: gr.Textbox(visible=False), outputs=said)
    gr.on([name.submit, times.release], greet, [name, times], said, queue=False)
    demo.load(lambda: "hello", None, said)

    @button.click(inputs=[name, times], outputs=said)
    def decorated(name: str, times: float) -> str:
        return greet(name, times)

    @gr.on(triggers=[name.submit], inputs=name, outputs=said)
    def also(name: str) -> str:
        return name

    decorated.then(greet, [name, times], said)
    also.success(greet, [name, times], said)

chat = gr.ChatInterface(answer, title="Chat", api_name="chat")
page = gr.Interface(greet, ["text", gr.Number(2)], "text", examples=[["Ada", 2]])
tabs = gr.TabbedInterface([chat, page], ["Chat", "Greet"])

if __name__ == "__main__":
    demo.queue(max_size=20).launch(
        security=gr.Security(allowed_hosts=["app.example"], metrics=True),
        auth=[("ann", "tulip")],
        server_port=7860,
        max_file_size="5mb",
        profile="production",
    )
