"""The headers that say what a page may do and where it may be shown."""

from __future__ import annotations

from portico.server.options import ServerOptions

NONCE = "{nonce}"
FRAMES = "frame-ancestors"


def page_headers(options: ServerOptions, nonce: str) -> list[tuple[bytes, bytes]]:
    """Return the policies of a page.

    Args:
        options: What the server was told.
        nonce: What its scripts carry.
    """
    headers = [
        (b"content-security-policy", content_policy(options).replace(NONCE, nonce)),
        (b"referrer-policy", options.referrer_policy),
        (b"permissions-policy", options.permissions_policy),
    ]
    return [(name, text.encode("latin-1")) for name, text in headers if text]


def content_policy(options: ServerOptions) -> str:
    """Return the Content-Security-Policy, with who may frame the page."""
    parts = [part.strip() for part in options.content_policy.split(";") if part.strip()]
    said = any(part.lower().startswith(FRAMES) for part in parts)
    if not said and (options.guarded or options.embed_origins):
        parts.append(" ".join([FRAMES, "'self'", *options.embed_origins, *options.framing]))
    return "; ".join(parts)
