"""A form that is emptied, a basket on the server with it."""

import gradio as gr

with gr.Blocks() as demo:
    name = gr.Textbox("Ada", label="Name")
    age = gr.Number(36, label="Age")
    steps = gr.Slider(2, 9, 5, label="Steps")
    member = gr.Checkbox(True, label="Member")
    extras = gr.CheckboxGroup(["milk", "sugar"], value=["milk"], label="Extras")
    size = gr.Radio(["small", "large"], value="large", label="Size")
    city = gr.Dropdown(["Accra", "Arica"], label="City")
    basket = gr.State(["first"])
    content = gr.Textbox(label="Basket")
    gr.Button("Add").click(lambda kept: ([*kept, "more"], len(kept) + 1), basket, [basket, content])
    gr.ClearButton([name, age, steps, member]).add([extras, size, city, basket])
    show = gr.Button("Show")
    seen = gr.Textbox(label="Seen")
    show.click(lambda *values: repr(values), [name, age, steps, member, extras, size, city, basket], seen)

if __name__ == "__main__":
    demo.launch()
