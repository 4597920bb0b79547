"""Launch: what a program said when it wanted to be served, and what of it a server that runs can take over."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Generator
from dataclasses import dataclass, field, fields
from typing import Any

from portico.app.blocks import LOOK, Blocks
from portico.app.compose import believed_proxies
from portico.app.environment import Environment
from portico.app.profile import DEV, LOCAL, is_loopback
from portico.app.settings import Look, Settings, read_settings
from portico.errors import BuildError, NotBuilt
from portico.lang.program import Served

LIVE = frozenset({"look", "allowed", "blocked", "max_file_size", "footer", "favicon", "show_error", "quiet", "port"})
"""Settings that the next generation may change while the server runs; of the port, only that there may be none."""
NAMES = {"host": "server_name", "port": "server_port", "ssl": "ssl_keyfile", "sessions": "state_session_capacity"}
"""What settings are called in `launch`, where that is another name."""


@dataclass(slots=True)
class Launch:
    """One launch.

    Args:
        app: What was launched.
        given: The arguments, by name; those that the program left out have their defaults.
    """

    app: Blocks
    given: dict[str, Any] = field(default_factory=dict[str, Any])

    def settings(self) -> Settings:
        """Return them as settings; raises what launching raises."""
        given = dict(self.given)
        looks = {name: given.pop(name, None) for name in LOOK}
        if given.get("_app") is not None:
            raise NotBuilt("launch(_app=…)", "Use gr.mount_gradio_app.")
        return read_settings(Environment(), Look.of(**looks).over(self.app.look), **given)


def default(app: Blocks) -> Launch:
    """Return the launch of an app that the program left to whoever runs it."""
    return Launch(app, arguments(app, (), {}))


def arguments(app: Blocks, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a launch by name, defaults included."""
    bound = SIGNATURE.bind(app, *args, **named)
    bound.apply_defaults()
    given = dict(bound.arguments)
    del given["self"]
    return given


SIGNATURE = inspect.signature(Blocks.launch)


@contextlib.contextmanager
def caught(goes_on: Any = None) -> Generator[list[Launch]]:
    """Let nothing be served meanwhile: a program ends where it would begin to. Yield the launches.

    Args:
        goes_on: What a launch returns that does not wait; default: nothing is known of an address.
    """
    kind: Any = Blocks
    launch, wait, launches = kind.launch, kind.block_thread, list[Launch]()

    def stand_still(app: Blocks, *args: Any, **named: Any) -> Any:
        given = arguments(app, args, named)
        launches.append(Launch(app, given))
        if not given["prevent_thread_lock"]:
            raise Served
        return goes_on or (None, "", None)

    def stop(_: Any) -> None:
        raise Served

    kind.launch, kind.block_thread = stand_still, stop
    try:
        yield launches
    finally:
        kind.launch, kind.block_thread = launch, wait


def fixed(before: Settings, now: Settings) -> list[str]:
    """Return the arguments of `launch` that were changed, and that only a restart can change."""
    names = [one.name for one in fields(Settings) if one.name not in LIVE]
    if now.port is not None and before.port is not None:
        names.append("port")
    return [NAMES.get(name, name) for name in names if getattr(before, name) != getattr(now, name)]


def refuse(launch: Launch) -> None:
    """Hold a launch to what a server that reloads may be; raises BuildError saying why it may not be served so."""
    given = launch.given
    if given.get("share"):
        raise refusal("launch(share=True) shows the app to everybody: leave it out while you write it")
    if (profile := given.get("profile")) not in (None, DEV):
        raise refusal(f"launch(profile={profile!r}) is not for writing an app: leave it out, or use `portico run`")
    if (workers := given.get("num_workers")) not in (None, 1):
        raise refusal(f"launch(num_workers={workers}) starts several processes, and one can be reloaded: leave it out")
    settings = launch.settings()
    if given.get("profile") is None and settings.profile not in (LOCAL, DEV):
        raise refusal(f"PORTICO_PROFILE={settings.profile} is not for writing an app: unset it, or use `portico run`")
    if not is_loopback(settings.host):
        raise refusal(f"it would listen on {settings.host}, which others reach: leave server_name out")
    if believed_proxies(settings):
        raise refusal("root_path, proxies and a Space's host mean that others come: use `portico run`")
    if strange := [host for host in settings.security.allowed_hosts if not is_loopback(host)]:
        raise refusal(f"gr.Security(allowed_hosts={strange}) lets others reach it: use `portico run`")


def refusal(why: str) -> BuildError:
    """Return why an app is not served so."""
    return BuildError(
        f"`portico dev` runs what you save, and shows your source where it breaks, to you alone; {why}.", code="PE601"
    )
