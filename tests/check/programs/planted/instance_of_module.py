"""An object of the module, changed through its method."""

import portico as gr


class Store:
    def __init__(self):
        self.rows = {}

    def put(self, name, value):
        self.rows[name] = value  # expect: PC102


STORE = Store()


def keep(name, value):
    STORE.put(name, value)
    return "kept"


demo = gr.Interface(keep, ["text", "text"], "text")
