"""Secrets of this process, one for each purpose."""

from __future__ import annotations

import functools
import os

BYTES = 32


@functools.cache
def secret(name: str) -> bytes:
    """Return the secret of a purpose: made when it is first asked for, the same until the process ends.

    Args:
        name: What it is for, so that what is signed for one purpose means nothing for another.
    """
    del name  # the cache's key
    return os.urandom(BYTES)
