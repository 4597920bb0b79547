"""Handlers that change copies of what the module holds."""

import copy

import portico as gr

ROWS = [["Ada", 1], ["Bob", 2]]
OPTIONS = {"steps": 20, "scale": 7.5}
NESTED = {"a": {"b": 1}}


def add(name):
    rows = list(ROWS)
    rows.append([name, 0])
    other = ROWS.copy()
    other.sort()
    third = ROWS[:]
    third.reverse()
    return rows


def run(steps, text):
    options = dict(OPTIONS)
    options["steps"] = steps
    options.update(text=text)
    nested = copy.deepcopy(NESTED)
    nested["a"]["b"] = steps
    merged = {**OPTIONS, "more": text}
    merged.pop("more")
    first = OPTIONS["steps"]
    first += 1
    return options | nested


with gr.Blocks() as demo:
    box, table, steps, out = gr.Textbox(), gr.Dataframe(), gr.Number(), gr.JSON()
    box.submit(add, box, table)
    steps.submit(run, [steps, box], out)
