"""What is changed is a copy, or belongs to the call; what all visitors share is read."""

import copy

import portico as gr

DEFAULTS = {"rows": [], "limit": 3}
NAMES = ["a", "b"]


class Board:
    def __init__(self, rows):
        self.rows = list(rows)

    def add(self, row):
        self.rows.append(row)
        return self.rows


def fresh():
    return copy.deepcopy(DEFAULTS)


def tables():
    return {"names": NAMES, "own": []}


def answer(text):
    found = fresh()
    found["rows"].append(text)
    own = tables()["own"]
    own.append(text)
    return str(Board(NAMES).add(text)) + str(found) + str(own)


demo = gr.Interface(answer, "text", "text")
