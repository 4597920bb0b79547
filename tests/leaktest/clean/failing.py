"""A function that answers once and then fails, with what it was given in its words: they stay out of the log."""

import portico as gr


def price(text: str, order: dict, said: int) -> tuple[str, int]:
    if not said:
        return f"{len(text)} letters cost nothing.", 1
    try:
        return f"{float(text):.2f}", said
    except ValueError as error:
        raise LookupError(f"No price for {text.split()[-1]!r} in {order}.") from error


with gr.Blocks() as demo:
    text, order, answer, said = gr.Textbox(label="Text"), gr.JSON(label="Order"), gr.Textbox(label="Price"), gr.State(0)
    gr.Button("Price").click(price, [text, order, said], [answer, said], api_name="price")

if __name__ == "__main__":
    demo.launch()
