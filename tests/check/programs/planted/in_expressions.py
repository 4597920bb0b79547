"""Changes inside comprehensions, lambdas and functions that are handed over."""

import portico as gr

WORDS = []
KNOWN = {}


def split(text):
    found = [WORDS.append(word) for word in text.split()]  # expect: PC102
    ordered = sorted(text.split(), key=lambda word: WORDS.append(word) or len(word))  # expect: PC102

    def keep(word):
        KNOWN.update({word: len(word)})  # expect: PC102
        return word

    return list(map(keep, ordered)) + found


demo = gr.Interface(split, "text", "json")
