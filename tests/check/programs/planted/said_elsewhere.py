"""Words of visitors that reach the log by detours."""

import logging
import sys

import portico as gr


class Log:
    def __init__(self):
        self.logger = logging.getLogger("log")

    def note(self, *parts):
        self.logger.warning(" ".join(parts))  # expect: PC131


LOG = Log()


def answer(message, history):
    lines = []
    for turn in history:
        lines.append(turn["content"])
    print(lines)  # expect: PC131
    logging.getLogger(__name__).info("said %s", message)  # expect: PC131
    sys.stderr.write(message.upper())  # expect: PC131
    LOG.note("asked", message)
    return f"{len(lines)} lines"


demo = gr.ChatInterface(answer)
