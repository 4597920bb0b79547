"""What goes wrong where a page is put together: components, layouts, themes, examples and resources."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PE101": Code(
        "A parameter that there is not",
        "Python would pass the name on, and nothing would read it: the slider would begin at 0 all the same. Most such "
        "names are typing errors, or belong to another component or to an older version.",
        "Use the name that the message proposes, or leave the parameter out.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Slider(minimun=1)

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Slider(minimum=1)

        demo.launch()
        """,
    ),
    "PE102": Code(
        "A part of Gradio that Portico does not have",
        "The program would run, and something in it would do nothing. Portico says so at once instead. What is there "
        "and what is not stands in docs/compatibility.md, name by name.",
        "Leave it out, or do what the message proposes.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Image(watermark="mark.png")

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Image()

        demo.launch()
        """,
    ),
    "PE103": Code(
        "A name that Portico does not have",
        "`gr` has the names of Gradio that docs/compatibility.md lists, and a few of its own. Another name is a typing "
        "error, or was renamed between two versions of Gradio. The same holds for the events and arguments of a "
        "component, and for what `gr.Request` and its like have.",
        "Use the name that the message proposes.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Texbox()

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Textbox()

        demo.launch()
        """,
    ),
    "PE104": Code(
        "A word that means nothing",
        "Some parameters take one of a few words. Any other word would silently mean one of them: an endpoint with "
        '`api_visibility="hidden"` would be listed for everybody, though its author wanted it hidden.',
        "Use one of the words that the message lists.",
        """
        import portico as gr

        def count():
            return 1

        with gr.Blocks() as demo:
            number = gr.Number()
            gr.Button("Count").click(count, None, number, api_visibility="hidden")

        demo.launch()
        """,
        """
        import portico as gr

        def count():
            return 1

        with gr.Blocks() as demo:
            number = gr.Number()
            gr.Button("Count").click(count, None, number, api_visibility="private")

        demo.launch()
        """,
    ),
    "PE105": Code(
        "A value that the parameter cannot take",
        "It is of another kind, or outside what is possible. Used as it is, it would fail later and elsewhere: in the "
        "page, or with the first visitor. A text where a list belongs is the most common case; Python would take its "
        "letters one by one.",
        "Give what the message says is expected.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Radio(choices="red")

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Radio(choices=["red"])

        demo.launch()
        """,
    ),
    "PE106": Code(
        "Parameters that do not go together",
        "Each of them would be right alone. Together they contradict each other, or one needs another that is not "
        "there, and Portico would have to guess which of them is meant.",
        "Change or leave out one of those that the message names.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Slider(minimum=10, maximum=1)

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Slider(minimum=1, maximum=10)

        demo.launch()
        """,
    ),
    "PE107": Code(
        "A first value that the component does not take",
        "A visitor could not choose it, and a click would send it back as it is and be refused. So the page would be "
        "broken for everybody until they change the value.",
        "Begin with a value that a visitor could give, or with None.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Radio(["red", "blue"], value="green")

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Radio(["red", "blue"], value="blue")

        demo.launch()
        """,
    ),
    "PE108": Code(
        "A first value that cannot be given to each visitor",
        "Every visitor begins with a copy of a State's value: without it, what one of them changes would be changed "
        "for all. Locks, connections and open files cannot be copied. A BrowserState is kept in the browser, so JSON "
        "must be able to carry it.",
        "Keep in the State what can be copied, and what all visitors share in a variable or a @gr.resource.",
        """
        import threading
        import portico as gr

        with gr.Blocks() as demo:
            gr.State(threading.Lock())

        demo.launch()
        """,
        """
        import threading
        import portico as gr

        lock = threading.Lock()

        with gr.Blocks() as demo:
            gr.State(0)

        demo.launch()
        """,
    ),
    "PE109": Code(
        "A component of a name that there is not",
        "An Interface takes components, or their names as texts. There is no component of this name.",
        "Use the name that the message proposes, or give the component itself, such as gr.Textbox().",
        """
        import portico as gr

        demo = gr.Interface(str.upper, "texbox", "text")

        demo.launch()
        """,
        """
        import portico as gr

        demo = gr.Interface(str.upper, "textbox", "text")

        demo.launch()
        """,
    ),
    "PE110": Code(
        "A block that is placed twice",
        "A component stands where it is made, so `.render()` would place it a second time. One component in two places "
        "would have two values on the page, and the function would receive one of them.",
        "Make it with render=False and place it with .render(), or make a second one.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            with gr.Row():
                name.render()

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox(render=False)
            with gr.Row():
                name.render()

        demo.launch()
        """,
    ),
    "PE111": Code(
        "One key for two parts of a page",
        "When a function of `gr.render` runs again, a key says which of the new parts is which of the old ones, so "
        "that what a visitor typed stays. With one key for two, it could not be said whose it is.",
        "Give each part a key of its own.",
        """
        import portico as gr

        with gr.Blocks() as demo:

            @gr.render()
            def fields():
                for number in range(2):
                    gr.Textbox(key="name")

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:

            @gr.render()
            def fields():
                for number in range(2):
                    gr.Textbox(key=f"name-{number}")

        demo.launch()
        """,
    ),
    "PE112": Code(
        "Something outside of gr.Blocks",
        "Listeners, rows, examples and renders belong to an app, which is the `with gr.Blocks()` around them. Outside "
        "of it there is no page that they could be part of.",
        "Move the line into the `with gr.Blocks():` of its app.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        with gr.Row():
            gr.Textbox()

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")
            with gr.Row():
                gr.Textbox()

        demo.launch()
        """,
    ),
    "PE113": Code(
        "Examples that do not fit",
        "Each example is a row with a value for each input. A row of another shape would put values into the wrong "
        "fields.",
        "Give a list of rows, each with one value for each input, in their order.",
        """
        import portico as gr

        def add(a, b):
            return a + b

        demo = gr.Interface(add, ["number", "number"], "number", examples=[1, 2])

        demo.launch()
        """,
        """
        import portico as gr

        def add(a, b):
            return a + b

        demo = gr.Interface(add, ["number", "number"], "number", examples=[[1, 2], [3, 4]])

        demo.launch()
        """,
    ),
    "PE114": Code(
        "Examples whose results cannot be cached",
        "Results that are cached are computed before the first visitor comes. That needs a function and its outputs, "
        "and the function has to succeed with each example.",
        "Give fn= and outputs=, mend the example that failed, or leave cache_examples out.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            name = gr.Textbox()
            gr.Examples(["Ann", "Ben"], name, cache_examples=True)

        demo.launch()
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            name, greeting = gr.Textbox(), gr.Textbox()
            gr.Examples(["Ann", "Ben"], name, greeting, str.upper, cache_examples=True)

        demo.launch()
        """,
    ),
    "PE115": Code(
        "A theme, a colour or a size that there is not",
        "The page would have the looks of the default theme, and nobody would know why.",
        "Use one of the names that the message lists, or an object such as gr.themes.Soft().",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(theme="osean")
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(theme="ocean")
        """,
    ),
    "PE116": Code(
        "A token of a theme that is none, or has no value",
        "Tokens become variables of CSS. A browser drops what it does not understand and says nothing, so a part of "
        "the page would have no colour, or one value would end the rules of all others.",
        "Use a name that the message proposes, and one value of CSS as text.",
        """
        import portico as gr

        theme = gr.themes.Default().set(body_background_fil="red")

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(theme=theme)
        """,
        """
        import portico as gr

        theme = gr.themes.Default().set(body_background_fill="red")

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(theme=theme)
        """,
    ),
    "PE117": Code(
        "A resource that cannot be made once for all visitors",
        "What `@gr.resource` makes is made once, when a visitor first needs it, and serves everybody. So its function "
        "takes no parameters, returns what it made, and does not need itself on the way.",
        "Make one resource for each value that there is, and return it.",
        """
        import portico as gr

        @gr.resource
        def words(language):
            return {"yes": "oui"} if language == "fr" else {"yes": "ja"}

        with gr.Blocks() as demo:
            word = gr.Textbox()
            word.submit(lambda word: words("fr").get(word), word, word)

        demo.launch()
        """,
        """
        import portico as gr

        @gr.resource
        def words():
            return {"fr": {"yes": "oui"}, "de": {"yes": "ja"}}

        with gr.Blocks() as demo:
            word = gr.Textbox()
            word.submit(lambda word: words()["fr"].get(word), word, word)

        demo.launch()
        """,
    ),
}
"""Code → what is known of it."""
