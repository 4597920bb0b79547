"""An app with one endpoint of every kind that the wire's checklist names."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import portico as gr

released = threading.Event()


def greet(name: str, times: float = 2) -> str:
    """Greet somebody, several times."""
    return " ".join([f"Hello {name}"] * int(times))


def count(n: float):
    text = ""
    for number in range(int(n)):
        text += str(number)
        yield text


async def count_async(n: float):
    for number in range(int(n)):
        yield number


def nested(shape: str):
    """Yield values that grow, shrink, change type and vanish."""
    yield {"a": [[1, 2], [3, 4], [5]], "b": "x"}
    yield {"a": [[1], [3]], "b": "xy"}
    yield {"a": [[1, 9, 9]], "c": {"d": None}}
    yield [True, 1, None]
    yield [1, True, None]
    yield None
    yield [shape]


def skipping():
    yield "first"
    yield gr.skip()
    yield gr.update(label="New label")
    yield "last"


def remember(text: str, seen: list[str]):
    seen = [*seen, text]
    return ",".join(seen), seen


def progress(n: float, bar=gr.Progress()) -> str:
    for _ in bar.tqdm(range(int(n)), desc="Working", unit="steps"):
        time.sleep(0.001)
    gr.Info("halfway", duration=3)
    return "done"


def fail(kind: str) -> str:
    if kind == "shown":
        raise gr.Error("No seats left", title="Full", duration=5)
    raise ValueError("internal detail")


def fail_late():
    yield "one"
    raise gr.Error("Too late", title="Oops", duration=None)


def toasts(level: str) -> str:
    gr.Info("for your information", duration=3)
    gr.Warning("mind the gap", title="Careful")
    return level


def nested_progress(bar=gr.Progress()) -> str:
    # Each step lasts long enough to be told on its own.
    bar(0.25, desc="A quarter")
    time.sleep(0.2)
    for _ in bar.tqdm([1], desc="Outer"):
        bar((1, 4), desc="Steps", unit="parts")
        time.sleep(0.2)
    return "done"


def shout(words: list[str]) -> list[list[str]]:
    return [[word.upper() for word in words]]


def choose(choice: str, amount: float):
    return gr.Dropdown(choices=["x", "y"], value="x", label=f"was {choice}"), gr.update(maximum=amount)


def by_component(values):
    return {out: values[text] * 2, number: values[number] + 1}


def chat(message: str, history: list[dict]):
    history = [*history, {"role": "user", "content": message}, {"role": "assistant", "content": ""}]
    for word in ("so ", "it ", "is"):
        history[-1]["content"] += word
        yield "", history


def wait_for_release() -> str:
    return "released" if released.wait(30) else "forgotten"


def release() -> str:
    released.set()
    return "ok"


def block_again() -> str:
    released.clear()
    return "ok"


def endless():
    n = 0
    while True:
        n += 1
        yield n
        time.sleep(0.01)


def length_of(path: str | None) -> str:
    return "nothing" if path is None else f"{Path(path).name} {Path(path).stat().st_size}"


def write(text: str) -> str:
    import tempfile

    path = Path(tempfile.mkdtemp()) / "änswer #1 %.txt"
    path.write_text(text)
    return str(path)


def loudest(level: float, peak: float):
    """The loudest of the levels that came so far."""
    if level < 0:
        raise gr.Error("A level is not negative")
    peak = max(level, peak)
    return f"{level} of {peak}", peak


def fast(n: float):
    yield from range(int(n))


def check(name: str, times: float = 1):
    verdicts = [gr.validate(len(name) > 2, "The name is too short."), gr.validate(times > 0, "Never?")]
    return verdicts if times != 1 else verdicts[0]


def who(request: gr.Request) -> dict[str, object]:
    return {
        "team": request.headers.get("x-team"),
        "query": dict(request.query_params),
        "session": request.session_hash is not None,
    }


with gr.Blocks(title="Kitchen") as demo:
    text, number, out = gr.Textbox(label="Text"), gr.Number(2, label="Times"), gr.Textbox(label="Out")
    any_json, file_in, file_out = gr.JSON(label="Any"), gr.File(label="File in"), gr.File(label="File out")
    seen, peak, microphone = gr.State([]), gr.State(0), gr.Audio(label="Microphone")
    choice, slider = gr.Dropdown(["a", "b"], value="a", label="Choice"), gr.Slider(0, 10, label="Amount")
    talk, table = gr.Chatbot(label="Talk"), gr.Dataframe(headers=["n", "word"], label="Table")
    both, many = gr.Checkbox(label="Both"), gr.CheckboxGroup(["p", "q"], label="Many")
    files_in = gr.File(file_count="multiple", label="Files in")
    go = gr.Button("Go")
    go.click(greet, [text, number], out, api_name="greet", concurrency_limit=None)
    go.click(count, number, out, api_name="count")
    go.click(count_async, number, number, api_name="count_async")
    go.click(nested, text, any_json, api_name="nested")
    go.click(skipping, None, out, api_name="skipping")
    go.click(remember, [text, seen], [out, seen], api_name="remember")
    go.click(lambda seen, text: f"{text} after {len(seen)}", [seen, text], out, api_name="state_first")
    go.click(progress, number, out, api_name="progress")
    go.click(fail, text, out, api_name="fail")
    go.click(wait_for_release, None, out, api_name="wait_for_release", concurrency_limit=1)
    go.click(release, None, out, api_name="release")
    go.click(block_again, None, out, api_name="block_again")
    go.click(endless, None, number, api_name="endless")
    go.click(length_of, file_in, out, api_name="length_of")
    go.click(write, text, file_out, api_name="write")
    go.click(fast, number, number, api_name="fast")
    go.click(lambda: None, None, None, api_name="no_outputs")
    go.click(lambda a: (a, [a]), text, [out, any_json], api_name="two")
    go.click(lambda a: a.upper(), text, out, api_name="unqueued", queue=False)
    go.click(lambda a: a, text, out, api_name="private", api_visibility="private")
    go.click(lambda a: a, text, out, api_name="undocumented", api_visibility="undocumented")
    go.click(greet, [text, number], out, api_name="checked", validator=check)
    go.click(lambda a: a.upper(), text, out, api_name="checked_unqueued", queue=False, validator=check)
    go.click(who, None, any_json, api_name="who")
    microphone.stream(loudest, [number, peak], [out, peak], api_name="loudest", time_limit=20)
    go.click(fail_late, None, out, api_name="fail_late")
    go.click(toasts, text, out, api_name="toasts")
    go.click(nested_progress, None, out, api_name="nested_progress")
    go.click(shout, text, out, api_name="shout", batch=True, max_batch_size=4)
    go.click(choose, [choice, slider], [choice, slider], api_name="choose")
    go.click(by_component, {text, number}, [out, number], api_name="by_component")
    go.click(chat, [text, talk], [text, talk], api_name="chat")
    go.click(lambda n: [[i, "x" * i] for i in range(int(n))], number, table, api_name="table")
    go.click(lambda b, m: f"{b} {m}", [both, many], out, api_name="choices")
    go.click(lambda files: [Path(file).name for file in files or []], files_in, any_json, api_name="names_of")
    go.click(lambda a: a, any_json, any_json, api_name="json")
    go.click(lambda *values: list(values), [text, number], any_json, api_name="variadic")
    go.click(lambda a: a, text, out, api_name="described", api_description="Says it again.")

demo.queue(max_size=60)

if __name__ == "__main__":
    demo.launch()
