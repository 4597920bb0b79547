"""A function changes the list that it is given."""

import portico as gr

SCORES = []


def enter(scores, name):
    scores.append(name)  # expect: PC102
    scores.sort()  # expect: PC102
    return scores


def play(name):
    return enter(SCORES, name)


demo = gr.Interface(play, "text", "json")
