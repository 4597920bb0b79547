"""A handler inside a part of the page that is made for each visitor."""

import portico as gr

done = set()

with gr.Blocks() as demo:
    tasks = gr.State(["sweep", "cook"])

    @gr.render(inputs=tasks)
    def show(names):
        for name in names:
            button = gr.Button(name)

            def finish(name=name):
                done.add(name)  # expect: PC102

            button.click(finish)
