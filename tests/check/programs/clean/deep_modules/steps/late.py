from . import words

LIMIT = 10
parts = ["a", "b"]


def start(text):
    found = [*parts, words.tidy(text)]
    found.append("end")
    return " ".join(found[:LIMIT])
