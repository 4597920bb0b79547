"""A table of the module gets a column in place."""

import pandas as pd

import portico as gr

SALES = pd.DataFrame({"month": ["May", "June"], "sum": [3, 4]})


def note(text):
    SALES["note"] = text  # expect: PC102
    return SALES


demo = gr.Interface(note, "text", "dataframe")
