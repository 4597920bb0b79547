"""What goes wrong where an event meets a function: inputs, outputs, and how the function is run."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PE201": Code(
        "A function is expected, and something else came",
        "A listener calls its function each time the event happens. `greet()` calls it once, while the page is built, "
        "and gives the listener what it returned.",
        "Give the function itself, without brackets.",
        """
        import portico as gr

        def greet():
            return "Hello!"

        with gr.Blocks() as demo:
            greeting = gr.Textbox()
            gr.Button("Greet").click(greet(), None, greeting)

        demo.launch()
        """,
        """
        import portico as gr

        def greet():
            return "Hello!"

        with gr.Blocks() as demo:
            greeting = gr.Textbox()
            gr.Button("Greet").click(greet, None, greeting)

        demo.launch()
        """,
    ),
    "PE202": Code(
        "Inputs that do not fit the function's parameters",
        "Inputs fill the parameters from left to right, those of inputs_kwargs by name. With one too few or too many "
        "each call would fail, and the first visitor would be the one to notice.",
        "Give one input for each parameter that has no default, and no more than there are parameters.",
        """
        import portico as gr

        def add(a, b):
            return a + b

        with gr.Blocks() as demo:
            first, second = gr.Number(1), gr.Number(2)
            gr.Button("Add").click(add, [first], second)

        demo.launch()
        """,
        """
        import portico as gr

        def add(a, b):
            return a + b

        with gr.Blocks() as demo:
            first, second = gr.Number(1), gr.Number(2)
            gr.Button("Add").click(add, [first, second], second)

        demo.launch()
        """,
    ),
    "PE203": Code(
        "A component is expected, and something else came",
        "Inputs and outputs are the components themselves. A text could be a label, an id or a value; which of them is "
        "meant, nobody could say.",
        "Give the variable that holds the component.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            name, greeting = gr.Textbox(label="Name"), gr.Textbox()
            gr.Button("Greet").click(str.upper, "Name", greeting)

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            name, greeting = gr.Textbox(label="Name"), gr.Textbox()
            gr.Button("Greet").click(str.upper, name, greeting)

        demo.launch()
        """,
    ),
    "PE204": Code(
        "A component that is not part of this app",
        "It was made outside of this `with gr.Blocks()`, or with render=False and never placed. It is on no page that "
        "a visitor sees, so there is no value to read and no place to show one.",
        "Make it inside the `with gr.Blocks():`, or place it there with .render().",
        """
        import portico as gr

        name = gr.Textbox()

        with gr.Blocks() as demo:
            greeting = gr.Textbox()
            gr.Button("Greet").click(str.upper, name, greeting)

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            greeting = gr.Textbox()
            gr.Button("Greet").click(str.upper, name, greeting)

        demo.launch()
        """,
    ),
    "PE205": Code(
        "An event is expected, and something else came",
        "A component has several events, and a listener listens to one of them. `cancels=` takes what a listener gave, "
        "since the same function may run for several of them.",
        "Give the event, such as button.click, or for cancels= what `run = button.click(…)` gave.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            name, button = gr.Textbox(), gr.Button("Greet")
            gr.on([name.submit, button], str.upper, name, name)

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            name, button = gr.Textbox(), gr.Button("Greet")
            gr.on([name.submit, button.click], str.upper, name, name)

        demo.launch()
        """,
    ),
    "PE206": Code(
        "Two endpoints of one name",
        "Clients call a function by its api_name. Of two that are called the same, one could not be called, and which "
        "one would depend on the order of the lines.",
        "Give each endpoint a name of its own, or leave api_name out: Portico then numbers them.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Button("Up").click(str.upper, name, name, api_name="change")
            gr.Button("Down").click(str.lower, name, name, api_name="change")

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Button("Up").click(str.upper, name, name, api_name="up")
            gr.Button("Down").click(str.lower, name, name, api_name="down")

        demo.launch()
        """,
    ),
    "PE207": Code(
        "A listener that cannot run in batches",
        "With batch=True one run of the function answers several visitors at once, with a list for each output. A "
        "function that yields, or that hears a visitor piece by piece, answers one visitor for some time.",
        "Leave batch=True out, or return lists.",
        """
        import portico as gr

        def spell(words):
            for word in words:
                yield word.upper()

        with gr.Blocks() as demo:
            word = gr.Textbox()
            gr.Button("Spell").click(spell, word, word, batch=True)

        demo.launch()
        """,
        """
        import portico as gr

        def spell(words):
            return [[word.upper() for word in words]]

        with gr.Blocks() as demo:
            word = gr.Textbox()
            gr.Button("Spell").click(spell, word, word, batch=True)

        demo.launch()
        """,
    ),
    "PE208": Code(
        "A validator that cannot judge the inputs",
        "A validator looks at the inputs before the function runs, and says of each whether it is right. Without any "
        "there is nothing to look at, and with another number of verdicts it could not be said which field is meant.",
        "Return one gr.validate(…) for each input; a listener without inputs needs no validator.",
        """
        import portico as gr

        def check():
            return gr.validate(True, "")

        with gr.Blocks() as demo:
            number = gr.Number()
            gr.Button("Count").click(lambda: 1, None, number, validator=check)

        demo.launch()
        """,
        """
        import portico as gr

        def check(number):
            return gr.validate(number >= 0, "Not below 0, please.")

        with gr.Blocks() as demo:
            number = gr.Number(1)
            gr.Button("Count").click(lambda number: number + 1, number, number, validator=check)

        demo.launch()
        """,
    ),
    "PE209": Code(
        "A way to run that does not fit the function",
        '`run=` says where a function runs. `run="async"` runs it on the loop that answers all visitors: a function '
        'that is not `async def` would keep all of them waiting. `run="process"` needs a function, inputs that '
        "can be sent to another process, and an app that had such a listener when it was launched.",
        "Leave run= out, or use the one that the message names.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Button("Greet").click(str.upper, name, name, run="async")

        demo.launch()
        """,
        """
        import portico as gr

        async def greet(name):
            return f"Hello {name}!"

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Button("Greet").click(greet, name, name, run="async")

        demo.launch()
        """,
    ),
    "PE210": Code(
        "A function that cannot run in another process",
        'With run="process" another process loads the program again and looks the function up by its name. A lambda '
        "has none, a function inside another function cannot be found from outside, and a State's first value has to "
        "be one that can be pickled.",
        'Define it with `def` at the top of a module, or leave run="process" out.',
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Button("Greet").click(lambda name: f"Hello {name}!", name, name, run="process")

        demo.launch()
        """,
        """
        import portico as gr

        def greet(name):
            return f"Hello {name}!"

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Button("Greet").click(greet, name, name, run="process")

        demo.launch()
        """,
    ),
    "PE211": Code(
        "A render function that yields",
        "What a function of `gr.render` builds is shown when it ends, as a whole: half a page has listeners without "
        "their components. There is nothing that could be shown at a `yield`.",
        "Build the components and return; let a listener inside yield what grows.",
        """
        import portico as gr

        with gr.Blocks() as demo:

            @gr.render()
            def fields():
                for number in range(2):
                    yield gr.Textbox(label=str(number))

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:

            @gr.render()
            def fields():
                for number in range(2):
                    gr.Textbox(label=str(number))

        demo.launch()
        """,
    ),
    "PE212": Code(
        "An endpoint whose function has no type hints",
        "`gr.api` has no components that could say what an endpoint takes and gives, so the type hints do. Without "
        "them clients would not know what to send, and nothing that they send could be refused.",
        "Give each parameter a type hint.",
        """
        import portico as gr

        def add(a, b):
            return a + b

        with gr.Blocks() as demo:
            gr.api(add)

        demo.launch()
        """,
        """
        import portico as gr

        def add(a: int, b: int) -> int:
            return a + b

        with gr.Blocks() as demo:
            gr.api(add)

        demo.launch()
        """,
    ),
    "PE213": Code(
        "Something that the event does not carry",
        "Each event carries its own facts: a selection has an index and a value, a press of a button has none. And an "
        "event comes from the page alone: where a client calls the function, there is none.",
        "Use a name that the message lists; for calls of clients, write the parameter as "
        "`event: gr.SelectData | None`.",
        """
        import portico as gr

        def show(event: gr.EventData):
            return event.index

        with gr.Blocks() as demo:
            number = gr.Number()
            gr.Button("Show").click(show, None, number)

        demo.launch()
        """,
        """
        import portico as gr

        def show(event: gr.EventData):
            return type(event.target).__name__

        with gr.Blocks() as demo:
            kind = gr.Textbox()
            gr.Button("Show").click(show, None, kind)

        demo.launch()
        """,
    ),
}
"""Code → what is known of it."""
