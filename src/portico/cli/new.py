"""`portico new NAME`: begin an app, with its test and what puts it into a container."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from portico.cli.command import DONE, FAILED, failed, parser_of
from portico.cli.terminal import paint

TEMPLATES = Path(__file__).with_name("templates")
KINDS = {
    "interface": "a page around one function",
    "blocks": "a page of its own arrangement",
    "chat": "a chat that answers word by word",
}
OWN = {"app.txt": "app.py", "test_app.txt": "test_app.py"}
SHARED = {"Dockerfile": "Dockerfile", "requirements.txt": "requirements.txt", "dockerignore": ".dockerignore"}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
EXAMPLES = {
    "new hello": "a page around one function",
    "new talk --template chat": "a chat",
}
STATUSES = {DONE: "it is there", FAILED: "the name does not fit, or the folder has something in it"}


def main(arguments: Sequence[str]) -> int:
    """Make a folder with an app; 0, or 2 where it cannot be made."""
    kinds = "; ".join(f"{name}: {what}" for name, what in KINDS.items())
    parser = parser_of("new", f"Begin an app, with its test and a Dockerfile. {kinds}.", EXAMPLES, STATUSES)
    parser.add_argument("name", help="the app's name, and its folder's")
    parser.add_argument("--template", choices=list(KINDS), default="interface", help="default: interface")
    chosen = parser.parse_args(arguments)
    # "." is the folder that one stands in, which has a name too.
    folder = Path.cwd() if chosen.name == "." else Path(chosen.name)
    if not NAME.fullmatch(folder.name):
        rule = f"a name begins with a letter and has letters, digits, - and _; got {folder.name!r}"
        return failed("new", rule + fitting(folder.name))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return failed("new", f"{folder} is there already and has something in it; nothing was changed")
    try:
        made = write(folder, chosen.template)
    except OSError as error:
        return failed("new", f"{folder} cannot be written: {error.strerror}")
    for path in made:
        print(f"{paint('made', 'green')} {path}")
    there = "" if chosen.name == "." else f"cd {folder} && "
    print(f"\nNow: {there}portico dev app.py      (its test: pip install pytest, then python -m pytest)")
    return DONE


def write(folder: Path, template: str) -> list[Path]:
    """Write an app's files and return them.

    Args:
        folder: Where; made if it is not there.
        template: What kind of app.
    """
    words = {
        "@NAME@": folder.name.lower(),
        "@TITLE@": folder.name.replace("_", " ").replace("-", " ").capitalize(),
        "@VERSION@": str(getattr(sys.modules["portico"], "__version__", "0")),
    }
    folder.mkdir(parents=True, exist_ok=True)
    sources = {TEMPLATES / template / source: name for source, name in OWN.items()}
    sources |= {TEMPLATES / source: name for source, name in SHARED.items()}
    made: list[Path] = []
    for source, name in sources.items():
        text = source.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        (folder / name).write_text(text, encoding="utf-8")
        made.append(folder / name)
    return made


def fitting(name: str) -> str:
    """Return a name that fits and looks alike, as a proposal; nothing where there is none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    near = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")[:64]
    return f". Take {near!r}" if NAME.fullmatch(near) else ""
