"""States that are set without being taken, and read elsewhere."""

import portico as gr

PAGES = ("start", "account")


def enter(name):
    return {"name": name}, PAGES[1]


def leave():
    return None, PAGES[0]


def show(user):
    return f"Hello {user['name']}" if user else "Who are you?"


with gr.Blocks() as demo:
    user, page = gr.State(None), gr.State(PAGES[0])
    name, shown = gr.Textbox(), gr.Markdown()
    name.submit(enter, name, [user, page]).then(show, user, shown)
    gr.Button("Leave").click(leave, None, [user, page])
    page.change(lambda: gr.Info("Another page"))
