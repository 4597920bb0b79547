"""A plot that each call draws anew."""

import numpy as np
from matplotlib.figure import Figure

import portico as gr

X = np.linspace(0, 6, 50)


def draw(frequency, phase):
    figure = Figure(figsize=(4, 2))
    axes = figure.subplots()
    y = X.copy()
    y *= frequency
    y += phase
    axes.plot(X, np.sin(y))
    axes.set_title(f"{frequency:g} Hz")
    return figure


with gr.Blocks() as demo:
    frequency, phase, plot = gr.Slider(1, 9), gr.Slider(0, 3), gr.Plot()
    gr.on([frequency.change, phase.change, demo.load], draw, [frequency, phase], plot)
