"""What belongs to all visitors goes through names, attributes, containers and results before it is changed."""

import portico as gr

totals = {}
seen = []


class Board:
    def __init__(self, rows):
        self.rows = rows

    def add(self, row):
        self.rows.append(row)  # expect: PC102


def lists():
    return {"seen": seen, "totals": totals}


def of_name(name):
    return lists()[name]


def count(text):
    found = of_name("totals")
    found["last"] = text  # expect: PC102


def answer(text):
    count(text)
    Board(of_name("seen")).add(text)
    return text


demo = gr.Interface(answer, "text", "text")
