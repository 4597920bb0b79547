"""What a visitor wrote lies in an attribute of an object between two methods."""

import os

import portico as gr


class Job:
    def __init__(self):
        self.command = ""
        self.tries = 0

    def prepare(self, text):
        self.command = f"convert {text}"
        return self

    def start(self):
        self.tries += 1
        os.system(self.command)  # expect: PC164


def work(text):
    job = Job()
    job.prepare(text)
    job.start()
    return "done"


demo = gr.Interface(work, "text", "text")
