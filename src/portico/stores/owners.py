"""The owners of files that are no sessions."""

from __future__ import annotations

SHARED = ""
"""The owner of what every visitor may use: values that stand in the page itself, examples, their cached results."""

UNCLAIMED = "?"
"""The owner of an upload until a session uses it: an upload request does not say which session it is for, so the
first session that sends the unguessable path has shown that it is the one."""
