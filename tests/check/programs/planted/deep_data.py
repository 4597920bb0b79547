"""A dataclass, a comprehension and a template."""

from dataclasses import dataclass, field
from string import Template

import portico as gr


@dataclass
class Query:
    name: str
    words: list[str] = field(default_factory=list)
    limit: int = 10


def parsed(text):
    name, *words = text.split()
    return Query(name, [word for word in words if word])


def described(query):
    return Template("search for $words").substitute(words=" ".join(query.words))


def note(message):
    print("LOG", message)  # expect: PC131


def answer(text):
    query = parsed(text)
    print(query.limit)
    note(described(query))
    return query.name


demo = gr.Interface(answer, "text", "text")
