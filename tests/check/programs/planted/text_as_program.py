"""A calculator that calculates anything."""

import portico as gr


def calculate(sum_of):
    cleaned = sum_of.strip().replace("^", "**")
    return str(eval(cleaned))  # expect: PC162


demo = gr.Interface(calculate, "text", "text")
