"""Whether anybody still waits, for code that can stop by itself."""

from __future__ import annotations

from portico.call.context import current_call


def cancelled() -> bool:
    """Return whether the call that runs was cancelled, so that a long function can leave early.

        def search(text):
            for page in pages:
                if gr.cancelled():
                    return None
                ...

    It works in a thread, in an asynchronous function and in a worker process; outside any call it is False.
    """
    call = current_call.get()
    return call is not None and call.cancelled
