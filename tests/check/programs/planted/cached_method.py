"""A cached method."""

import functools

import portico as gr


class Translator:
    @functools.cache  # expect: PC107
    def translate(self, language, text):
        return f"[{language}] {text}"


TRANSLATOR = Translator()


def run(language, text):
    return TRANSLATOR.translate(language, text)


demo = gr.Interface(run, [gr.Dropdown(["de", "fr"]), "text"], "text")
