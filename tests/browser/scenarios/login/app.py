"""A members' page behind a login."""

import time

import portico as gr


def greet(text: str, count: int, request: gr.Request) -> tuple[str, int]:
    return f"{text}, {request.username}: {count}", count + 1


def slowly(request: gr.Request):
    for number in range(400):
        time.sleep(0.05)
        yield f"{number} for {request.username}"


with gr.Blocks(title="Rowing ledger") as demo:
    word, held = gr.Textbox("Hello", label="Word"), gr.State(0)
    answer = gr.Textbox(label="Answer")
    gr.Button("Greet").click(greet, [word, held], [answer, held])
    counted = gr.Textbox(label="Counted")
    gr.Button("Count").click(slowly, None, counted, concurrency_limit=None)
    gr.Button("Leave", link="/logout")

demo.launch(auth=[("ann", "tulip"), ("ben", "rose")], auth_message="Members of the <b>rowing club</b> only.")
