"""What visitors write is printed."""

import logging

import portico as gr

logging.basicConfig(level=logging.INFO)


def count(text):
    logging.getLogger("app").info("counting the words of %r", text)
    return len(text.split())


demo = gr.Interface(count, gr.Textbox(label="Text"), "number", flagging_mode="never", api_name="count")
