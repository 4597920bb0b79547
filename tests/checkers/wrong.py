"""Programs that are wrong: a type checker says so at each line that is marked, and at no other.

Nothing of this is run. `# wrong` marks a line that both pyright and mypy refuse.
"""

import portico as gr


def greet(name: str, times: float) -> str:
    return " ".join([f"Hello, {name}!"] * int(times))


with gr.Blocks(title=3) as demo:  # wrong
    name = gr.Textbox(label="Name")
    times = gr.Slider(1, 5, value="three", label="Times")  # wrong
    said = gr.Textbox(lines="two")  # wrong
    button = gr.Button("Greet", variant="huge")  # wrong

    button.clack(greet, [name, times], said)  # wrong
    button.click("greet", [name, times], said)  # wrong
    button.click(greet, "name", said)  # wrong
    button.click(greet, [name, times], ["said"])  # wrong
    button.click(greet, [name, times], said, queu=False)  # wrong
    button.click(greet, [name, times], said, show_progress="some")  # wrong
    button.click(greet, [name, times], said, concurrency_limit="three")  # wrong
    button.click(greet, [name, times], said, trigger_mode="twice")  # wrong
    button.click(greet, [name, times], said, run="gpu")  # wrong
    button.click(greet, [name, times], said, time_limit="5 s")  # wrong
    button.click(greet, [name, times], said).than(greet)  # wrong
    button.click(greet, [name, times], said).then("greet")  # wrong
    button.click(greet, cancels=button)  # wrong
    gr.on(["click"], greet, [name, times], said)  # wrong
    gr.on([button.click], greet, [name, times], said, api_visibility="hidden")  # wrong
    demo.load(greet, [3], said)  # wrong

gr.Error("no", duration="1 s")  # wrong
gr.State(time_to_live="1 h")  # wrong
gr.Interface(greet, ["text", "number"])  # wrong
gr.Security(allowed_host=["app.example"])  # wrong
gr.Security(link_seconds="1 h")  # wrong
demo.launch(server_port="7860")  # wrong
demo.launch(server_nam="0.0.0.0")  # wrong
demo.launch(profile=3)  # wrong
demo.queue(max_size="many")  # wrong
gr.Nonsense()  # wrong
