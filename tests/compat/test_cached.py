"""The published Python client and a function that is cached."""

from __future__ import annotations

from typing import Any

from gradio_client import Client

import portico as gr


def test_predict_submit_and_the_steps_of_a_job_are_the_same_from_a_cache(launched: Any) -> None:
    runs: list[str] = []

    @gr.cache
    def shout(word: str) -> str:
        runs.append(word)
        return word.upper()

    @gr.cache
    def spell(word: str) -> Any:
        runs.append(word)
        yield from (word[:end] for end in range(1, len(word) + 1))

    with gr.Blocks() as demo:
        word, answer = gr.Textbox(), gr.Textbox()
        gr.Button().click(shout, word, answer)
        gr.Button().click(spell, word, answer)
    url = launched(demo).url
    for _ in range(2):
        client = Client(url, verbose=False)
        for _ in range(3):
            assert client.predict("pear", api_name="/shout") == "PEAR"
            job = client.submit("fig", api_name="/spell")
            assert job.result(timeout=10) == "fig"
            assert job.outputs() == ["f", "fi", "fig"]
    assert runs == ["pear", "fig"]
