"""A shop with one counter, and room for one who waits."""

import threading

import portico as gr

opened = threading.Event()


def serve(name: str) -> str:
    print("began")
    assert opened.wait(timeout=20), "nobody opened"
    return f"served {name}"


with gr.Blocks(title="Full") as demo:
    name, served = gr.Textbox("Ada", label="Name"), gr.Textbox(label="Served")
    gr.Button("Serve").click(serve, name, served)
    gr.Button("Open").click(opened.set, None, None, queue=False)

demo.queue(max_size=1)

if __name__ == "__main__":
    demo.launch()
