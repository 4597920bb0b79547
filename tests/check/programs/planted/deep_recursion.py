"""Functions that call themselves and each other."""

import portico as gr


def even(rest, done):
    if not rest:
        return done
    return odd(rest[1:], done + rest[0])


def odd(rest, done):
    if not rest:
        return done
    return even(rest[1:], done)


def walk(text, depth):
    if depth == 0:
        return even(text, "")
    return walk(text, depth - 1)


def answer(text):
    return eval(walk(text, 3))  # expect: PC162


demo = gr.Interface(answer, "text", "text")
