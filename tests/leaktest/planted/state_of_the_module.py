"""The State of every visitor is set to one and the same list of the module."""

import portico as gr

NOTES = []


def note(text, kept):
    if not kept:
        kept = NOTES
    kept.append(text)
    return kept, "\n".join(kept)


with gr.Blocks() as demo:
    kept, text, shown = gr.State(), gr.Textbox(label="Note"), gr.Textbox(label="Your notes")
    text.submit(note, [text, kept], [kept, shown], api_name="note")
