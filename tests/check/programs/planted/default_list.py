"""A default that is changed."""

import portico as gr


def remember(word, seen=[]):
    seen.append(word)  # expect: PC104
    return ", ".join(seen)


demo = gr.Interface(remember, "text", "text")
