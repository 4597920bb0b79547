"""A thousand controls in two tabs."""

import portico as gr

with gr.Blocks(title="Many") as demo:
    with gr.Tab("Fields"):
        fields = []
        for row in range(100):
            with gr.Row():
                fields += [gr.Textbox(f"value {row}.{column}", label=f"Field {row}.{column}") for column in range(5)]
    with gr.Tab("Choices"):
        for row in range(100):
            with gr.Row():
                gr.Checkbox(label=f"Box {row}")
                gr.Slider(0, 10, row % 10, label=f"Slide {row}")
                gr.Dropdown(["one", "two"], label=f"Choice {row}")
                gr.Number(row, label=f"Number {row}")
                gr.Button(f"Button {row}")
    fields[0].submit(lambda first, last: (last, first), [fields[0], fields[-1]], [fields[0], fields[-1]])

if __name__ == "__main__":
    demo.launch()
