"""More ways to load something once."""

import os
import tempfile

import portico as gr

_index = None
_words = []
_table = {}
_ready = False
FILE = os.path.join(tempfile.gettempdir(), "words-of-everybody.txt")


def index():
    global _index
    if _index is not None:
        return _index
    _index = {"a": 1}
    return _index


def words():
    if not _words:
        _words.extend(["one", "two"])
    return _words


def entry(name):
    if name in _table:
        return _table[name]
    found = _table[name] = len(name)
    return found


def other(name):
    return _table.setdefault(name, len(name))


def prepare():
    global _ready, _index
    if not _ready:
        if not os.path.exists(FILE):
            with open(FILE, "w") as file:
                file.write("one two")
        _ready = True
    _index = _index or {"a": 1}


def answer(name):
    prepare()
    return f"{index()} {words()} {entry(name)} {other(name)}"


demo = gr.Interface(answer, gr.Radio(["a", "b"]), "text")
