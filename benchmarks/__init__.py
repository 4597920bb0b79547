"""Portico measured against Gradio and against a bare Starlette server, in one run, as ratios."""
