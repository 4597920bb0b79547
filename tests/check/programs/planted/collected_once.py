"""A list that takes what is not in it yet, and a default that does the same."""

import collections

import portico as gr

CHOSEN = []
BY_NAME = collections.defaultdict(list)


def choose(number, name, seen=[]):
    if number not in CHOSEN:
        CHOSEN.append(number)  # expect: PC102
    if number not in seen:
        seen.append(number)  # expect: PC104
    BY_NAME[name].append(number)  # expect: PC102
    return len(CHOSEN)


demo = gr.Interface(choose, ["number", "text"], "number")
