"""An object has a command of its own, beside what a visitor wrote."""

import os

import portico as gr


class Job:
    def __init__(self):
        self.command = "date"
        self.title = ""

    def prepare(self, text):
        self.title = f"for {text}"
        return self

    def start(self):
        os.system(self.command)
        return self.title


def work(text):
    job = Job()
    job.prepare(text)
    return job.start()


demo = gr.Interface(work, "text", "text")
