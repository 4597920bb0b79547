"""What an app is started for. The three profiles, and what each allows; `readiness` holds what they ask for."""

from __future__ import annotations

from dataclasses import dataclass

from portico.errors import BuildError
from portico.lang.signature import nearest


@dataclass(frozen=True, slots=True)
class Profile:
    """One row of the table.

    Args:
        purpose: What it is for.
        elsewhere: Whether other machines may reach the app.
        shows_errors: Whether visitors see the text of any exception, whatever `show_error` says.
        complete: Whether it refuses to start while something is missing that a public app needs.
        watches: Whether handlers are watched for what they change that all visitors share.
        quotes: Whether the log has what exceptions quote of inputs: who writes the app is its only visitor.
    """

    purpose: str
    elsewhere: bool
    shows_errors: bool
    complete: bool
    watches: bool = False
    quotes: bool = False


DEV = "dev"
LOCAL = "local"
PRODUCTION = "production"
PROFILES: dict[str, Profile] = {
    DEV: Profile("writing the app, on this machine only", False, True, False, watches=True, quotes=True),
    LOCAL: Profile("using the app, and showing it to people you know", True, False, False),
    PRODUCTION: Profile("an app that strangers reach", elsewhere=True, shows_errors=False, complete=True),
}


def profile_name(given: str | None) -> str:
    """Return the name of a profile, `local` where none was given; raises BuildError for one there is not."""
    name = given or LOCAL
    if name not in PROFILES:
        known = ", ".join(repr(one) for one in PROFILES)
        raise BuildError(f"profile is one of {known}, not {name!r}.{nearest(str(name), list(PROFILES))}", code="PE404")
    return name


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on an address."""
    return host in ("localhost", "::1") or (host.startswith("127.") and host.replace(".", "").isdigit())
