"""A key of a service."""

import portico as gr

API_KEY = "9f8e7d6c5b4a3f2e1d0c"  # expect: PC141
HEADERS = {"Authorization": "Bearer ghp_16C7e42F292c6912E7710c838347Ae178B4a"}  # expect: PC141


def ask(text):
    return f"{len(text)} characters for {API_KEY[:2]}"


demo = gr.Interface(ask, "text", "text")
