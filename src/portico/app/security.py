"""What an app's author says about who reaches it and how, beyond the parameters of `launch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portico.errors import BuildError


@dataclass(frozen=True, kw_only=True, slots=True)
class Security:
    """Who reaches an app, and what its pages may do: `launch(security=gr.Security(…))`.

    Every default is the safe one for an app on this machine; `docs/security.md` says what each guards against.

    Args:
        allowed_hosts: Host names that requests may be addressed to, `*.example.org` for all below one; empty: any.
        content_policy: The page's Content-Security-Policy. `{nonce}` stands for the nonce of the page's own inline
            scripts, which they carry where the policy names it.

    Raises:
        BuildError: A value does not fit.
    """

    allowed_hosts: Sequence[str] = ()
    content_policy: str = "object-src 'none'; base-uri 'self'"

    def __post_init__(self) -> None:
        if isinstance(self.allowed_hosts, str):
            raise BuildError(f"Security: allowed_hosts is a list; write allowed_hosts=[{self.allowed_hosts!r}].")
