"""Two people who read the same stories: one simulated, one before Chromium."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error, expect
from serving import wait_until

from portico.testing import NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page, WebSocket

    from portico.testing import AppTest


EVERYTHING = """() => {
    const whole = (node) => [node.type, node.props, node.interactive, node.children.map(whole)];
    return JSON.parse(JSON.stringify(window.portico.app.root.children.map(whole)));
}"""
"""All that a page is, of which what is drawn follows."""
GENERATION = "() => window.portico.app.config.generation"


def asked(frame: str) -> Any:
    """What a frame of the page's socket asks to be run; None for any other. Files have other names in each run."""
    sent = json.loads(frame)
    if sent.get("path") not in ("queue/join", "run/predict"):
        return None
    body = sent["body"]
    return [sent["path"], body["fn_index"], _scrubbed(body["data"]), body["event_data"], body["trigger_id"]]


def _scrubbed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "…" if name in ("path", "url") else _scrubbed(one) for name, one in value.items()}
    return [_scrubbed(one) for one in value] if isinstance(value, list) else value


def edit(folder: Path, old: str, new: str) -> None:
    """Change the program's text."""
    text = (folder / "app.py").read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the program"
    write(folder, {"app.py": text.replace(old, new)})


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files, as an editor that replaces them does."""
    for name, text in files.items():
        if (folder / name).read_text(encoding="utf-8") != text:
            beside = (folder / name).with_suffix(".new")
            beside.write_text(text, encoding="utf-8")
            beside.replace(folder / name)


def whole(node: Any) -> Any:
    """All that a part of a simulated page is."""
    return [node.type, node.props, node.interactive, [whole(one) for one in node.children]]


class Simulated:
    """Uses a page through AppTest; where there is a folder with its program, writes that too."""

    def __init__(self, at: AppTest, noted: list[Any], folder: Path | None = None) -> None:
        self.at = at
        self.noted = noted
        self._folder = folder

    def fill(self, label: str, value: Any) -> None:
        self.at[label].fill(value)

    def submit(self, label: str, text: str) -> None:
        self.at[label].submit(text)

    def press(self, name: str, wait: bool = True) -> None:
        if name in ("Undo", "Retry"):
            self.at["Chatbot"].act(name.lower())
        elif name == "second":
            self.at["dataset"].choose(name)
        else:
            self.at.click(name, wait=wait)

    def tick(self, label: str) -> None:
        if label in self.at:
            self.at[label].check()
        else:
            self.at["checkboxgroup"].check(label)

    def choose(self, label: str, choice: str) -> None:
        self.at[label].choose(choice)

    pick = choose

    def slide(self, label: str, number: int) -> None:
        self.at[label].fill(number)

    def upload(self, label: str, path: Path) -> None:
        self.at[label].upload(path)

    def clear(self, label: str, button: str) -> None:
        self.at[label].clear()

    def open_tab(self, name: str) -> None:
        self.at.select(name)

    def chat(self, text: str) -> None:
        self.at.chat(text)

    def write(self, label: str, row: int, column: int, text: str) -> None:
        self.at[label].edit(row, column, text)

    def wait_for(self, label: str, value: str) -> None:
        wait_until(lambda: self._text(label) == value, f"{label} shows {value!r}")

    def pass_time(self, seconds: float) -> None:
        self.at.tick(seconds)

    def _text(self, label: str) -> str:
        value = self.at[label].value
        return "" if value is None else f"{value:g}" if isinstance(value, (int, float)) else str(value)

    def look(self, *labels: str) -> None:
        self.noted += [(label, self._text(label)) for label in labels]

    def look_if_there(self, *labels: str) -> None:
        self.noted += [(label, label in self.at and self.at[label].visible) for label in labels]

    def look_at_checked(self, *labels: str) -> None:
        self.noted.append([self._checked(label) for label in labels])

    def _checked(self, label: str) -> bool:
        if label in self.at:
            return bool(self.at[label].value)
        for kind in ("checkboxgroup", "radio"):
            one = self.at[kind]
            if label in one.choices:
                value = dict(one.props["choices"])[label]
                return value in one.value if kind == "checkboxgroup" else one.value == value
        raise AssertionError(label)

    def look_at_talk(self) -> None:
        messages = self.at["Chatbot"].value
        said = [[message["role"], message["content"][0]["text"]] for message in messages]
        self.noted.append(said)

    def look_at_table(self, label: str) -> None:
        self.noted.append([[str(cell) for cell in row] for row in self.at[label].value["data"]])

    def look_at_toasts(self) -> None:
        self.noted.append(sorted((toast.level, toast.title, toast.text) for toast in self.at.toasts))

    def look_at_error(self, label: str) -> None:
        self.noted.append(self.at[label].error)

    def another(self) -> Simulated:
        return Simulated(self.at.another_session(), self.noted, self._folder)

    def begin(self, label: str, text: str) -> None:
        self.at[label].fill(text, leave=False)

    def go_on(self, label: str, text: str) -> None:
        page = self.at._visit.page
        assert page.focused is self.at[label]._node, "the cursor is where it was"
        self.at[label].fill(self._text(label) + text, leave=False)

    def save(self, old: str, new: str) -> None:
        assert self._folder is not None
        edit(self._folder, old, new)
        self.at.reload()

    def save_all(self, files: dict[str, str]) -> None:
        assert self._folder is not None
        write(self._folder, files)
        self.at.reload()

    def look_at_everything(self) -> None:
        page = json.dumps([whole(one) for one in self.at._visit.page.root.children])
        self.noted.append(json.loads(page))

    def save_what_is_wrong(self, old: str, new: str, told: str) -> None:
        assert self._folder is not None
        edit(self._folder, old, new)
        try:
            self.at.reload()
        except NotPossible as error:
            self.noted.append(("broken", told in str(error)))
        else:
            raise AssertionError("what is wrong was served")

    def log_in(self, name: str, password: str) -> Simulated:
        return Simulated(self.at.as_user(name, password=password), self.noted, self._folder)


class BeforeChromium:
    """Uses a page in a browser. What it sees must become what the other one saw; then it is noted."""

    def __init__(
        self,
        open_page: Callable[[], Page],
        noted: list[Any],
        frames: list[str],
        expected: list[Any],
        folder: Path | None = None,
        everybody: list[BeforeChromium] | None = None,
    ) -> None:
        self._open = open_page
        self._folder = folder
        self._everybody = everybody if everybody is not None else []
        self.noted = noted
        self._frames = frames
        self._expected = expected
        self._asked, self._answered = 0, 0
        self._sockets: list[WebSocket] = []
        self.page = open_page()
        self.page.on("websocket", self._hear)

    def go(self, url: str) -> BeforeChromium:
        self.page.goto(url)
        return self._arrived(url)

    def _arrived(self, url: str) -> BeforeChromium:
        self._url = url
        self._settle()
        if self.page.evaluate("() => 'portico' in window"):
            self._everybody.append(self)
        return self

    def _hear(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._sent(str(frame)))
        socket.on("framereceived", lambda frame: self._received(str(frame)))

    def _sent(self, frame: str) -> None:
        if asked(frame) is not None:
            self._frames.append(frame)
            self._asked += 1

    def _received(self, text: str) -> None:
        for frame in json.loads(text):
            for message in frame.get("messages", []):
                self._answered += message["msg"] == "process_completed"
            body = frame.get("body")
            # A refusal, and what runs without the queue, is over with its answer.
            queued = isinstance(body, dict) and "event_id" in body
            self._answered += "id" in frame and not queued and frame["id"] in self._calls()

    def _calls(self) -> set[int]:
        return {json.loads(frame)["id"] for frame in self._frames}

    def _drawn(self) -> None:
        self.page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")

    def _settle(self) -> None:
        self._drawn()
        wait_until(self._still, "everything that was asked is answered", 15)

    def _still(self) -> bool:
        self.page.wait_for_timeout(1)  # lets the browser's news come in
        return self._asked == self._answered

    def _note(self, see: Callable[[], Any]) -> None:
        """Note what is seen as soon as it is what is expected, or what is there when it never becomes so."""
        wanted = self._expected[len(self.noted)] if len(self.noted) < len(self._expected) else None
        try:
            wait_until(lambda: _seen(see) == wanted, "the same is seen", 5)
        except AssertionError:
            pass
        self.noted.append(see())

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def fill(self, label: str, value: Any) -> None:
        self._field(label).fill(str(value))
        self._field(label).blur()
        self._settle()

    def submit(self, label: str, text: str) -> None:
        self._field(label).fill(text)
        self._field(label).press("Enter")
        self._settle()

    def press(self, name: str, wait: bool = True) -> None:
        self._button(name).click()
        if wait:
            self._settle()

    def tick(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=label, exact=True).check()
        self._settle()

    def choose(self, label: str, choice: str) -> None:
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=choice, exact=True).click()
        self.page.get_by_role("combobox", name=label).blur()
        self._settle()

    def pick(self, label: str, choice: str) -> None:
        self.page.get_by_role("radio", name=choice, exact=True).check()
        self._settle()

    def slide(self, label: str, number: int) -> None:
        field = self.page.get_by_label(f"number input for {label}")
        field.fill(str(number))
        field.blur()
        self._settle()

    def upload(self, label: str, path: Path) -> None:
        block = self.page.locator(".block").filter(has_text=label)
        block.get_by_test_id("file-upload").first.set_input_files(path)
        self._settle()
        expect(block.get_by_label("Clear").or_(block.get_by_label("Remove Image"))).to_be_visible()
        self._settle()

    def clear(self, label: str, button: str) -> None:
        self.page.locator(".block").filter(has_text=label).get_by_label(button, exact=True).click()
        self._settle()

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()
        self._settle()

    def chat(self, text: str) -> None:
        self.page.get_by_placeholder("Type a message").fill(text)
        self.page.keyboard.press("Enter")
        self._settle()
        expect(self.page.get_by_placeholder("Type a message")).to_be_enabled()

    def write(self, label: str, row: int, column: int, text: str) -> None:
        grid = self.page.get_by_role("grid", name=label)
        grid.get_by_test_id(f"cell-{row}-{column}").dblclick()
        self.page.get_by_label("Edit cell").fill(text)
        self.page.get_by_label("Edit cell").press("Enter")
        self._settle()

    def wait_for(self, label: str, value: str) -> None:
        expect(self._field(label)).to_have_value(value)

    def pass_time(self, seconds: float) -> None:
        """Time passes by itself."""

    def look(self, *labels: str) -> None:
        for label in labels:
            self._note(lambda label=label: (label, self._field(label).input_value()))

    def look_if_there(self, *labels: str) -> None:
        for label in labels:
            self._note(lambda label=label: (label, self._field(label).is_visible()))

    def look_at_checked(self, *labels: str) -> None:
        box = self.page.get_by_role("checkbox").or_(self.page.get_by_role("radio"))
        self._note(lambda: [box.and_(self._field(label)).is_checked() for label in labels])

    def look_at_talk(self) -> None:
        said = self.page.locator("[data-testid=user], [data-testid=bot]")
        roles = {"user": "user", "bot": "assistant"}
        self._note(
            lambda: [[roles[one.get_attribute("data-testid") or ""], one.inner_text().strip()] for one in said.all()]
        )

    def look_at_table(self, label: str) -> None:
        grid = self.page.get_by_role("grid", name=label)
        self._note(
            lambda: [
                [grid.get_by_test_id(f"cell-{row}-{column}").inner_text().strip() for column in range(2)]
                for row in range(2)
            ]
        )

    def look_at_toasts(self) -> None:
        self._note(self._toasts)

    def _toasts(self) -> Any:
        found: list[Any] = []
        for toast in self.page.get_by_test_id("toast-body").all():
            level = (toast.get_attribute("class") or "").split()[1]
            title = toast.locator(".toast-title").inner_text()
            found += [(level, title, text) for text in toast.get_by_test_id("toast-text").all_inner_texts()]
        return sorted(found)

    def look_at_error(self, label: str) -> None:
        self._note(lambda: self.page.get_by_role("alert").first.inner_text())

    def another(self) -> BeforeChromium:
        return self._somebody().go(self._url)

    def _somebody(self) -> BeforeChromium:
        shared = self.noted, self._frames, self._expected, self._folder, self._everybody
        return BeforeChromium(self._open, *shared)

    def begin(self, label: str, text: str) -> None:
        self._field(label).press_sequentially(text)

    def go_on(self, label: str, text: str) -> None:
        expect(self._field(label)).to_be_focused()
        self.page.keyboard.type(text)

    def save(self, old: str, new: str) -> None:
        assert self._folder is not None
        text = (self._folder / "app.py").read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.save_all({"app.py": text.replace(old, new)})

    def save_all(self, files: dict[str, str]) -> None:
        assert self._folder is not None
        before = [one.page.evaluate(GENERATION) for one in self._everybody]
        write(self._folder, files)
        for one, number in zip(self._everybody, before, strict=True):
            one.page.wait_for_function(f"number => ({GENERATION})() > number", arg=number)
            one._drawn()  # what runs meanwhile goes on
            expect(one._overlay).to_have_count(0)

    def look_at_everything(self) -> None:
        self._note(lambda: self.page.evaluate(EVERYTHING))

    def save_what_is_wrong(self, old: str, new: str, told: str) -> None:
        assert self._folder is not None
        edit(self._folder, old, new)
        for one in self._everybody:
            expect(one._overlay).to_contain_text(told)
        self._note(lambda: ("broken", told in self._overlay.inner_text()))

    @property
    def _overlay(self) -> Locator:
        return self.page.get_by_role("alert", name="The program is broken")

    def log_in(self, name: str, password: str) -> BeforeChromium:
        other = self._somebody()
        other.page.goto(self._url)
        other.page.get_by_label("Username").fill(name)
        other.page.get_by_label("Password").fill(password)
        with other.page.expect_navigation():
            other.page.keyboard.press("Enter")
        expect(other.page.locator("footer .user")).to_be_visible()
        return other._arrived(self._url)


def _seen(see: Callable[[], Any]) -> Any:
    """What is seen; nothing while the page is being changed."""
    try:
        return see()
    except Error:
        return None
