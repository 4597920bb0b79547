"""What belongs to a visitor, under the visitor's own key."""

import uuid

import portico as gr

SESSIONS = {}


def remember(text, request: gr.Request):
    own = SESSIONS.setdefault(request.session_hash, {"texts": []})
    own["texts"].append(text)
    SESSIONS[request.session_hash]["count"] = len(own["texts"])
    return len(own["texts"])


def by_state(text, key):
    key = key or str(uuid.uuid4())
    SESSIONS[key] = text
    return key


def leave(request: gr.Request):
    SESSIONS.pop(request.session_hash, None)


with gr.Blocks() as demo:
    key = gr.State("")
    box, shown = gr.Textbox(), gr.Number()
    box.submit(remember, box, shown)
    box.change(by_state, [box, key], key)
    demo.unload(leave)
