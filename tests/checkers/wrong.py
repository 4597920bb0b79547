"""Programs that are wrong: a type checker says so at each line that is marked, and at no other.

Nothing of this is run. Behind `# wrong` stand the names that pyright and mypy have for what they refuse.
"""

import portico as gr


def greet(name: str, times: float) -> str:
    return " ".join([f"Hello, {name}!"] * int(times))


with gr.Blocks(title=3) as demo:  # wrong: reportArgumentType, arg-type
    name = gr.Textbox(label="Name")
    times = gr.Slider(1, 5, value="three", label="Times")  # wrong: reportArgumentType, arg-type
    said = gr.Textbox(lines="two")  # wrong: reportArgumentType, arg-type
    button = gr.Button("Greet", variant="huge")  # wrong: reportArgumentType, arg-type

    button.clack(greet, [name, times], said)  # wrong: reportAttributeAccessIssue, attr-defined
    button.click("greet", [name, times], said)  # wrong: reportArgumentType, call-overload
    button.click(greet, "name", said)  # wrong: reportArgumentType, arg-type
    button.click(greet, [name, times], ["said"])  # wrong: reportArgumentType, list-item
    button.click(greet, [name, times], said, queu=False)  # wrong: reportCallIssue, call-overload
    button.click(greet, [name, times], said, show_progress="some")  # wrong: reportArgumentType, call-overload
    button.click(greet, [name, times], said, concurrency_limit="three")  # wrong: reportArgumentType, call-overload
    button.click(greet, [name, times], said, trigger_mode="twice")  # wrong: reportArgumentType, call-overload
    button.click(greet, [name, times], said, run="gpu")  # wrong: reportArgumentType, call-overload
    button.click(greet, [name, times], said, time_limit="5 s")  # wrong: reportArgumentType, call-overload
    button.click(greet, [name, times], said).than(greet)  # wrong: reportAttributeAccessIssue, attr-defined
    button.click(greet, [name, times], said).then("greet")  # wrong: reportArgumentType, call-overload
    button.click(greet, cancels=button)  # wrong: reportArgumentType, call-overload
    gr.on(["click"], greet, [name, times], said)  # wrong: reportArgumentType, list-item
    gr.on([button.click], greet, [name, times], said, api_visibility="no")  # wrong: reportArgumentType, call-overload
    demo.load(greet, [3], said)  # wrong: reportArgumentType, list-item
    name.onchange(greet, [name, times], said)  # wrong: reportAttributeAccessIssue, attr-defined
    name.click(greet, [name, times], said)  # wrong: reportAttributeAccessIssue, attr-defined
    button.click.then(greet)  # wrong: reportAttributeAccessIssue, attr-defined
    button.click(greet).click(greet)  # wrong: reportAttributeAccessIssue, attr-defined
    button.click(greet("Ada", 2), [name, times], said)  # wrong: reportArgumentType, call-overload
    button.click(greet, [name, gr.Slider], said)  # wrong: reportArgumentType, list-item
    button.click(greet, [[name, times]], said)  # wrong: reportArgumentType, list-item
    button.click(greet, input=name)  # wrong: reportCallIssue, call-overload
    button.click(greet, [name, times], said, every=1)  # wrong: reportCallIssue, call-overload
    button.click(None, js=3)  # wrong: reportArgumentType, call-overload
    gr.on("click", greet, [name, times], said)  # wrong: reportArgumentType, arg-type
    gr.on(button, greet, [name, times], said)  # wrong: reportArgumentType, call-overload
    demo.unload(greet, name)  # wrong: reportCallIssue, call-arg

gr.Error("no", duration="1 s")  # wrong: reportArgumentType, arg-type
gr.State(time_to_live="1 h")  # wrong: reportArgumentType, arg-type
gr.Interface(greet, ["text", "number"])  # wrong: reportCallIssue, call-arg
gr.Security(allowed_host=["app.example"])  # wrong: reportCallIssue, call-arg
gr.Security(link_seconds="1 h")  # wrong: reportArgumentType, arg-type
demo.launch(server_port="7860")  # wrong: reportArgumentType, arg-type
demo.launch(server_nam="0.0.0.0")  # wrong: reportCallIssue, call-arg
demo.launch(profile=3)  # wrong: reportArgumentType, arg-type
demo.queue(max_size="many")  # wrong: reportArgumentType, arg-type
demo.queue(default_concurrency_limit="all")  # wrong: reportArgumentType, arg-type
gr.Image(type="jpeg")  # wrong: reportArgumentType, arg-type
gr.Chatbot(3)  # wrong: reportArgumentType, arg-type
gr.Column(scale="wide")  # wrong: reportArgumentType, arg-type
gr.Tab(3)  # wrong: reportArgumentType, arg-type
gr.Info(["done"])  # wrong: reportArgumentType, arg-type
gr.mount_gradio_app(demo)  # wrong: reportCallIssue, call-arg
gr.Blocks(titel="Wrong")  # wrong: reportCallIssue, call-arg
gr.Blocks(theme=3)  # wrong: reportArgumentType, arg-type
gr.Interface(greet, "text", "text", exampels=["Ada"])  # wrong: reportCallIssue, call-arg
gr.Interface("greet", "text", "text")  # wrong: reportArgumentType, arg-type
gr.Interface(greet, [gr.Textbox], "text")  # wrong: reportArgumentType, list-item
gr.ChatInterface("greet")  # wrong: reportArgumentType, arg-type
gr.ChatInterface(greet, type="messages")  # wrong: reportCallIssue, call-arg
gr.TabbedInterface([greet], ["Greet"])  # wrong: reportArgumentType, list-item
gr.TabbedInterface([demo], "Greet")  # wrong: reportArgumentType, arg-type
gr.Examples(["Ada"], inputs="name")  # wrong: reportArgumentType, arg-type
gr.mount_gradio_app(None, demo, paht="/demo")  # wrong: reportCallIssue, call-arg
gr.mount_gradio_app(None, demo, "/demo", theme=3)  # wrong: reportArgumentType, arg-type
gr.Info("done", tittle="Done")  # wrong: reportCallIssue, call-arg
gr.validate(True)  # wrong: reportCallIssue, call-arg
gr.render(input=name)  # wrong: reportCallIssue, call-arg
gr.api("greet")  # wrong: reportArgumentType, arg-type
gr.themes.Soft(primary_hui="red")  # wrong: reportCallIssue, call-arg
gr.themes.Sofft()  # wrong: reportAttributeAccessIssue, attr-defined
gr.Textbox(lable="Name")  # wrong: reportCallIssue, call-arg
gr.Textbox(type="pasword")  # wrong: reportArgumentType, arg-type
gr.Button(label="Go")  # wrong: reportCallIssue, call-arg
gr.Number("three")  # wrong: reportArgumentType, arg-type
gr.Checkbox("Accept")  # wrong: reportArgumentType, arg-type
gr.Code(language="pyton")  # wrong: reportArgumentType, arg-type
gr.Timer("1 s")  # wrong: reportArgumentType, arg-type
gr.Chatbot(type="messages")  # wrong: reportCallIssue, call-arg
gr.Row(equal_hight=True)  # wrong: reportCallIssue, call-arg
demo.lauch()  # wrong: reportAttributeAccessIssue, attr-defined
demo.launch(7860)  # wrong: reportArgumentType, arg-type
demo.launch(theme=3)  # wrong: reportArgumentType, arg-type
demo.launch(auth=3)  # wrong: reportArgumentType, arg-type
demo.launch(enable_queue=True)  # wrong: reportCallIssue, call-arg
gr.User("ada", roles=7)  # wrong: reportArgumentType, arg-type
gr.User("ada", role=["admin"])  # wrong: reportCallIssue, call-arg
gr.Nonsense()  # wrong: reportAttributeAccessIssue, attr-defined
