"""A list of things to do in a State, with parts of the page for each."""

import portico as gr

with gr.Blocks() as demo:
    tasks = gr.State([])
    new = gr.Textbox(label="Task")

    def add(tasks, name):
        return [*tasks, {"name": name, "done": False}], ""

    new.submit(add, [tasks, new], [tasks, new])

    @gr.render(inputs=tasks)
    def show(task_list):
        open_tasks = [task for task in task_list if not task["done"]]
        gr.Markdown(f"{len(open_tasks)} open")
        for task in task_list:
            with gr.Row():
                gr.Textbox(task["name"], show_label=False)
                button = gr.Button("Done")

                def mark(task=task):
                    task["done"] = True
                    return task_list

                button.click(mark, None, [tasks])
