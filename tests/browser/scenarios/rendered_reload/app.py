"""Counters that a function builds, each with marks that another function builds inside; all run at a helper's pace."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import portico as gr

steps: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(0))


def waited(name: str) -> None:
    assert steps[name].acquire(timeout=20), f"nobody stepped {name}"


def count(name: str) -> Iterator[str]:
    for number in range(1, 4):
        waited(name)
        yield f"{name} {number}"


with gr.Blocks() as demo:
    names = gr.Textbox("ada", label="Names")
    said = gr.Textbox(label="Said")
    step = gr.Textbox(label="Step")
    step.submit(lambda name: steps[name].release(), step, None, queue=False)

    @gr.render(inputs=names)
    def counters(text: str) -> None:
        if text.startswith("slow "):
            waited(text)
        for name in text.split():
            counted = gr.Textbox(label=f"Counted by {name}", key=f"counted-{name}")
            draft = gr.Textbox(label=f"Draft of {name}", key=f"draft-{name}")
            marks = gr.Slider(0, 3, 1, step=1, label=f"Marks of {name}", key=f"marks-{name}")
            kept = gr.State([])
            gr.Button(f"Count {name}").click(partial(count, name), None, counted)

            @gr.render(inputs=marks)
            def marked(number: int, name: str = name, kept: gr.State = kept, draft: gr.Textbox = draft) -> None:
                for mark in range(int(number)):

                    def say(kept: list[str], draft: str, mark: int = mark) -> tuple[list[str], str]:
                        kept = [*kept, f"{name}{mark}:{draft}"]
                        return kept, " ".join(kept)

                    gr.Button(f"Say {name}{mark}").click(say, [kept, draft], [kept, said])


if __name__ == "__main__":
    demo.launch()
