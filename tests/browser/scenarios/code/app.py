"""A program to edit and its result to read."""

import portico as gr

START = "import math\n\ndef area(r):\n    return math.pi * r ** 2"

with gr.Blocks() as demo:
    program = gr.Code(START, language="python", label="Program", interactive=True)
    shown = gr.Code(language="json", label="Shown", interactive=False, wrap_lines=True)
    log = gr.Textbox(label="Log")
    program.blur(lambda text: f'{{"lines": {len(text.splitlines())}}}', program, shown)
    program.change(lambda text: text.splitlines()[-1], program, log)

if __name__ == "__main__":
    demo.launch()
