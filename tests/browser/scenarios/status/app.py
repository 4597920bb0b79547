"""What runs, waits, reports and fails, at the pace of whoever presses the buttons."""

import threading
from collections import defaultdict

import portico as gr

steps: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(0))


def step(name: str) -> None:
    steps[name].release()


def pause(name: str) -> None:
    assert steps[name].acquire(timeout=20), "nobody pressed Step"


def work(name: str, progress: gr.Progress = gr.Progress()) -> str:
    """Report in each way there is."""
    progress(0.25, desc="Reading")
    pause(name)
    for _ in progress.tqdm(range(4), desc="Sorting", unit="pages"):
        pause(name)
    progress((3, 5), desc="Binding", unit="books")
    pause(name)
    return f"done by {name}"


def one_at_a_time(name: str) -> str:
    pause(name)
    return f"served {name}"


def speak(kind: str) -> str:
    if kind == "several":
        for number in range(5):
            gr.Info(f"Message {number}", title=f"Title {number}", duration=60)
    elif kind == "forever":
        gr.Info("Stays", duration=None)
    else:
        say = {"info": gr.Info, "warning": gr.Warning, "success": gr.Success}[kind]
        say(f"This is <b>{kind}</b>.", title=f"Of kind {kind}", duration=60)
    return kind


tries: defaultdict[str, int] = defaultdict(int)


def fail(kind: str, request: gr.Request) -> tuple[str, str]:
    """Fail in the way asked for; `flaky` only at first."""
    visitor = request.session_hash or ""
    tries[visitor] += 1
    if kind.startswith("say "):
        raise gr.Error(kind.removeprefix("say "))
    if kind == "shown":
        raise gr.Error("Row 7 has no price.", title="Not a price list")
    if kind == "crash" or tries[visitor] == 1:
        raise ZeroDivisionError("secret detail")
    return f"try {tries[visitor]}", "A newer value"


with gr.Blocks(title="Status") as demo:
    with gr.Row():
        name, kind = gr.Textbox("Ada", label="Name"), gr.Textbox(label="Kind")
        gr.Button("Step").click(step, name, None, queue=False)
    with gr.Row():
        worked, served = gr.Textbox(label="Worked"), gr.Textbox(label="Served")
        quiet = gr.Textbox(label="Quiet")
    with gr.Row():
        gr.Button("Work").click(work, name, worked, concurrency_limit=None)
        gr.Button("Serve").click(one_at_a_time, name, served, concurrency_limit=1)
        gr.Button("Work quietly").click(one_at_a_time, name, quiet, show_progress="hidden", concurrency_limit=None)
        gr.Button("Work briefly").click(one_at_a_time, name, quiet, show_progress="minimal", concurrency_limit=None)
    with gr.Row():
        spoken = gr.Textbox(label="Spoken")
        failed = gr.Textbox("An older value", label="Failed")
        also = gr.Markdown("Also an older value")
    with gr.Row():
        gr.Button("Speak").click(speak, kind, spoken)
        gr.Button("Fail").click(fail, kind, [failed, also])

if __name__ == "__main__":
    demo.launch()
