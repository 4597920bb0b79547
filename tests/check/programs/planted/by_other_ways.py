"""Variables of the module by other ways than their names."""

import portico as gr


class Stats:
    calls = 0

    def count(self):
        type(self).calls += 1  # expect: PC106
        self.__class__.last = "x"  # expect: PC106


def ask(text):
    globals()["last"] = text  # expect: PC101
    ask.asked = text  # expect: PC102
    setattr(box, "info", text)  # expect: PC102
    Stats().count()
    return text


with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(ask, box, box)
