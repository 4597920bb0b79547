"""Launch: what a program said when it wanted to be served, and what of it a server that runs can take over."""

from __future__ import annotations

from dataclasses import fields

from portico.app.blocks import LOOK, Blocks
from portico.app.compose import believed_proxies
from portico.app.environment import Environment
from portico.app.look import Look
from portico.app.mount import empty
from portico.app.profile import DEV, LOCAL, is_loopback
from portico.app.settings import Settings, read_settings
from portico.errors import BuildError, NotBuilt
from portico.lang.rehearsal import Launch

LIVE = frozenset({"look", "allowed", "blocked", "max_file_size", "footer", "favicon", "show_error", "quiet", "port"})
"""Settings that the next generation may change while the server runs; of the port, only that there may be none."""
FOLLOWED = ("auth", "auth_dependency")
"""Settings that, where they are functions, are those of the program as it is now."""
NAMES = {"host": "server_name", "port": "server_port", "ssl": "ssl_keyfile", "sessions": "state_session_capacity"}
"""What settings are called in `launch`, where that is another name."""


def settings_of(launch: Launch) -> Settings:
    """Return the arguments of a launch as settings; raises what launching raises."""
    given = dict(launch.given)
    looks = {name: given.pop(name, None) for name in LOOK}
    if given.get("_app") is not None:
        raise NotBuilt("launch(_app=…)", "Use gr.mount_gradio_app.")
    settings = read_settings(Environment(), Look.of(**looks).over(launch.app.look), **given)
    if launch.mounting is not None:
        empty(settings.look)
    return settings


def default(app: Blocks) -> Launch:
    """Return the launch of an app that the program left to whoever runs it."""
    return Launch(app, {}, app.queueing)


def fixed(before: Settings, now: Settings) -> list[str]:
    """Return the arguments of `launch` that were changed, and that only a restart can change."""
    names = [one.name for one in fields(Settings) if one.name not in LIVE]
    for name in FOLLOWED:
        if callable(getattr(before, name)) and callable(getattr(now, name)):
            names.remove(name)
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
    settings = settings_of(launch)
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
