"""A coroutine, and an asynchronous generator."""

import asyncio

import portico as gr

partial_answers = {}


async def collect(prompt):
    partial_answers["text"] = prompt  # expect: PC102
    await asyncio.sleep(0)


async def answer(prompt):
    await collect(prompt)
    async for piece in pieces(prompt):
        yield piece


async def pieces(prompt):
    for word in prompt.split():
        partial_answers.setdefault("words", []).append(word)  # expect: PC102
        yield word


demo = gr.Interface(answer, "text", "text")
