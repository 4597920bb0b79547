"""Sounds and films, in and out."""

import gradio as gr
import numpy as np

RATE = 8000


def tone(seconds: float) -> tuple[int, np.ndarray]:
    time = np.arange(int(RATE * seconds)) / RATE
    return RATE, (np.sin(2 * np.pi * 440 * time) * 12000).astype(np.int16)


def length(sound: tuple[int, np.ndarray] | None) -> str:
    return "silence" if sound is None else f"{len(sound[1]) / sound[0]:.2f} s"


with gr.Blocks(title="Players") as demo:
    with gr.Row():
        voice = gr.Audio(label="Voice")
        made = gr.Audio(label="Tone", interactive=False, subtitles=[{"text": "Beep", "timestamp": [0, 9]}])
    with gr.Row():
        film = gr.Video(label="Film")
        copy = gr.Video(label="Copy", interactive=False)
    told = gr.Textbox(label="Told")
    events = gr.Textbox(label="Events")
    gr.Button("Make").click(lambda: tone(0.5), None, made)
    voice.change(length, voice, told)
    film.upload(lambda path: path, film, copy)
    made.play(lambda so_far: f"{so_far} play".strip(), events, events)
    made.stop(lambda so_far: f"{so_far} stop".strip(), events, events)
    film.clear(lambda: "film cleared", None, told)


if __name__ == "__main__":
    demo.launch()
