"""A notebook of one's own: what a visitor adds, uploads and has counted is no other visitor's business."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import portico as gr

steps: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(0))
left: list[str] = []


def add(word: str, notes: list[str]) -> tuple[list[str], str]:
    """Change the State's own list, as programs do."""
    notes.append(word)
    return notes, ", ".join(notes)


def read(file: str | None) -> str:
    return "" if file is None else Path(file).read_text(encoding="utf-8")


def count(name: str) -> Iterator[str]:
    """Count at the pace of a visitor's own presses."""
    for number in range(1, 4):
        assert steps[name].acquire(timeout=20), "nobody pressed Step"
        yield f"{name} {number}"


def leave(request: gr.Request) -> None:
    left.append(request.session_hash or "")


with gr.Blocks(title="Notebook") as demo:
    with gr.Row():
        word, notes, shown = gr.Textbox(label="Word"), gr.State([]), gr.Textbox(label="Notes")
        word.submit(add, [word, notes], [notes, shown])
    changed = gr.Textbox(label="State changed")
    notes.change(lambda notes: f"{len(notes)} kept", notes, changed)
    with gr.Row():
        file, content = gr.File(label="File"), gr.Textbox(label="Content")
        file.upload(read, file, content)
    with gr.Row():
        who, counted = gr.Textbox(label="Who"), gr.Textbox(label="Counted")
        gr.Button("Count").click(count, who, counted, concurrency_limit=None)
        gr.Button("Step").click(lambda name: steps[name].release(), who, None, queue=False)
    kept = gr.BrowserState("nobody", storage_key="reader")
    reader = gr.Textbox(label="Reader")
    remembered = gr.Textbox(label="Remembered")
    reader.submit(lambda name: name, reader, kept).then(lambda name: name, kept, remembered)
    demo.load(lambda name: name, kept, reader)
    demo.unload(leave)
    gr.Button("Who left").click(lambda: len(left), None, gr.Number(label="Left"), api_name="left")


if __name__ == "__main__":
    demo.launch()
