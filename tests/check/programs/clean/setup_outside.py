"""A module that fills its tables before anybody comes."""

import logging
import os

import portico as gr

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger("words")
INDEX = {}
RULES = []
os.environ.setdefault("WORDS_SIZE", "3")


def register(name):
    def keep(fn):
        INDEX[name] = fn
        RULES.append(name)
        return fn

    return keep


@register("upper")
def upper(text):
    return text.upper()


@register("lower")
def lower(text):
    return text.lower()


logger.info("%d rules", len(RULES))


def apply(rule, text):
    logger.info("rule %s for %d characters", rule, len(text))
    return INDEX[rule](text)


demo = gr.Interface(apply, [gr.Dropdown(RULES), "text"], "text")
