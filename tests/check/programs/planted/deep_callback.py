"""Functions that are handed on, bound and in part, until somebody calls them."""

import pickle
from functools import partial, reduce

import portico as gr


def then(first, second):
    return lambda value: second(first(value))


def raw(data):
    return data


def load(strict, path):
    with open(path, "rb") as file:
        return pickle.load(file)  # expect: PC163


def fold(functions, value):
    return reduce(lambda found, fn: fn(found), functions, value)


def answer(path):
    both = then(raw, partial(load, True))
    return str(both(path))


demo = gr.Interface(answer, "file", "text")
