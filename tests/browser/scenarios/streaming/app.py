"""A story told word by word, at the pace of whoever presses Next."""

import threading
from collections import defaultdict
from collections.abc import Iterator

import portico as gr

WORDS = "Once there was a server that **waited** for nobody.".split()  # noqa: SIM905


class Telling:
    """What one visitor's stories share."""

    def __init__(self) -> None:
        self.steps = threading.Semaphore(0)
        self.begun = 0
        self.endings: list[str] = []
        self.changed = threading.Condition()


visitors: defaultdict[str, Telling] = defaultdict(Telling)


def of(request: gr.Request) -> Telling:
    return visitors[request.session_hash or ""]


def tell(request: gr.Request) -> Iterator[tuple[str, str]]:
    """Say one word more at every step, until the story ends or nobody listens any more."""
    mine, ending, told = of(request), "stopped", ""
    mine.begun += 1
    try:
        for word in WORDS:
            assert mine.steps.acquire(timeout=20), "nobody pressed Next"
            told = f"{told} {word}".strip()
            yield told, told
        ending = "told"
    finally:
        with mine.changed:
            mine.endings.append(ending)
            mine.changed.notify()


def step(request: gr.Request) -> None:
    """Let the story go on by one word."""
    of(request).steps.release()


def step_to_the_end(request: gr.Request) -> None:
    """Let the story go on to its end."""
    of(request).steps.release(2 * len(WORDS))  # one that was stopped may still take some


def how_they_ended(request: gr.Request) -> str:
    """Wait until no telling runs, and say how each one ended."""
    mine = of(request)
    with mine.changed:
        mine.changed.wait_for(lambda: len(mine.endings) == mine.begun, timeout=10)
    mine.steps = threading.Semaphore(0)
    return ", ".join(mine.endings)


with gr.Blocks(title="Story") as demo:
    with gr.Row():
        run, cancel, more, rest = gr.Button("Tell"), gr.Button("Stop"), gr.Button("Next"), gr.Button("Rest")
    with gr.Row():
        text = gr.Textbox("An older story.", label="Text", lines=3)
        prose = gr.Markdown("An *older* story.", label="Prose", container=True, show_label=True)
    ended = gr.Textbox(label="Endings")
    ask = gr.Button("Ask")
    telling = run.click(tell, None, [text, prose], concurrency_limit=None)
    cancel.click(None, None, None, cancels=[telling])
    more.click(step, None, None, queue=False)
    rest.click(step_to_the_end, None, None, queue=False)
    ask.click(how_they_ended, None, ended)

if __name__ == "__main__":
    demo.launch()
