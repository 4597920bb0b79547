"""Generators, with progress and a way out."""

import time

import portico as gr

STAGES = ("read", "think", "write")


def count(limit, progress=gr.Progress()):
    steps = []
    for step in progress.tqdm(range(int(limit))):
        steps.append(step)
        yield ", ".join(map(str, steps))


async def stages(text):
    log = []
    for stage in STAGES:
        log.append(f"{stage} {len(text)} characters")
        yield "\n".join(log)


def timed(text):
    began = time.perf_counter()
    result = text[::-1]
    print(f"took {time.perf_counter() - began:.3f} s for {len(text)} characters")
    return result


with gr.Blocks() as demo:
    limit, text, shown = gr.Number(5), gr.Textbox(), gr.Textbox()
    running = gr.Button("Count").click(count, limit, shown)
    gr.Button("Stages").click(stages, text, shown)
    gr.Button("Reverse").click(timed, text, shown)
    gr.Button("Stop").click(None, cancels=running)
