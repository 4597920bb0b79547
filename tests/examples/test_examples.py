"""Every example runs, and its page, its API and both descriptions answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_serves_its_page_and_describes_itself(serve: Any, path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 60
    app = serve(path)
    assert httpx.get(app.url).status_code == 200
    assert httpx.get(f"{app.url}/config").json()["components"]
    assert httpx.get(f"{app.url}/gradio_api/info").json()["named_endpoints"]
    assert "Traceback" not in app.log


def test_the_digits_app_answers_the_python_client(serve: Any, tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    zero = tmp_path / "zero.png"
    pixels = (digits.images[0] / 16 * 255).astype(np.uint8)
    Image.fromarray(pixels).resize((300, 300)).save(zero)
    app = serve(next(path for path in EXAMPLES if path.stem == "digits"))
    client = Client(app.url, verbose=False, download_files=str(tmp_path))
    label, seen_as = client.predict(handle_file(str(zero)), 4, api_name="/classify")
    assert label["label"] == "0"
    assert len(label["confidences"]) == 4
    with Image.open(seen_as) as picture:
        assert picture.size == (160, 160)
    client.close()
