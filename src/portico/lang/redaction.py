"""Secrets of the environment, taken out of texts that others read: of logs, and of errors that visitors are told.

A password in the environment is safe until a library quotes it in an exception. Whatever is about to be written down or
shown goes through `redacted`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from urllib.parse import quote

SHORTEST = 8
"""Characters that a value needs to count: a shorter one stands in too many texts by chance."""
ANYWHERE = ("SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY")
"""What a secret's name may have anywhere."""
ENDS = ("KEY", "KEYS", "TOKEN", "TOKENS", "PASS", "PWD", "AUTH", "DSN", "COOKIE", "SALT", "JWT", "PAT")
"""How a word of a secret's name may end."""
HARMLESS = frozenset({"PWD", "OLDPWD"})
"""The working directory, which every shell exports."""
LOGIN = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/@\s:]{0,200}:([^/@\s]{1,500})@")
"""An address with a login in it, such as a database's."""
INSTEAD = "[redacted]"


def redacted(text: str, environ: Mapping[str, str] | None = None) -> str:
    """Return text with every secret value of the environment replaced.

    Args:
        text: What is about to be written down or shown.
        environ: The environment; None: this process's own, as it is now.
    """
    for value in secrets_of(os.environ if environ is None else environ):
        if value in text:
            text = text.replace(value, INSTEAD)
    return text


def secrets_of(environ: Mapping[str, str]) -> list[str]:
    """Return the values that look secret, as they may be written, the longest first."""
    found: set[str] = set()
    for name, value in environ.items():
        if is_secret(name):
            found |= spellings(value)
        elif "@" in value and (login := LOGIN.match(value)):
            found |= spellings(login[1])
    return sorted(found, key=len, reverse=True)


def is_secret(name: str) -> bool:
    """Whether the name of an environment variable says that its value is one."""
    name = name.upper()
    if name in HARMLESS:
        return False
    return any(word in name for word in ANYWHERE) or any(part.endswith(ENDS) for part in name.split("_"))


def spellings(value: str) -> set[str]:
    """Return the ways in which a text may quote a value."""
    value = value.strip()
    if len(value) < SHORTEST:
        return set()
    return {value, repr(value)[1:-1], json.dumps(value)[1:-1], quote(value, safe="")}
