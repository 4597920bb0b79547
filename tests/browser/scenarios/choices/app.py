"""Boxes to tick, alone and in groups, and one of several."""

import gradio as gr

with gr.Blocks() as demo:
    with gr.Row():
        gift = gr.Checkbox(label="A gift", info="Wrapped in paper")
        size = gr.Radio([("Small", "s"), ("Large", "l")], value="s", label="Size", info="Of the cup")
    extras = gr.CheckboxGroup(["milk", "sugar", ("Oat drink", "oat")], label="Extras", show_select_all=True)
    day = gr.Radio([f"Day {number}" for number in range(1, 9)], label="Day", type="index")
    order = gr.Textbox(label="Order")
    marked = gr.Textbox(label="Marked last")
    fixed = gr.CheckboxGroup(["red", "blue"], value=["red"], label="Fixed", interactive=False)

    gr.on(
        [gift.change, size.change, extras.change, day.change],
        lambda *values: repr(values),
        [gift, size, extras, day],
        order,
    )

    def mark(event: gr.SelectData) -> str:
        return f"{event.index} {event.value} {event.selected}"

    extras.select(mark, None, marked)
    size.select(mark, None, marked)

if __name__ == "__main__":
    demo.launch()
