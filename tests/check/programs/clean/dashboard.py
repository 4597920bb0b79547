"""A dashboard over a table of the module."""

import pandas as pd

import portico as gr

SALES = pd.DataFrame({"month": ["May", "June", "July"], "region": ["N", "S", "N"], "sum": [3, 4, 5]})


def filtered(region, least):
    rows = SALES[SALES["region"] == region].copy()
    rows = rows[rows["sum"] >= least]
    rows["share"] = rows["sum"] / SALES["sum"].sum()
    return rows


def totals():
    grouped = SALES.groupby("region")["sum"].sum().reset_index()
    grouped["rank"] = grouped["sum"].rank()
    return grouped


with gr.Blocks() as demo:
    region, least = gr.Dropdown(["N", "S"], value="N"), gr.Slider(0, 10, 0)
    table, summary = gr.Dataframe(), gr.Dataframe()
    gr.on([region.change, least.change], filtered, [region, least], table)
    demo.load(totals, None, summary)
    gr.Timer(5).tick(totals, None, summary)
