"""What goes wrong outside of the program: libraries that are not installed, and worker processes."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PE501": Code(
        "A library that is not installed",
        "Portico installs little, and what only some apps need is an extra: pictures, tables, sounds. The first value "
        "that needs the library shows that it is missing, so an app may run for a while without it.",
        "Install the extra that the message names, and write it into the app's requirements.",
        """
        # requirements.txt: portico
        import portico as gr

        demo = gr.Interface(lambda picture: picture, gr.Image(), gr.Image())

        demo.launch()
        """,
        """
        # requirements.txt: portico[image]
        import portico as gr

        demo = gr.Interface(lambda picture: picture, gr.Image(), gr.Image())

        demo.launch()
        """,
    ),
    "PE502": Code(
        "The process of a function ended",
        'With run="process" a function has a process of its own. When that ends by itself, the call has no answer; '
        "visitors are told so, other calls go on, and the next one gets a new process. The usual reasons are too "
        "little memory, a crash in a library, and sys.exit or os._exit.",
        "Look at how it ended, which the message says; take less memory at once, and raise an error to leave.",
        """
        import os
        import portico as gr

        def stop(text):
            os._exit(1)

        with gr.Blocks() as demo:
            text = gr.Textbox()
            text.submit(stop, text, text, run="process")

        demo.launch()
        """,
        """
        import portico as gr

        def stop(text):
            raise gr.Error("This cannot be done.")

        with gr.Blocks() as demo:
            text = gr.Textbox()
            text.submit(stop, text, text, run="process")

        demo.launch()
        """,
    ),
    "PE503": Code(
        "A worker process could not load the program",
        "A worker process runs the program again, up to its launch, to find the functions. There it has another name "
        "than `__main__` and may meet another state of the world: a port that is taken, a file that is gone.",
        'Move what must happen once under `if __name__ == "__main__":` or into a @gr.resource.',
        """
        import multiprocessing
        import portico as gr

        if multiprocessing.parent_process() or __name__ == "__mp_main__":
            raise RuntimeError("This program runs once.")

        def shout(text):
            return text.upper()

        with gr.Blocks() as demo:
            text = gr.Textbox()
            text.submit(shout, text, text, run="process")

        demo.launch()
        """,
        """
        import portico as gr

        def shout(text):
            return text.upper()

        with gr.Blocks() as demo:
            text = gr.Textbox()
            text.submit(shout, text, text, run="process")

        if __name__ == "__main__":
            print("This line runs once.")
            demo.launch()
        """,
    ),
}
"""Code → what is known of it."""
