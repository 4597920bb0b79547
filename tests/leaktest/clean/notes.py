"""Each visitor's notes are a State, and so is what was computed of them."""

import portico as gr


class Notebook:
    """What one visitor wrote."""

    def __init__(self):
        self.lines = []


def write(text, rows, notebook, seen):
    notebook.lines += [text, *[row[0] for row in rows]]
    return notebook, {**seen, text: len(text)}, "\n".join(notebook.lines)


with gr.Blocks() as demo:
    notebook, seen = gr.State(Notebook()), gr.State({})
    text, rows = gr.Textbox(label="Note"), gr.Dataframe(headers=["Line"], type="array", label="More")
    shown = gr.Textbox(label="All notes")
    gr.Button("Write").click(write, [text, rows, notebook, seen], [notebook, seen, shown], api_name="write")
    gr.Button("Forget").click(lambda: (Notebook(), {}, ""), None, [notebook, seen, shown], api_name=False)
    demo.load(lambda found: f"{len(found.lines)} lines", notebook, shown)
