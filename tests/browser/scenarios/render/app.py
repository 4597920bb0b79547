"""A shopping list whose rows are built by a function, with renders in renders and answers that take their time."""

import asyncio

import portico as gr

with gr.Blocks() as demo:
    items = gr.State(["milk", "bread"])
    new = gr.Textbox(label="New item")
    done = gr.Textbox(label="Done")
    heard = gr.Textbox(label="Heard")

    @gr.on(new.submit, inputs=[new, items], outputs=[items, new])
    def append(name, current):
        return [*current, name], ""

    gr.Button("Drop first").click(lambda current: current[1:], items, items)

    @gr.render(inputs=items)
    def rows(current):
        gr.Markdown(f"{len(current)} items")
        for name in current:
            with gr.Row(key=f"row-{name}"):
                amount = gr.Textbox("1", label=f"Amount of {name}", key=f"amount-{name}")
                plain = gr.Textbox("fresh", label=f"Note on {name}", interactive=True)
                buy = gr.Button(f"Buy {name}", key=f"buy-{name}")
                wait = gr.Button(f"Wait for {name}", key=f"wait-{name}")
            buy.click(lambda a, n, name=name: f"{a} {name}, {n}", [amount, plain], done)

            async def forever(name=name):
                yield f"waiting for {name}"
                await asyncio.Event().wait()

            wait.click(forever, None, done)
            amount.change(lambda a, name=name: f"{name}: {a}", amount, heard)

    shape = gr.Textbox("ab", label="Shape")
    many = gr.Slider(0, 3, 1, step=1, label="Groups")
    picked = gr.Textbox(label="Picked")

    @gr.render(inputs=many)
    def groups(number):
        for group in range(int(number)):
            with gr.Group(key=f"group-{group}"):
                own = gr.Textbox(label=f"Own {group}", key=f"own-{group}")

                @gr.render(inputs=shape)
                def letters(text, group=group, own=own):
                    for letter in text:
                        gr.Textbox(label=f"Note {group}{letter}", key=letter, interactive=True)
                        gr.Button(f"Pick {group}{letter}").click(
                            lambda o, p=f"{group}{letter}": f"{p} {o}", own, picked
                        )

    word = gr.Textbox(label="Word")
    shout = gr.Textbox(label="Shout")

    @gr.render(triggers=[gr.Button("Open").click])
    def late():
        gr.Markdown("Opened")
        word.submit(str.upper, word, shout)

    @gr.render(inputs=word, triggers=[word.blur])
    def careful(text):
        if text == "bad":
            raise gr.Error("No such word.")
        gr.Markdown(f"Word: {text}")


if __name__ == "__main__":
    demo.launch()
