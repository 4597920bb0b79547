"""A reset that gives every visitor the same dictionary."""

import portico as gr

EMPTY = {"moves": [], "won": False}


def move(where, game):
    return {**game, "moves": [*game["moves"], where]}


def reset():
    return EMPTY  # expect: PC114


with gr.Blocks() as demo:
    game, where = gr.State({"moves": [], "won": False}), gr.Number()
    where.submit(move, [where, game], game)
    gr.Button("New game").click(reset, None, game)
