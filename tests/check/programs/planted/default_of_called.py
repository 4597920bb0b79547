"""The default of a function that the handler calls."""

import portico as gr


def tally(word, counts={}):
    counts[word] = counts.get(word, 0) + 1  # expect: PC104
    return counts


def count(text):
    for word in text.split():
        found = tally(word)
    return found


demo = gr.Interface(count, "text", "json")
