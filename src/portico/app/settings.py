"""Settings of one launch: arguments first, then PORTICO_* from the environment, then the same names as GRADIO_*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portico.app.environment import Environment
from portico.app.look import Look
from portico.app.profile import LOCAL, PROFILES, is_loopback, profile_name
from portico.app.security import Security
from portico.errors import BuildError, NotBuilt
from portico.lang.file_size import file_size
from portico.stores.secret import MAKE, SHORTEST

FIRST_PORT = 7860
LARGEST_PORT = 65_535
PORTS = 100
LONGEST_GRACE = 3600


@dataclass(slots=True)
class Settings:
    """What one launch was told.

    Args:
        host: The address to listen on.
        port: The port; None: the first free one of `ports`, from 7860.
        ports: How many ports to try.
        root_path: The public prefix or address.
        folder: Where uploads and results lie; empty: in a folder of this process, which goes with it.
        allowed: Files and folders that the app offers.
        blocked: Files and folders that it never serves.
        max_file_size: Bytes an upload may have; None means no limit.
        show_error: Whether visitors see the text of any exception.
        debug: Whether the log is verbose.
        max_threads: How many calls may be in blocking code at once.
        max_processes: How many worker processes there are at most; None: one a processor.
        sessions: How many sessions are kept.
        strict_cors: Whether the origin `null` is refused.
        favicon: An icon in place of Portico's.
        footer: What the page's footer shows.
        quiet: Whether nothing is printed.
        ssl: Key file, certificate file and password for https.
        resume_grace: Seconds that what a visitor started goes on without the visitor, who may come back to it.
        shutdown_grace: Seconds that what runs has to end by itself when the server stops.
        log_as_json: Whether the log is written as JSON, one object a line.
        metrics_token: What a scraper has to send to read the numbers; empty: there is none.
        security: Who reaches the app.
        profile: What it is started for: `dev`, `local` or `production`.
        mounted: Whether another app's server listens.
        notebook: Whether a notebook shows it below a cell.
        watch: Whether to notice, at a cost, what handlers change that all visitors share.
        auth: Who may log in: pairs of name and password, or a function that judges them.
        auth_message: What stands above the form.
        auth_dependency: Says of each request whose it is.
        look: Theme, CSS, JavaScript and head of the page.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    ports: int = PORTS
    root_path: str = ""
    folder: str = ""
    allowed: list[str] = field(default_factory=list[str])
    blocked: list[str] = field(default_factory=list[str])
    max_file_size: int | None = None
    show_error: bool = False
    debug: bool = False
    max_threads: int = 40
    max_processes: int | None = None
    sessions: int = 10_000
    strict_cors: bool = True
    favicon: str | None = None
    footer: list[Any] = field(default_factory=lambda: ["api", "gradio", "settings", "runs"])
    quiet: bool = False
    ssl: tuple[str, str, str | None] | None = None
    resume_grace: float = 15.0
    shutdown_grace: float = 3.0
    log_as_json: bool = False
    metrics_token: str = field(default="", repr=False)
    security: Security = field(default_factory=Security)
    profile: str = LOCAL
    mounted: bool = False
    notebook: bool = False
    watch: bool = False
    auth: Any = None
    auth_message: str | None = None
    auth_dependency: Any = None
    look: Look = field(default_factory=lambda: Look())

    @property
    def reachable(self) -> bool:
        """Whether others than this machine may get here."""
        return self.mounted or not is_loopback(self.host)

    @property
    def needs_login(self) -> bool:
        """Whether visitors have to say who they are."""
        return self.auth is not None or self.auth_dependency is not None


def read_settings(env: Environment, look: Look, **given: Any) -> Settings:
    """Return the settings of a launch.

    Args:
        env: The environment.
        look: How the page looks.
        given: Arguments of `launch`; None where the program gave none.
    """
    refuse_absent(given, env)
    refuse_strange(given)
    profile = profile_name(given.get("profile") or env.text("PROFILE"))
    footer = given.get("footer_links")
    favicon = given.get("favicon_path")
    return Settings(
        host=given.get("server_name") or env.text("SERVER_NAME") or "127.0.0.1",
        port=_port(given.get("server_port"), env),
        ports=env.number("NUM_PORTS") or PORTS,
        root_path=given.get("root_path") or env.text("ROOT_PATH") or "",
        folder=env.text("TEMP_DIR") or "",
        allowed=_paths(given.get("allowed_paths"), "allowed_paths") or env.items("ALLOWED_PATHS") or [],
        blocked=_paths(given.get("blocked_paths"), "blocked_paths") or env.items("BLOCKED_PATHS") or [],
        max_file_size=file_size(given.get("max_file_size") or env.text("MAX_FILE_SIZE")),
        show_error=bool(given.get("show_error")),
        debug=bool(given.get("debug")) or bool(env.flag("DEBUG")),
        max_threads=int(given.get("max_threads", 40)),
        max_processes=at_least_one(given.get("max_processes") or env.number("MAX_PROCESSES")),
        sessions=int(given.get("state_session_capacity", 10_000)),
        strict_cors=bool(given.get("strict_cors", True)),
        favicon=None if favicon is None else str(favicon),
        footer=["api", "gradio", "settings", "runs"] if footer is None else list(footer),
        quiet=bool(given.get("quiet")),
        ssl=_ssl(given),
        resume_grace=_seconds("resume_grace", given.get("resume_grace", 15.0)),
        shutdown_grace=_seconds("shutdown_grace", given.get("shutdown_grace", 3.0)),
        log_as_json=_log(env.text("LOG")),
        metrics_token=_metrics_token(env.text("METRICS_TOKEN")),
        security=_security(given.get("security")),
        profile=profile,
        watch=PROFILES[profile].watches if (watch := env.flag("WATCH")) is None else watch,
        auth=given.get("auth"),
        auth_message=given.get("auth_message"),
        auth_dependency=given.get("auth_dependency"),
        look=look,
    )


def _port(given: Any, env: Environment) -> int | None:
    port = env.number("SERVER_PORT") if given is None else given
    if port is not None and not 0 <= port <= LARGEST_PORT:
        raise BuildError(
            f"server_port is a number from 0 (any free port) to {LARGEST_PORT}, not {port!r}.", code="PE105"
        )
    return port


def _log(form: str | None) -> bool:
    if form not in (None, "text", "json"):
        raise BuildError(f"PORTICO_LOG is 'text' or 'json', not '{form}'.", code="PE401")
    return form == "json"


def _metrics_token(given: str | None) -> str:
    token = given or ""
    if token and (len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token):
        raise BuildError(
            f"PORTICO_METRICS_TOKEN has at least {SHORTEST} characters of ASCII and no spaces, as this makes: {MAKE}",
            code="PE407",
        )
    return token


def _security(given: Any) -> Security:
    if given is not None and not isinstance(given, Security):
        raise BuildError(f"security is a gr.Security(…), not {given!r}.", code="PE403")
    return given or Security()


def at_least_one(processes: int | None) -> int | None:
    """Return how many worker processes there may be; raises BuildError for fewer than one."""
    if processes is not None and processes < 1:
        raise BuildError(f"max_processes is 1 or more, not {processes}.", code="PE105")
    return processes


ABSENT: dict[str, str] = {
    "share": "Put the app behind a tunnel of your own, such as `ssh -R`.",
    "enable_monitoring": "",
    "pwa": "",
    "mcp_server": "",
    "num_workers": "Start one process.",
    "i18n": "",
    "share_server_address": "",
    "share_server_protocol": "",
    "share_server_tls_certificate": "",
    "app_kwargs": "",
    "node_server_name": "Portico needs no Node server; leave it out.",
    "node_port": "Portico needs no Node server; leave it out.",
    "ssr_mode": "Portico's page is static; leave it out.",
    "run_history": "",
}
"""Parameters of `launch` that are not built; using one is an error, never silence."""

IDLE: dict[str, str] = {
    "ssl_verify": "accepted; starting makes no request that would have to verify the certificate",
}
"""Parameters of `launch` that have nothing to do yet, and why."""


def refuse_absent(given: Mapping[str, Any], env: Environment) -> None:
    """Raise NotBuilt for a parameter that is used and not built."""
    for name, instead in ABSENT.items():
        if given.get(name) not in (None, False) and not (name == "num_workers" and given[name] == 1):
            raise NotBuilt(f"launch({name}=…)", instead)
    env.refuse_absent(given)


NUMBERS = ("server_port", "max_threads", "state_session_capacity", "max_processes")
TEXTS = ("server_name", "root_path", "auth_message", "ssl_keyfile_password")
SWITCHES = ("debug", "show_error", "quiet", "strict_cors")


def refuse_strange(given: Mapping[str, Any]) -> None:
    """Raise BuildError for an argument of the wrong type, which would else fail far from here."""
    for names, kind, what in (
        (NUMBERS, int, "a whole number"), (TEXTS, str, "a text"), (SWITCHES, (bool, int), "True or False")
    ):  # fmt: skip
        for name in names:
            value = given.get(name)
            if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
                meant = f": {name}={int(value)}" if kind is int and isinstance(value, str) and value.isdigit() else ""
                raise BuildError(f"{name}=… is {what}, not {value!r}{meant}.", code="PE105")


def _paths(value: Any, name: str) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, (str, Path)):
        raise BuildError(f"{name} is a list of paths; write {name}=[{str(value)!r}].", code="PE105")
    return [str(path) for path in value]


def _seconds(name: str, seconds: Any) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds <= LONGEST_GRACE:
        raise BuildError(f"{name} is a number of seconds from 0 to {LONGEST_GRACE}, not {seconds!r}.", code="PE105")
    return float(seconds)


def _ssl(given: Mapping[str, Any]) -> tuple[str, str, str | None] | None:
    key, certificate = given.get("ssl_keyfile"), given.get("ssl_certfile")
    if key is None and certificate is None:
        return None
    if key is None or certificate is None:
        raise BuildError("https needs both ssl_keyfile and ssl_certfile.", code="PE106")
    return str(key), str(certificate), given.get("ssl_keyfile_password")
