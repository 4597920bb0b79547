"""Steps of a form, counted in a State."""

import portico as gr

STEPS = ["name", "address", "done"]


def forward(step, answers, text):
    answers = answers | {STEPS[step]: text}
    step = min(step + 1, len(STEPS) - 1)
    return step, answers, STEPS[step]


def back(step):
    step -= 1
    return max(step, 0), STEPS[max(step, 0)]


with gr.Blocks() as demo:
    step, answers = gr.State(0), gr.State({})
    text, title = gr.Textbox(), gr.Markdown()
    gr.Button("Next").click(forward, [step, answers, text], [step, answers, title])
    gr.Button("Back").click(back, step, [step, title])
    gr.Button("Summary").click(lambda answers: str(answers), answers, title)
