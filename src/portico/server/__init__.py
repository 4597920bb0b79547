"""ASGI, and nothing of the page."""
