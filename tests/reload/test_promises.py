"""What visitors and machines may rely on while a program is reloaded all the time."""

from __future__ import annotations

import gc
import random
import sys
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from portico.leaktest.driver import Options, leaktest
from tests.reload.desk import PAGE, Desk

CLEAN = Path(__file__).parents[1] / "leaktest" / "clean"
VISITORS = 8
RELOADS = 50

BUSY = """
import random
import time
from dataclasses import dataclass, field
import portico as gr
VERSION = 0

@dataclass
class Kept:
    who: str = ""
    words: list[str] = field(default_factory=list)

def add(word, kept):
    time.sleep(random.random() / 50)
    who = kept.who or word.split("-")[0]
    kept = Kept(who, [*kept.words, word])
    return " ".join([kept.who, *kept.words]), kept

def spell(word):
    for end in range(1, len(word) + 1):
        yield word[:end]
        time.sleep(0.002)

def read(file):
    time.sleep(random.random() / 50)
    with open(file) as found:
        return found.read()

def chat(message, history):
    history = [*history, {"role": "user", "content": message}, {"role": "assistant", "content": f"re {message}"}]
    yield history
    time.sleep(0.005)
    yield history

def work(word, done):
    who = done.who or word.split("-")[0]
    done = Kept(who, [*done.words, word])
    return " ".join([done.who, *done.words]), done

def steps(word):
    for end in range(1, len(word) + 1):
        yield word[:end]

with gr.Blocks() as demo:
    kept, done = gr.State(Kept()), gr.State(Kept())
    word = gr.Textbox(label="Word")
    out = gr.Textbox(label="Out")
    file = gr.File(label="File")
    talk = gr.Chatbot(label="Talk")
    gr.on([word.submit], add, [word, kept], [out, kept], api_name="add", concurrency_limit=8)
    gr.on([word.submit], spell, word, out, api_name="spell", concurrency_limit=8)
    gr.on([file.change], read, file, out, api_name="read", concurrency_limit=8)
    gr.on([talk.change], chat, [word, talk], talk, api_name="chat", concurrency_limit=8)
    gr.on([word.submit], work, [word, done], [out, done], api_name="work", run="process", concurrency_limit=2)
    gr.on([word.submit], steps, word, out, api_name="steps", run="process", concurrency_limit=2)
"""


class Visitor:
    """Uses the app in a session of its own, and checks all that it is told.

    Args:
        url: Where the app is.
        number: Which visitor it is.
    """

    def __init__(self, url: str, number: int) -> None:
        self.name = f"canary{number}"
        self.session = f"session{number}"
        self._url = f"{url}gradio_api/"
        self._client = httpx.Client(timeout=30, headers={"x-gradio-user": "app"})
        self._words: list[str] = []
        self._done: list[str] = []
        self._history: list[Any] = []
        self.calls = 0

    def play(self, over: threading.Event, seed: int) -> int:
        """Play until it is over; return how many calls there were."""
        chance = random.Random(f"{self.name}/{seed}")
        acts = [self._add, self._spell, self._work, self._read, self._chat, self._steps]
        with self._client:
            while not over.is_set() or self.calls < len(acts):
                acts[self.calls % len(acts)](f"{self.name}-{chance.randrange(10**9)}")
                self.calls += 1
        return self.calls

    def _add(self, word: str) -> None:
        self._words.append(word)
        assert self._ask("add", word, None) == " ".join([self.name, *self._words]), "nothing lost, nothing twice"

    def _work(self, word: str) -> None:
        self._done.append(word)
        assert self._ask("work", word, None) == " ".join([self.name, *self._done]), "nothing lost, nothing twice"

    def _steps(self, word: str) -> None:
        assert self._ask("steps", word) == word

    def _spell(self, word: str) -> None:
        assert self._ask("spell", word) == word

    def _read(self, word: str) -> None:
        (path,) = self._client.post(f"{self._url}upload", files={"files": ("own.txt", word.encode())}).json()
        assert self._ask("read", {"path": path, "meta": {"_type": "gradio.FileData"}}) == word

    def _chat(self, word: str) -> None:
        self._history = self._ask("chat", word, self._history)
        said = [part["text"] for one in self._history for part in one["content"]]
        assert said[-2:] == [word, f"re {word}"]
        assert all(self.name in text for text in said)

    def _ask(self, name: str, *data: Any) -> Any:
        """Queue a call, and return its first output; its stream ends once."""
        index = ("add", "spell", "read", "chat", "work", "steps").index(name)
        body = {"fn_index": index, "data": list(data), "session_hash": self.session}
        event = self._client.post(f"{self._url}queue/join", json=body).json()["event_id"]
        ends: list[dict[str, Any]] = []
        where = {"session_hash": self.session}
        with self._client.stream("GET", f"{self._url}queue/data", params=where) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    message = httpx.Response(200, text=line[6:]).json()
                    if message["msg"] == "process_completed":
                        assert message["event_id"] == event
                        ends.append(message)
        assert len(ends) == 1
        assert ends[0]["success"], ends[0]
        return ends[0]["output"]["data"][0]


@pytest.mark.requirement("R72")
def test_visitors_do_not_meet_and_lose_nothing_while_the_program_is_reloaded(desk: Desk) -> None:
    desk.write("app.py", BUSY)
    url, over, chance = desk.url, threading.Event(), random.Random(5)
    with ThreadPoolExecutor(VISITORS) as crowd:
        played = [crowd.submit(Visitor(url, number).play, over, 5) for number in range(VISITORS)]
        try:
            for number in range(RELOADS):
                over.wait(chance.random() / 20)
                desk.edit("app.py", f"VERSION = {number}\n", f"VERSION = {number + 1}\n")
                assert desk.save()
        finally:
            over.set()
        assert all(one.result(60) >= 6 for one in played)
    assert desk.generation.number == RELOADS + 1


@pytest.mark.requirement("R72")
@pytest.mark.parametrize("name", ["notes", "uploads", "streaming", "chat", "processes"])
def test_simulated_visitors_find_nothing_while_reloading(name: str) -> None:
    file = CLEAN / f"{name}.py"
    command = [sys.executable, "-m", "portico.cli", "dev", "--port", "0", str(file)]
    report = leaktest(Options(str(file), command, users=VISITORS, rounds=6, seed=7, reloads=RELOADS // 5))
    assert (report.findings, report.ended, report.failed, report.reloads) == ([], "", 0, RELOADS // 5)
    assert "10 reloads" in "\n".join(report.lines())


def test_simulated_visitors_still_find_what_leaks_while_reloading() -> None:
    file = CLEAN.parent / "planted" / "last_value.py"
    command = [sys.executable, "-m", "portico.cli", "dev", "--port", "0", str(file)]
    report = leaktest(Options(str(file), command, users=4, rounds=6, seed=7, reloads=5))
    assert report.findings
    assert report.reloads == 5


LONG = f"""
import threading
import portico as gr
import runs_of_modules as told
VERSION = 0
def work():
    told.started.set()
    assert told.go.wait(60)
    return str(VERSION)
{PAGE}
    work_button = gr.Button("Work")
    work_button.click(work, None, out, api_name="work")
"""


@pytest.fixture
def told() -> Iterator[Any]:
    """What a program's function and a test tell each other."""
    found: Any = sys.modules["runs_of_modules"]
    found.started, found.go = threading.Event(), threading.Event()
    yield found
    found.go.set()


def handles() -> int:
    """Return how many files this process has open."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def resident() -> int:
    """Return the bytes of memory that this process has."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
    return 1024 * int(line.split()[1])


def test_after_200_reloads_nothing_is_left_of_the_generations_between(desk: Desk, told: Any) -> None:
    desk.write("app.py", LONG)
    first = weakref.ref(desk.generation)
    with ThreadPoolExecutor(1) as one:
        running = one.submit(desk.call, "work")
        assert told.started.wait(10)
        between: list[weakref.ref[Any]] = []
        before = (0, 0, 0)
        for number in range(200):
            desk.edit("app.py", f"VERSION = {number}\n", f"VERSION = {number + 1}\n")
            assert desk.save()
            if number == 20:
                before = threading.active_count(), handles(), resident()
            if number < 199:
                between += [weakref.ref(desk.generation), weakref.ref(desk.generation.app)]
        gc.collect()
        assert not [ref for ref in between if ref() is not None]
        assert first() is not None, "it still runs"
        after = threading.active_count(), handles(), resident()
        assert after[:2] == before[:2]
        assert after[2] <= 1.1 * before[2]
        assert after[2] - before[2] < 180 * 100_000, "less than 0.1 MB a save"
        told.go.set()
        assert running.result(10) == "0"
    desk.call("go", "x")
    gc.collect()
    assert first() is None


def test_a_resource_and_a_block_that_runs_once_hold_one_generation_at_most(desk: Desk) -> None:
    keeps = "import portico as gr\nif gr.NO_RELOAD:\n    def kept():\n        return 1\n"
    resource = "@gr.resource\ndef model():\n    return kept\nVERSION = 0\n"
    desk.write("app.py", keeps + resource + PAGE)
    made = desk.generation.main.model()
    refs = [weakref.ref(desk.generation)]
    for number in range(12):
        desk.edit("app.py", f"VERSION = {number}\n", f"VERSION = {number + 1}\n")
        assert desk.save()
        refs.append(weakref.ref(desk.generation))
    gc.collect()
    assert desk.generation.main.model() is made
    assert sum(ref() is not None for ref in refs) <= 2, "the first, whose function is kept, and the last"
