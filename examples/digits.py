"""Recognise handwritten digits: a model trained when the app starts, behind a page, an HTTP API and two clients."""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import train_test_split

import portico as gr

DIGITS = load_digits()
SEEN, UNSEEN, SEEN_NAMES, UNSEEN_NAMES = train_test_split(
    DIGITS.data, DIGITS.target, test_size=0.5, random_state=0, stratify=DIGITS.target
)


@gr.resource
def model():
    """Train once; every visitor shares the result."""
    return ExtraTreesClassifier(300, random_state=0).fit(SEEN, SEEN_NAMES)


def picture_of(pixels):
    """Return eight by eight values from 0 to 16 as a picture."""
    return Image.fromarray((pixels.reshape(8, 8) / 16 * 255).astype(np.uint8))


def example_files(count=6):
    """Write digits that the model has not seen as files, and return their paths."""
    folder = Path(tempfile.mkdtemp(prefix="digits-"))
    paths = [folder / f"digit-{name}-{n}.png" for n, name in enumerate(UNSEEN_NAMES[:count])]
    for path, pixels in zip(paths, UNSEEN, strict=False):
        picture_of(pixels).resize((160, 160), Image.Resampling.NEAREST).save(path)
    return [str(path) for path in paths]


def classify(picture, classes):
    """Say which digit a picture shows.

    Any picture is reduced to eight by eight grey values, light strokes on a dark ground.
    """
    if picture is None:
        raise gr.Error("Drop a picture of a digit first.", title="No picture")
    small = picture.convert("L").resize((8, 8), Image.Resampling.BOX)
    pixels = np.asarray(small, dtype=float).ravel() / 255 * 16
    chances = model().predict_proba([pixels])[0]
    best = np.argsort(chances)[::-1][: int(classes)]
    seen_as = small.resize((160, 160), Image.Resampling.NEAREST)
    return {str(digit): float(chances[digit]) for digit in best}, seen_as


accuracy = model().score(UNSEEN, UNSEEN_NAMES)

with gr.Blocks(title="Digits") as demo:
    gr.Markdown(f"# Digits\nDrop a picture of a handwritten digit. The model was trained when this app started; it gets "
                f"**{accuracy:.1%}** of {len(UNSEEN)} digits right that it had not seen.")  # fmt: skip
    with gr.Row():
        with gr.Column():
            picture = gr.Image(type="pil", label="Picture", sources=["upload", "clipboard"])
            classes = gr.Slider(1, 10, value=3, step=1, label="Classes to show")
            run = gr.Button("Classify", variant="primary")
        with gr.Column():
            result = gr.Label(label="Digit")
            seen_as = gr.Image(label="What the model sees", interactive=False)
    gr.Examples(example_files(), picture, [result, seen_as], lambda one: classify(one, 3), run_on_click=True)
    gr.on([run.click, picture.upload], classify, [picture, classes], [result, seen_as], api_name="classify")

if __name__ == "__main__":
    demo.launch()
