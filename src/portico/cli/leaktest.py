"""`portico leaktest app.py`: use an app as many visitors at once, and tell where one saw another's data."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence

from portico.cli.command import DONE, FAILED, FOUND, failed, parser_of
from portico.cli.program import NotRun as Absent
from portico.cli.program import named
from portico.cli.terminal import progress
from portico.leaktest.driver import Options, leaktest
from portico.leaktest.finding import CODES
from portico.leaktest.login import Login
from portico.leaktest.program import NotRun
from portico.leaktest.report import NOT_RUN

SEEDS = 1_000_000
EXAMPLES = {
    "leaktest app.py": "eight visitors, twenty rounds",
    "leaktest app.py --users 20 --seed 7": "more of them, who can do the same again",
    "leaktest app.py --login ann:tulip": "an app with a login",
    "leaktest --while-reloading app.py": "while it is saved again and again",
}
STATUSES = {DONE: "nobody saw another's data", FOUND: "somebody did", FAILED: "the app could not be tested"}
RELOADS = 50
WHILE = "--while-reloading"


def main(arguments: Sequence[str]) -> int:
    """Test an app; 0 when nothing leaked, 1 when something did, 2 when the app could not be run."""
    chosen = _parser().parse_args(list(counted(arguments)))
    try:
        named(chosen.file)
    except Absent as error:
        return failed("leaktest", error)
    verb = "dev" if chosen.while_reloading else "run"
    serve = [sys.executable, "-m", "portico.cli", verb, "--host", "127.0.0.1", "--port", "0"]
    seed = random.randrange(SEEDS) if chosen.seed is None else chosen.seed
    options = Options(
        chosen.file,
        [*serve, *(["--as-gradio"] if chosen.as_gradio else []), chosen.file],
        chosen.users,
        chosen.rounds,
        seed,
        chosen.limit,
        frozenset(chosen.ignore),
        chosen.login,
        chosen.while_reloading,
    )
    try:
        with progress(f"{chosen.users} visitors use {chosen.file}") as shown:
            report = leaktest(options, lambda played: shown.at(played, chosen.rounds))
    except NotRun as error:
        print(f"portico leaktest: {chosen.file} could not be tested: {error}", file=sys.stderr)
        if chosen.json:
            print(json.dumps({"file": chosen.file, "clean": False, "findings": [], "ended": str(error)}))
        return NOT_RUN
    print(report.as_json() if chosen.json else "\n".join(report.lines()))
    return report.status


def _parser() -> argparse.ArgumentParser:
    purpose = (
        "Use an app as many visitors at once, and tell where one saw another's data. "
        "The app runs for real: what its functions do, they do."
    )
    parser = parser_of("leaktest", purpose, EXAMPLES, STATUSES)
    parser.add_argument("file", help="the program; add :name for an app that is not called demo")
    parser.add_argument("--users", type=_several, default=8, help="visitors, 2 or more (default: 8)")
    parser.add_argument("--rounds", type=_positive, default=20, help="rounds that each plays (default: 20)")
    parser.add_argument("--seed", type=int, help="decides what they do, so that a run can be repeated")
    parser.add_argument(
        "--limit", type=float, default=180.0, help="seconds after which nothing new begins (default: 180)"
    )
    parser.add_argument(
        "--login", type=_login, action="append", default=[], metavar="NAME:PASSWORD",
        help="who the visitors are, in turn, where the app asks; {} in NAME becomes a word of the visitor's own",
    )  # fmt: skip
    parser.add_argument("--ignore", action="append", default=[], choices=sorted(CODES), help="leave a code out")
    parser.add_argument(
        WHILE, type=_positive, nargs="?", const=RELOADS, default=0, metavar="TIMES",
        help=f"run the program again that often meanwhile, as `portico dev` does at a save (default: {RELOADS})",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the report for machines")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    return parser


def counted(arguments: Sequence[str]) -> Iterator[str]:
    """Yield arguments with a number after `--while-reloading` where something else follows it, such as the file."""
    for at, one in enumerate(arguments):
        bare = one == WHILE and at + 1 < len(arguments) and not arguments[at + 1].lstrip("-").isdigit()
        yield f"{WHILE}={RELOADS}" if bare else one


def _login(text: str) -> Login:
    try:
        return Login.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number


def _several(text: str) -> int:
    number = int(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"must be 2 or more, not {number}: one visitor has nobody to leak to")
    return number
