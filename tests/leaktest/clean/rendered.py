"""Each visitor's list is rendered as rows with buttons of their own; what is dear to compute is remembered rightly."""

import portico as gr


@gr.cache
def shout(text):
    return text.upper()


with gr.Blocks() as demo:
    items, text, shown = gr.State([]), gr.Textbox(label="Item"), gr.Textbox(label="Chosen")
    text.submit(lambda item, found: [*found, item], [text, items], items, api_name="add")
    text.change(shout, text, shown, api_name="shout")

    @gr.render(inputs=items)
    def rows(found):
        for number, item in enumerate(found[-3:]):
            with gr.Row():
                box = gr.Textbox(item, show_label=False, key=f"box-{number}")
                gr.Button(f"Choose {number}").click(lambda one: one, box, shown)
