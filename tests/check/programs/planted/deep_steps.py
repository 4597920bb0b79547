"""Generators, asynchronous functions and a pool between the input and the command."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import portico as gr

pool = ThreadPoolExecutor(2)


def pieces(text):
    for line in text.splitlines():
        yield from words(line)


def words(line):
    yield from (word.lower() for word in line.split())


def run(quiet, word):
    return os.popen(word)  # expect: PC164


async def each(text):
    found = [word for word in pieces(text) if word]
    loop = asyncio.get_running_loop()
    for word in found:
        await loop.run_in_executor(None, run, True, word)
    return "done"


async def answer(text):
    return await each(text)


demo = gr.Interface(answer, "text", "text")
