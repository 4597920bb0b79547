"""A country decides the cities; tags, a nickname and a long list besides."""

import gradio as gr

CITIES = {"Chile": ["Arica", "Concepción"], "Ghana": ["Accra", "Kumasi", "Tamale"]}

with gr.Blocks() as demo:
    country = gr.Dropdown(list(CITIES), value=None, label="Country")
    city = gr.Dropdown([], label="City", interactive=True)
    tags = gr.Dropdown(["sea", "hills", "market"], multiselect=True, max_choices=2, label="Tags")
    nickname = gr.Dropdown(["Sunny", "Rainy"], value="Sunny", allow_custom_value=True, label="Nickname")
    plain = gr.Dropdown(["red", "green", "grey"], filterable=False, label="Colour")
    many = gr.Dropdown([(f"Seat {number}", number) for number in range(1000)], label="Seat")
    chosen = gr.Textbox(label="Chosen")
    marked = gr.Textbox(label="Marked last")
    send = gr.Button("Send")

    country.change(lambda name: gr.Dropdown(choices=CITIES.get(name, [])), country, city)
    send.click(lambda *values: repr(values), [country, city, tags, nickname, plain, many], chosen)

    def mark(event: gr.SelectData) -> str:
        return f"{event.index} {event.value} {event.selected}"

    tags.select(mark, None, marked)

if __name__ == "__main__":
    demo.launch()
