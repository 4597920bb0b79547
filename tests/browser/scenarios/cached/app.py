"""Two cached functions, and how often they really ran."""

import gradio as gr

runs = {"shout": 0, "spell": 0}


@gr.cache
def shout(word):
    runs["shout"] += 1
    return f"{word.upper()} {runs['shout']}"


@gr.cache
def spell(word):
    runs["spell"] += 1
    for end in range(1, len(word) + 1):
        yield f"{word[:end]} {runs['spell']}"


with gr.Blocks() as demo:
    word, answer = gr.Textbox(label="Word"), gr.Textbox(label="Answer")
    gr.Button("Shout").click(shout, word, answer)
    gr.Button("Spell").click(spell, word, answer)

if __name__ == "__main__":
    demo.launch()
