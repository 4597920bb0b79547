import os

print("nothing of this is run by reading")
started = []


def start(text):
    started.append(text)  # expect: PC102
    return run(text)


def run(text):
    return str(os.system("start " + text))  # expect: PC164
