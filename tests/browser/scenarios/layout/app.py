"""Every container, and a page dressed by its program."""

import portico as gr

CSS = """
:root { --from-root: 1; }
.gradio-container { --from-container: 2; }
#named-row { outline: 3px solid rgb(1, 2, 3); }
#named-box textarea { font-style: italic; }
.of-a-class { letter-spacing: 2px; }
.dark #named-box textarea { font-weight: 700; }
footer { text-transform: uppercase; }
#shouting, #other { text-transform: uppercase; }
@media (min-width: 1px) { .of-a-class { word-spacing: 3px; } }
"""
HEAD = '<meta name="from-head" content="yes"><script>window.fromHead = "ran"</script>'
JS = "() => { document.body.dataset.fromJs = 'ran' }"


def greet(name: str, times: float = 2) -> str:
    """Greet somebody, as often as asked."""
    return " ".join([f"Hello {name}."] * int(times))


with gr.Blocks(title="Rooms") as demo:
    with gr.Row(elem_id="named-row", elem_classes=["of-a-row"]):
        with gr.Column(elem_id="left", scale=2, min_width=200):
            box = gr.Textbox("Ada", label="Box", elem_id="named-box", elem_classes=["of-a-class", "second"])
            times = gr.Number(2, label="Times", min_width=300)
        with gr.Column(elem_id="right"):
            out = gr.Textbox(label="Out", scale=3)
            go = gr.Button("Go", elem_id="go", elem_classes="one two")
    with gr.Group(elem_id="group"):
        gr.Markdown("Inside a *group*", elem_id="words", elem_classes=["prose-class"])
        gr.Textbox(label="In the group")
    with gr.Accordion("Opened", elem_id="opened"):
        gr.Markdown("seen at once")
    with gr.Accordion("Closed", open=False, elem_id="closed") as closed:
        gr.Markdown("seen later")
    opened = gr.Textbox(label="What opened")
    closed.expand(lambda: "expanded", None, opened, api_visibility="private")
    closed.collapse(lambda: "collapsed", None, opened, api_visibility="private")
    gr.Textbox(label="Absent", visible=False, elem_id="absent")
    gr.Textbox("still a value", label="Hidden", visible="hidden", elem_id="hidden")
    with gr.Row(visible="hidden", elem_id="hidden-row"):
        gr.Button("In a hidden row")
    with gr.Tabs(elem_id="tabs") as tabs:
        with gr.Tab("First", id="one", elem_id="first", elem_classes=["tab-class"]):
            gr.Markdown("first words")
        with gr.Tab("Second", id="two", elem_id="second") as second:
            gr.Markdown("second words")
        with gr.Tab("Locked", id="three", interactive=False):
            gr.Markdown("locked words")
        with gr.Tab("Gone", id="four", visible=False):
            gr.Markdown("gone words")
        with gr.Tab("Last", id="five"):
            gr.Markdown("last words")
    chosen = gr.Textbox(label="Chosen")
    last = gr.Button("Open the last")
    last.click(lambda: gr.Tabs(selected="five"), None, tabs, api_visibility="private")

    def mark(event: gr.SelectData) -> str:
        return f"{event.index} {event.value}"

    second.select(mark, None, chosen, api_visibility="private")
    go.click(greet, [box, times], out)
    gr.Button("Again").click(lambda name: name, box, out, api_name="again")

if __name__ == "__main__":
    demo.launch(css=CSS, js=JS, head=HEAD)
