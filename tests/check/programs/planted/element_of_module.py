"""What is in the list is changed, while it is looked through."""

import portico as gr

TASKS = [{"name": "sweep", "done": False}, {"name": "cook", "done": False}]


def finish(name):
    for task in TASKS:
        if task["name"] == name:
            task["done"] = True  # expect: PC102
    return TASKS


demo = gr.Interface(finish, gr.Dropdown(["sweep", "cook"]), "json")
