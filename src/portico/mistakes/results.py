"""What goes wrong with what a function returns or yields."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PE301": Code(
        "Another number of values than outputs",
        "Values go to the outputs in their order. With one too few or too many it could not be said which of them "
        "belongs where, and a value in the wrong field looks as if it were right.",
        "Return one value for each output; gr.skip() leaves an output as it is.",
        """
        import portico as gr

        def halves(text):
            return text[: len(text) // 2]

        with gr.Blocks() as demo:
            text, first, second = gr.Textbox(), gr.Textbox(), gr.Textbox()
            text.submit(halves, text, [first, second])

        demo.launch()
        """,
        """
        import portico as gr

        def halves(text):
            return text[: len(text) // 2], text[len(text) // 2 :]

        with gr.Blocks() as demo:
            text, first, second = gr.Textbox(), gr.Textbox(), gr.Textbox()
            text.submit(halves, text, [first, second])

        demo.launch()
        """,
    ),
    "PE302": Code(
        "A value for a component that is no output",
        "A function that returns a dictionary says which component gets which value. The page expects values of the "
        "listener's outputs, and of nothing else.",
        "Add the component to the listener's outputs.",
        """
        import portico as gr

        def greet(name):
            return {greeting: f"Hello {name}!", count: len(name)}

        with gr.Blocks() as demo:
            name, greeting, count = gr.Textbox(), gr.Textbox(), gr.Number()
            name.submit(greet, name, [greeting])

        demo.launch()
        """,
        """
        import portico as gr

        def greet(name):
            return {greeting: f"Hello {name}!", count: len(name)}

        with gr.Blocks() as demo:
            name, greeting, count = gr.Textbox(), gr.Textbox(), gr.Number()
            name.submit(greet, name, [greeting, count])

        demo.launch()
        """,
    ),
    "PE303": Code(
        "A value that its output cannot show",
        "Each component shows values of certain kinds. Another value would reach the page as something that looks like "
        "an answer and is none, or as nothing at all.",
        "Return what the message says the component shows, or use a component that shows what you have.",
        """
        import portico as gr

        def count(text):
            return f"{len(text)} letters"

        with gr.Blocks() as demo:
            text, letters = gr.Textbox(), gr.Number()
            text.submit(count, text, letters)

        demo.launch()
        """,
        """
        import portico as gr

        def count(text):
            return len(text)

        with gr.Blocks() as demo:
            text, letters = gr.Textbox(), gr.Number()
            text.submit(count, text, letters)

        demo.launch()
        """,
    ),
    "PE304": Code(
        "A value for a row, a column or a tab",
        "A part of the layout holds components and has no value of its own. What it has are properties, such as "
        "whether it is visible.",
        "Return gr.update(visible=…) or gr.Row(visible=…), or give the value to a component inside.",
        """
        import portico as gr

        def show():
            return True

        with gr.Blocks() as demo:
            with gr.Row(visible=False) as row:
                gr.Markdown("More")
            gr.Button("Show").click(show, None, row)

        demo.launch()
        """,
        """
        import portico as gr

        def show():
            return gr.Row(visible=True)

        with gr.Blocks() as demo:
            with gr.Row(visible=False) as row:
                gr.Markdown("More")
            gr.Button("Show").click(show, None, row)

        demo.launch()
        """,
    ),
    "PE305": Code(
        "A picture, a sound or a film that cannot be made of the value",
        "An array is a picture only in some shapes and with some numbers: height × width, or × 3 or 4 channels, from 0 "
        "to 255 or from 0 to 1. A sound is a pair of a rate and samples. Anything else would be shown as noise. A "
        "piece of a live sound that comes when its run is over would be heard by nobody.",
        "Bring the array into the shape and the range that the message names.",
        """
        import numpy as np
        import portico as gr

        def draw():
            return np.linspace(0, 1000, 64).reshape(8, 8)

        with gr.Blocks() as demo:
            picture = gr.Image()
            gr.Button("Draw").click(draw, None, picture)

        demo.launch()
        """,
        """
        import numpy as np
        import portico as gr

        def draw():
            return np.linspace(0, 1, 64).reshape(8, 8)

        with gr.Blocks() as demo:
            picture = gr.Image()
            gr.Button("Draw").click(draw, None, picture)

        demo.launch()
        """,
    ),
    "PE306": Code(
        "A file that cannot be read or shown",
        "A file is returned by its path. An open file has no path that could be relied on, and a path that leads "
        "nowhere, or to a file of another kind, cannot be shown.",
        "Return the path as text or as pathlib.Path, and look whether the file is there.",
        """
        import tempfile
        import portico as gr

        def report():
            with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
                file.write("All is well.")
            return file

        with gr.Blocks() as demo:
            made = gr.File()
            gr.Button("Report").click(report, None, made)

        demo.launch()
        """,
        """
        import tempfile
        import portico as gr

        def report():
            with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
                file.write("All is well.")
            return file.name

        with gr.Blocks() as demo:
            made = gr.File()
            gr.Button("Report").click(report, None, made)

        demo.launch()
        """,
    ),
    "PE307": Code(
        "A message of a chat in another form",
        "A message says who speaks and what: `role` and `content`. Pairs of texts, which older programs use, cannot "
        "say who speaks when two messages of the assistant follow each other, nor carry a file with its words.",
        'Return a list of {"role": …, "content": …}, or of gr.ChatMessage(…).',
        """
        import portico as gr

        def answer(question):
            return [(question, "Yes.")]

        with gr.Blocks() as demo:
            question, chat = gr.Textbox(), gr.Chatbot()
            question.submit(answer, question, chat)

        demo.launch()
        """,
        """
        import portico as gr

        def answer(question):
            return [{"role": "user", "content": question}, {"role": "assistant", "content": "Yes."}]

        with gr.Blocks() as demo:
            question, chat = gr.Textbox(), gr.Chatbot()
            question.submit(answer, question, chat)

        demo.launch()
        """,
    ),
    "PE308": Code(
        "A gr.append or gr.patch that does not fit what is shown",
        "`gr.append` and `gr.patch` say what is to change in the value that was yielded before. Where none was, or it "
        "has no such place, there is nothing to change.",
        "Yield a whole value first, and name a place that it has.",
        """
        import portico as gr

        def count():
            return gr.append("one")

        with gr.Blocks() as demo:
            numbers = gr.Textbox()
            gr.Button("Count").click(count, None, numbers)

        demo.launch()
        """,
        """
        import portico as gr

        def count():
            yield "one"
            yield gr.append(", two")

        with gr.Blocks() as demo:
            numbers = gr.Textbox()
            gr.Button("Count").click(count, None, numbers)

        demo.launch()
        """,
    ),
    "PE309": Code(
        "An answer to a batch in another form",
        "With batch=True the function is called for several visitors at once and returns a list for each output, with "
        "one value for each visitor. In any other form, a visitor could be given what belongs to another.",
        "Return a list for each output, as long as the lists that came in, in their order.",
        """
        import portico as gr

        def shout(words):
            return words[0].upper()

        with gr.Blocks() as demo:
            word = gr.Textbox()
            word.submit(shout, word, word, batch=True)

        demo.launch()
        """,
        """
        import portico as gr

        def shout(words):
            return [[word.upper() for word in words]]

        with gr.Blocks() as demo:
            word = gr.Textbox()
            word.submit(shout, word, word, batch=True)

        demo.launch()
        """,
    ),
    "PE310": Code(
        "A value that JSON cannot carry",
        "What a page shows is sent as JSON: texts, numbers, lists and dictionaries with texts as keys. Bytes have no "
        "form in it, and a value that holds itself has no end.",
        "Turn it into text or numbers before you return it, or return a file.",
        """
        import portico as gr

        def read():
            return {"head": b"GIF89a"}

        with gr.Blocks() as demo:
            facts = gr.JSON()
            gr.Button("Read").click(read, None, facts)

        demo.launch()
        """,
        """
        import portico as gr

        def read():
            return {"head": b"GIF89a".decode("ascii")}

        with gr.Blocks() as demo:
            facts = gr.JSON()
            gr.Button("Read").click(read, None, facts)

        demo.launch()
        """,
    ),
    "PE311": Code(
        "A State's value that the store cannot keep",
        "A store outside of the process, such as Redis, keeps what can be written down. A connection, a lock or a "
        "generator belongs to the process that made it, and would be another thing in the next one.",
        "Keep what it takes to make it again, and make it where it is used, or with a @gr.resource.",
        """
        import sqlite3
        import portico as gr

        def begin():
            return sqlite3.connect("shop.db")

        with gr.Blocks() as demo:
            shop = gr.State()
            gr.Button("Begin").click(begin, None, shop)

        demo.launch()
        """,
        """
        import portico as gr

        def begin():
            return "shop.db"

        with gr.Blocks() as demo:
            shop = gr.State()
            gr.Button("Begin").click(begin, None, shop)

        demo.launch()
        """,
    ),
    "PE312": Code(
        "A value that cannot go from one process to another",
        'With run="process" inputs and results are pickled and sent. What belongs to one process, such as an open '
        "connection, a lock or a function inside another function, cannot be sent.",
        'Return plain values, arrays, pictures or paths, or leave run="process" out.',
        """
        import threading
        import portico as gr

        def begin():
            return threading.Lock()

        with gr.Blocks() as demo:
            lock = gr.State()
            gr.Button("Begin").click(begin, None, lock, run="process")

        demo.launch()
        """,
        """
        import threading
        import portico as gr

        def begin():
            with threading.Lock():
                return "begun"

        with gr.Blocks() as demo:
            lock = gr.State()
            gr.Button("Begin").click(begin, None, lock, run="process")

        demo.launch()
        """,
    ),
}
"""Code → what is known of it."""
