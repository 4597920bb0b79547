"""A model that is loaded when it is first needed, the way many programs do it."""

import threading

import portico as gr

_model = None
_lock = threading.Lock()
_by_name = {}


def load():
    return {"a": 1.0}


def get_model():
    global _model
    if _model is None:
        with _lock:
            if _model is None:
                _model = load()
    return _model


def get_named(name):
    if name not in _by_name:
        _by_name[name] = load()
    return _by_name[name]


def predict(text, name):
    weights, other = get_model(), get_named(name)
    return sum(weights.get(letter, 0) + other.get(letter, 0) for letter in text)


demo = gr.Interface(predict, ["text", gr.Dropdown(["small", "large"])], "number")
