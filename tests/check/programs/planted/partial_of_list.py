"""A list that is bound into the handler."""

import functools

import portico as gr


def note(book, text):
    book.append(text)  # expect: PC103
    return len(book)


demo = gr.Interface(functools.partial(note, []), "text", "number")
