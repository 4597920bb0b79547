"""What a function found out: classes, data and a figure."""

from matplotlib.figure import Figure

import portico as gr


def study(word: str) -> tuple[dict[str, float], dict[str, object], Figure]:
    letters = {letter: word.count(letter) / len(word) for letter in sorted(set(word))}
    figure = Figure(figsize=(3, 2), dpi=50)
    figure.subplots().bar(list(letters), list(letters.values()))
    return letters, {"word": word, "letters": letters, "tree": {"a": {"b": {"deep": True}}}}, figure


with gr.Blocks() as demo:
    word = gr.Textbox(label="Word")
    with gr.Row():
        guess = gr.Label(label="Letters", num_top_classes=2)
        data = gr.JSON(label="Data")
        picture = gr.Plot(label="Shares", format="png")
    chosen = gr.Textbox(label="Chosen")
    word.submit(study, word, [guess, data, picture])

    @guess.select(outputs=chosen)
    def choose(event: gr.SelectData) -> str:
        return f"{event.index} {event.value}"


if __name__ == "__main__":
    demo.launch()
