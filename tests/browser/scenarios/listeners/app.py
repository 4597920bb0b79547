"""Listeners with options that a person can see: validators, answers of the page itself, properties, scrolling."""

import threading

import portico as gr

GO = threading.Event()


def check(name, age):
    return [
        gr.validate(len(name) > 2, "The name is too short."),
        gr.validate(age is not None and age >= 18, "For adults."),
    ]


def wait(name):
    GO.clear()
    assert GO.wait(20), "nobody let it go on"
    return f"waited for {name}"


def kind(message):
    return gr.validate("shout" not in message, "Please do not shout.")


def hide():
    return gr.Textbox(visible=False)


def show():
    return gr.update(visible=True, label="Seen again")


def not_the_same_each_time():
    gr.Info("Asked the server")
    return gr.Textbox(visible=False)


with gr.Blocks(title="Listeners") as demo:
    with gr.Tab("Validators"):
        name, age = gr.Textbox(label="Name"), gr.Number(label="Age")
        done, followed = gr.Textbox(label="Done"), gr.Textbox(label="Followed")
        register = gr.Button("Register").click(lambda name, age: f"{name} is {age}", [name, age], done, validator=check)
        register.success(lambda: "success", None, followed)
        register.failure(lambda: "failure", None, followed)
        gr.Button("Register at once").click(
            lambda name, age: f"{name} is {age}", [name, age], done, validator=check, queue=False
        )
        gr.Button("Ask a broken one").click(lambda name: name, name, done, validator=lambda name: 1 / 0)

    with gr.Tab("In the page"):
        shown = gr.Textbox("here", label="Shown")
        hidden = gr.Button("Hide").click(hide, None, shown, js=True)
        after = gr.Textbox(label="After hiding")
        hidden.success(None, None, after, js="() => 'hidden'")
        gr.Button("Show").click(show, None, shown, js=True)
        gr.Button("Hide from the server").click(not_the_same_each_time, None, shown, js=True)

    with gr.Tab("Properties"):
        field = gr.Slider(1, 9, 3, step=1, label="Seats")
        told = gr.Textbox(label="Told")

        def describe(slider: gr.Slider):
            return f"{slider.label}: {slider.value} of {slider.maximum}"

        gr.Button("Describe").click(describe, field, told)
        gr.Button("Change").click(lambda: gr.Slider(label="Places", maximum=5), None, field)

    with gr.Tab("Progress"):
        here, there = gr.Textbox(label="Here"), gr.Textbox(label="There")
        gr.Button("Work").click(wait, here, here, show_progress_on=there)
        gr.Button("Go on").click(lambda: GO.set(), None, None, queue=False)
        jump = gr.Button("Jump")
        stay = gr.Button("Stay")
        gr.HTML("<div style='height: 3000px'>A long way</div>")
        far = gr.Textbox(label="Far")
        jump.click(lambda: "arrived", None, far, scroll_to_output=True)
        stay.click(lambda: "stayed", None, far)

    with gr.Tab("Chat"):
        gr.ChatInterface(lambda message, history: message.upper(), validator=kind, editable=True)

if __name__ == "__main__":
    demo.launch()
