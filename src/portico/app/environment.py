"""The environment variables that an app is deployed with: `PORTICO_X`, or the same name as `GRADIO_X`."""

from __future__ import annotations

import os
from collections.abc import Mapping

from portico.errors import BuildError, NotBuilt

TRUE = frozenset({"1", "true", "yes", "on"})
OFF = frozenset({"", "0", "false", "no", "off", "none"})

READ: dict[str, str] = {
    "SERVER_NAME": "the address to listen on",
    "SERVER_PORT": "the port",
    "NUM_PORTS": "how many ports are tried, from 7860",
    "ROOT_PATH": "the public prefix or address behind a proxy",
    "TEMP_DIR": "the folder of uploads and results",
    "ALLOWED_PATHS": "files and folders that the app offers, separated by commas",
    "BLOCKED_PATHS": "files and folders that it never serves, separated by commas",
    "MAX_FILE_SIZE": "bytes of one upload, also as `5mb`",
    "MAX_PROCESSES": "how many worker processes there are at most",
    "SECRET": "what signs and keys what visitors carry; at least 32 characters",
    "METRICS_TOKEN": "what a scraper sends to read `/metrics`, which it turns on; at least 32 characters",
    "CONFIG_DIR": "the folder where a secret that was made is kept",
    "DEBUG": "a verbose log",
    "PROFILE": "what the app is started for: `dev`, `local` or `production`",
    "WATCH": "whether to warn of what handlers change that all visitors share; default: in `dev`",
    "LOG": "`json`: the log is JSON, one object a line; `text` otherwise",
    "DEFAULT_CONCURRENCY_LIMIT": "calls of one function that run at once; `none`: no limit",
    "CACHE_EXAMPLES": "`true`, `false` or `lazy`, where a program does not say",
    "CACHE_MODE": "`eager` or `lazy`",
    "EXAMPLES_CACHE": "the folder of cached examples",
    "FLAGGING_MODE": "of an Interface: `manual`, `auto` or `never`",
    "CHAT_FLAGGING_MODE": "of a ChatInterface: `manual` or `never`",
}
"""What is read, by the name without its prefix, and what it sets."""

REFUSED: dict[str, str] = {
    "SHARE": "Put the app behind a tunnel of your own, such as `ssh -R`.",
    "MCP_SERVER": "",
    "NUM_WORKERS": "Start one process.",
    "RUN_HISTORY": "",
}
"""What is not built; switched on, it is an error."""

IDLE: dict[str, str] = {
    "ANALYTICS_ENABLED": "Portico reports nothing to anybody",
    "SSR_MODE": "the page is static",
    "NODE_SERVER_NAME": "no Node server is needed",
    "NODE_NUM_PORTS": "no Node server is needed",
    "SHARE_SERVER_ADDRESS": "there are no share links",
    "RESET_EXAMPLES_CACHE": "delete the folder of cached examples",
    "WATCH_DIRS": "`portico dev` finds by itself what to watch, and takes `--watch`",
    "VIBE_MODE": "there is no editor in the page",
}
"""What has no effect, and why."""


class Environment:
    """The environment's settings by name: `PORTICO_X` wins over `GRADIO_X`.

    Args:
        values: The variables.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str) -> str | None:
        """Return a setting that `READ` or `REFUSED` names, or None where it is absent or empty."""
        if name not in READ and name not in REFUSED:
            raise KeyError(f"{name} is not among the settings that environment.py lists.")
        return self.values.get(f"PORTICO_{name}") or self.values.get(f"GRADIO_{name}") or None

    def flag(self, name: str) -> bool | None:
        """Return a switch, or None where it is absent."""
        text = self.text(name)
        return None if text is None else text.lower() in TRUE

    def number(self, name: str) -> int | None:
        """Return a whole number; raises BuildError where it is none."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return int(text)
        except ValueError:
            raise BuildError(
                f"PORTICO_{name} (or GRADIO_{name}) must be a whole number, not '{text}'.", code="PE401"
            ) from None

    def items(self, name: str) -> list[str] | None:
        """Return a list, separated by commas."""
        text = self.text(name)
        return None if text is None else [part.strip() for part in text.split(",") if part.strip()]

    def refuse_absent(self, given: Mapping[str, object]) -> None:
        """Raise NotBuilt for a setting that is switched on and not built; what `launch` was given wins.

        Args:
            given: Arguments of `launch` by name; None where the program gave none.
        """
        for name, instead in REFUSED.items():
            said = (self.text(name) or "").lower()
            one_worker = name == "NUM_WORKERS" and said == "1"
            if given.get(name.lower()) is None and said not in OFF and not one_worker:
                raise NotBuilt(f"GRADIO_{name} (or PORTICO_{name})", instead)
