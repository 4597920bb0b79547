"""The licence of a distribution as an SPDX expression, from what its metadata say."""

from __future__ import annotations

import re
from email.message import Message

EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?:\s+(?:AND|OR|WITH)\s+[A-Za-z0-9.+-]+)*")
NAMES = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "mit license": "MIT",
    "the mit license": "MIT",
}
CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}


def expression(name: str, metadata: Message) -> str:
    """Return the licence.

    Args:
        name: The distribution, for the error.
        metadata: What its wheel says.

    Raises:
        SystemExit: It says nothing that can be told in SPDX's terms.
    """
    told = metadata["License-Expression"]
    if told:
        return str(told)
    words = str(metadata["License"] or "").strip()
    by_class = {CLASSIFIERS[one] for one in metadata.get_all("Classifier") or () if one in CLASSIFIERS}
    if words.lower() in NAMES:
        return NAMES[words.lower()]
    if len(by_class) == 1:
        return by_class.pop()
    if EXPRESSION.fullmatch(words):
        return words
    raise SystemExit(f"{name} does not say its licence in a form that is known: add it to scripts/supply/licenses.py.")
