"""Results that Portico caches, and a cache that is filled by hand."""

import portico as gr


@gr.cache
def slow(text):
    return text[::-1]


@gr.cache(per_session=True, max_size=10)
def own(text):
    return text.title()


def by_hand(text, cache=gr.Cache()):
    found = cache.get(text)
    if found is None:
        cache.set(text, value=text.upper())
        return text.upper()
    return found["value"]


with gr.Blocks() as demo:
    box, shown = gr.Textbox(), gr.Textbox()
    gr.Button("Reverse").click(slow, box, shown)
    gr.Button("Title").click(own, box, shown)
    gr.Button("Upper").click(by_hand, box, shown)
