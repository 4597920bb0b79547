"""Sound, as arrays and as files."""

import tempfile
import wave

import numpy as np

import portico as gr

RATE = 16_000
NOTES = {"a": 440, "b": 494}


def tone(note, seconds):
    time = np.arange(int(RATE * seconds)) / RATE
    wave_form = np.sin(2 * np.pi * NOTES[note] * time)
    wave_form *= 32_000
    return RATE, wave_form.astype(np.int16)


def louder(sound):
    rate, samples = sound
    samples = np.clip(samples * 2, -32_768, 32_767).astype(np.int16)
    with tempfile.NamedTemporaryFile(suffix=".wav", delete=False) as file, wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.tobytes())
    return file.name


with gr.Blocks() as demo:
    note, seconds, sound, file = gr.Dropdown(list(NOTES)), gr.Slider(0.1, 3), gr.Audio(), gr.File()
    note.change(tone, [note, seconds], sound)
    sound.change(louder, sound, file)
