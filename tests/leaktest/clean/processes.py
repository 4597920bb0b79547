"""Functions run in processes of their own: with a State, step by step, and with files."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import portico as gr


@dataclass
class Seen:
    """What one visitor counted."""

    words: list[str] = field(default_factory=list)


def count(text, seen):
    seen = Seen([*seen.words, text])
    return f"{len(seen.words)} times, last {text!r}, first {seen.words[0]!r}", seen


def spell(text):
    for end in range(len(text) + 1):
        yield text[:end]


def turned(file):
    if not file:
        return None
    copy = Path(tempfile.mkdtemp()) / "turned.bin"
    copy.write_bytes(Path(file).read_bytes()[::-1])
    return str(copy)


with gr.Blocks() as demo:
    seen, text, shown = gr.State(Seen()), gr.Textbox(label="Text"), gr.Textbox(label="Shown")
    file, back = gr.File(label="File"), gr.File(interactive=False)
    text.submit(count, [text, seen], [shown, seen], api_name="count", run="process", concurrency_limit=2)
    text.blur(spell, text, shown, api_name="spell", run="process", concurrency_limit=2)
    file.upload(turned, file, back, api_name="turned", run="process")

if __name__ == "__main__":
    demo.launch()
