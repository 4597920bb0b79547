"""The run: visitors play their rounds at once; between the rounds the disk is looked at, in the end everything else."""

from __future__ import annotations

import itertools
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from portico.leaktest.browser import Broken, Refused
from portico.leaktest.canary import Canaries
from portico.leaktest.disk import Disk, Place
from portico.leaktest.finding import Findings
from portico.leaktest.journey import Journey
from portico.leaktest.login import Login
from portico.leaktest.program import NotRun, Program
from portico.leaktest.reading import ANSWER, FILE
from portico.leaktest.reloading import Reloading
from portico.leaktest.report import Report
from portico.leaktest.samples import unpacked
from portico.leaktest.searcher import LARGEST, Searcher, Sighting
from portico.leaktest.tally import Tally
from portico.leaktest.visitor import Visitor

CODE_OF = {ANSWER: "PL101", FILE: "PL102"}
FAILED = re.compile(r"[\w.]+(Error|Exception|Warning|Exit|Interrupt)\b")
"""How the line begins that ends a traceback."""
FOREIGN_FILES = 40
"""Files of another visitor that each visitor tries to read."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is told.

    Args:
        file: The program, as the report names it.
        command: What starts it.
        users: How many visitors.
        rounds: How many rounds each plays.
        seed: What decides their choices.
        limit: Seconds after which nothing new begins.
        ignored: Codes that are not reported.
        logins: Who the visitors are, in turn; none: the app asks for no login.
        reloads: How often the app's program is run again meanwhile; `command` has to be `portico dev` then.
    """

    file: str
    command: Sequence[str]
    users: int = 8
    rounds: int = 20
    seed: int = 0
    limit: float = 180.0
    ignored: frozenset[str] = frozenset()
    logins: Sequence[Login] = ()
    reloads: int = 0


def leaktest(options: Options, tell: Callable[[int], object] = lambda _: None) -> Report:
    """Run an app with simulated visitors and return what leaked; raises NotRun.

    Args:
        options: What it is told.
        tell: Told how many rounds were played, after each.
    """
    with tempfile.TemporaryDirectory(prefix="portico-leaktest-") as name:
        work = Path(name).resolve()
        saves = work / "saves"
        saves.touch()
        watched = ["--watch", str(saves)] if options.reloads else []
        program = Program([*options.command, *watched], work)
        run = Run(options, program, work, tell)
        try:
            run.begin(program.start())
            with Reloading(program, saves, options.reloads, options.seed) as reloading:
                run.play()
            run.look_back()
            run.reloaded(reloading)
        finally:
            run.leave()
            program.stop()
        run.read_log()
        return run.report()


class Run:
    """One run against one program.

    Args:
        options: What it was told.
        program: The app.
        work: The folder of the run's own files.
        tell: Told how many rounds were played, after each.
    """

    def __init__(
        self, options: Options, program: Program, work: Path, tell: Callable[[int], object] = lambda _: None
    ) -> None:
        self._tell = tell
        self.options = options
        self.program = program
        self.findings = Findings(options.ignored)
        self.tally = Tally()
        self.visitors: list[Visitor] = []
        self.played = 0
        self.ended = ""
        self._until = float("inf")
        self._reloads = 0
        marks = [Canaries(number, options.seed) for number in range(1, options.users + 1)]
        self._canaries = marks
        self._searcher = Searcher(marks)
        system, here = Path(tempfile.gettempdir()).resolve(), Path.cwd()
        source = Path(options.file.partition(":")[0]).resolve().parent
        places = [Place(program.temporary, names=True), Place(system, names=True, crowded=True)]
        places += [Place(folder) for folder in sorted({here, source} - {system})]
        self._disk = Disk(places, [work], self._searcher, time.time() - 1)

    def begin(self, url: str) -> None:
        """Open the page for every visitor, one after another; raises NotRun where it cannot be opened."""
        logins = self.options.logins or [None]
        for marks, login in zip(self._canaries, itertools.cycle(logins), strict=False):
            journey = Journey(marks.visitor, self.options.seed)
            visitor = Visitor(url, marks, journey, self._seen, self.tally, login)
            self.visitors.append(visitor)
            try:
                visitor.arrive(journey.chance("arrive"))
            except (Refused, *Broken) as error:
                raise NotRun(f"its page cannot be opened: {error}") from None

    def over(self) -> bool:
        """Whether time is up."""
        return time.monotonic() > self._until

    def play(self) -> None:
        """Let all visitors play their rounds, each round at once."""
        self._until = time.monotonic() + self.options.limit
        with ThreadPoolExecutor(self.options.users, thread_name_prefix="visitor") as crowd:
            for number in range(self.options.rounds):
                if self.over():
                    return
                self.findings.number = number
                self._together(crowd, lambda visitor, number=number: self._round(visitor, number))
                self._look_at_disk()
                if not self.program.runs:
                    self.ended = self.program.ended()
                    return
                self.played = number + (not self.over())
                self._tell(self.played)

    def _round(self, visitor: Visitor, number: int) -> None:
        if visitor.journey.comes_back(number):
            visitor.arrive(visitor.journey.chance("again", number))
        visitor.play(number, self.over)

    def _together(self, crowd: ThreadPoolExecutor, what: Callable[[Visitor], None]) -> None:
        def tried(visitor: Visitor) -> None:
            try:
                what(visitor)
            except (Refused, *Broken) as error:
                self.tally.failed("the page", error)

        for one in [crowd.submit(tried, visitor) for visitor in self.visitors]:
            one.result()

    def look_back(self) -> None:
        """Let everybody open the page once more, and try the files of others."""
        if self.ended:
            return
        with ThreadPoolExecutor(self.options.users, thread_name_prefix="visitor") as crowd:
            self._together(crowd, lambda visitor: visitor.arrive(visitor.journey.chance("last")))
            self._together(crowd, self._try_files)

    def _try_files(self, visitor: Visitor) -> None:
        other = self.visitors[visitor.number % len(self.visitors)]
        if other is visitor:
            return
        chance = random.Random(f"{self.options.seed}/{visitor.number}/files")
        paths = sorted(other.reading.files)
        for path in chance.sample(paths, min(len(paths), FOREIGN_FILES)):
            data = visitor.reading.try_file(path)
            for sighting in self._searcher.look(data, visitor.number, path):
                if sighting.origin.visitor == other.number:
                    place = Path(path).name
                    self.findings.add("PL107", other.reading.files[path], place, sighting, visitor.number)

    def reloaded(self, reloading: Reloading) -> None:
        """Note how often the program was run again, and whether that ever failed."""
        self._reloads = reloading.done
        if reloading.failed and not self.ended:
            self.ended = f"it could not be reloaded {reloading.failed} times"

    def leave(self) -> None:
        """Close every page."""
        for visitor in self.visitors:
            visitor.leave()

    def _seen(self, reader: int, what: str, endpoint: str, content: bytes | str, name: str) -> None:
        """Look through what a visitor read."""
        for sighting in self._in_all(reader, content, name):
            code = CODE_OF.get(what, "PL103")
            if code == "PL103":
                self.findings.add(code, "", endpoint, sighting, reader)
            else:
                self.findings.add(code, endpoint, name, sighting, reader)

    def _in_all(self, reader: int, content: bytes | str, name: str) -> Iterator[Sighting]:
        yield from self._searcher.look(content, reader, name)
        if name:
            yield from self._searcher.look(name, reader)
        if isinstance(content, bytes) and (inside := unpacked(content, LARGEST)):
            yield from self._searcher.look(inside, reader)

    def _look_at_disk(self) -> None:
        for kind, path, sighting in self._disk.look():
            code = {"name": "PL106", "shared": "PL104", "log": "PL105"}[kind]
            endpoint = sighting.origin.endpoint if kind == "log" else ""
            self.findings.add(code, endpoint, self._shown(path), sighting, None)

    def _shown(self, path: Path) -> str:
        try:
            return f"the temporary file {path.relative_to(self.program.temporary)}"
        except ValueError:
            return str(path)

    def read_log(self) -> None:
        """Look through what the app printed."""
        for line in self.program.lines:
            for sighting in self._searcher.look(line, None):
                place = "the log, in what an exception says," if FAILED.match(line) else "the log"
                self.findings.add("PL105", sighting.origin.endpoint, place, sighting, None)

    def report(self) -> Report:
        """Return what the run found."""
        options, tally = self.options, self.tally
        return Report(
            options.file,
            options.users,
            options.rounds,
            options.seed,
            self.played,
            tally.calls,
            tally.failures.total(),
            tally.silent(),
            self.findings.all(),
            self.ended,
            self._reloads,
        )
