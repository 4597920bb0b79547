"""What visitors write is kept, and what was made of it is one object for all."""

from functools import lru_cache

import portico as gr


@lru_cache(maxsize=1000)  # expect: PC107
def words_of(text):
    return text.lower().split()


def analyse(text):
    return {"words": words_of(text)}


demo = gr.Interface(analyse, gr.Textbox(lines=5), "json")
