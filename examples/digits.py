"""Recognise handwritten digits: a model trained when the app starts, behind a page, an HTTP API and two clients."""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import train_test_split

import portico as gr

SEEN, UNSEEN, SEEN_NAMES, UNSEEN_NAMES = train_test_split(
    *load_digits(return_X_y=True), test_size=0.5, random_state=0
)  # fmt: skip


@gr.resource
def model() -> ExtraTreesClassifier:
    """Train once; every visitor shares the result."""
    return ExtraTreesClassifier(300, random_state=0).fit(SEEN, SEEN_NAMES)


def example_files(count: int = 6) -> list[str]:
    """Write digits that the model has not seen as pictures, and return their paths."""
    folder = Path(tempfile.mkdtemp(prefix="digits-"))
    for n, (pixels, name) in enumerate(zip(UNSEEN[:count], UNSEEN_NAMES, strict=False)):
        picture = Image.fromarray((pixels.reshape(8, 8) / 16 * 255).astype(np.uint8))
        picture.resize((160, 160), Image.Resampling.NEAREST).save(folder / f"{n}-shows-{name}.png")
    return sorted(map(str, folder.iterdir()))


def classify(picture: Image.Image | None, classes: float) -> tuple[dict[str, float], Image.Image]:
    """Say which digit a picture shows: any picture is reduced to eight by eight grey values first."""
    if picture is None:
        raise gr.Error("Drop a picture of a digit first.", title="No picture")
    small = picture.convert("L").resize((8, 8), Image.Resampling.BOX)
    chances = model().predict_proba([np.asarray(small, dtype=float).ravel() / 255 * 16])[0]
    best = np.argsort(chances)[::-1][: int(classes)]
    return {str(digit): float(chances[digit]) for digit in best}, small.resize((160, 160), Image.Resampling.NEAREST)


with gr.Blocks(title="Digits") as demo:
    gr.Markdown(f"""# Digits
        Drop a picture of a handwritten digit. The model was trained when this app started; it gets
        **{model().score(UNSEEN, UNSEEN_NAMES):.1%}** of {len(UNSEEN)} digits right that it had not seen.""")
    with gr.Row():
        with gr.Column():
            picture = gr.Image(type="pil", label="Picture", sources=["upload", "clipboard"])
            classes = gr.Slider(1, 10, value=3, step=1, label="Classes to show")
            run = gr.Button("Classify", variant="primary")
        with gr.Column():
            result = gr.Label(label="Digit")
            seen_as = gr.Image(label="What the model sees", interactive=False)
    gr.Examples(example_files(), picture, [result, seen_as], lambda one: classify(one, 3), run_on_click=True)
    gr.on([run.click, picture.upload, classes.release], classify, [picture, classes], [result, seen_as])

if __name__ == "__main__":
    demo.launch()
