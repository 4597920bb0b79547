"""A table to edit, one to look at, and a long one."""

import pandas as pd

import portico as gr

STOCK = pd.DataFrame({"Part": ["bolt", "nut", "gear"], "Pieces": [120, 80, 3], "Ok": [True, True, False]})

with gr.Blocks() as demo:
    stock = gr.Dataframe(
        STOCK,
        interactive=True,
        datatype=["str", "number", "bool"],
        show_search="filter",
        label="Stock",
        elem_id="stock",
    )
    total = gr.Textbox(label="Total")
    heard = gr.Textbox(label="Heard")
    view = gr.Dataframe(label="View", interactive=False, elem_id="view")
    long = gr.Dataframe(
        [[number, f"row {number}"] for number in range(10_000)],
        headers=["Number", "Text"],
        type="array",
        show_row_numbers=True,
        max_height=300,
        label="Long",
        elem_id="long",
    )

    stock.change(lambda table: f"{table['Pieces'].sum()} in {len(table)} rows", stock, total)
    gr.Button("Style").click(lambda table: table.style.highlight_max(["Pieces"], "lightgreen"), stock, view)

    @stock.edit(outputs=heard)
    def edited(event: gr.EditData) -> str:
        return f"{event.previous_value} -> {event.value} at {event.index}"

    @gr.on([view.select, long.select], outputs=heard)
    def selected(event: gr.SelectData) -> str:
        return f"{event.value} at {event.index} in {event.row_value}"


if __name__ == "__main__":
    demo.launch()
