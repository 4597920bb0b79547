"""A handler that receives all inputs as one dictionary."""

import portico as gr

with gr.Blocks() as demo:
    name, age = gr.Textbox(), gr.Number()
    out, note = gr.Textbox(), gr.Textbox()

    def describe(data):
        parts = []
        for component in (name, age):
            parts.append(str(data[component]))
        data[name] = "seen"
        return {out: ", ".join(parts), note: "done"}

    gr.Button("Go").click(describe, {name, age}, [out, note])
