"""Work that is kept under a name which nobody guesses."""

import secrets
import uuid

import portico as gr

JOBS = {}
RESULTS = {}


def start(text):
    job = uuid.uuid4().hex
    JOBS[job] = {"text": text, "steps": []}
    JOBS[job]["steps"].append("begun")
    key = f"result-{secrets.token_urlsafe(16)}"
    RESULTS[key] = text.upper()
    return job, key


def forget(job):
    JOBS.pop(job, None)


def look(job, key):
    found = JOBS.get(job)
    if found is not None:
        found["steps"].append("looked at")
    return RESULTS.pop(key, "")


with gr.Blocks() as demo:
    job, key = gr.State("", delete_callback=forget), gr.State("")
    text, out = gr.Textbox(), gr.Textbox()
    text.submit(start, text, [job, key])
    gr.Button("Look").click(look, [job, key], out)
