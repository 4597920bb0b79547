"""A game: a state machine in a State."""

import copy
import random

import portico as gr

START = {"secret": None, "tries": 0, "log": []}


def new_game():
    game = copy.deepcopy(START)
    game["secret"] = random.randint(1, 100)
    return game, "Guess!"


def guess(number, game):
    if game["secret"] is None:
        game, _ = new_game()
    game["tries"] += 1
    game["log"].append(number)
    if number == game["secret"]:
        return game, f"Yes, after {game['tries']} tries."
    return game, "Higher." if number < game["secret"] else "Lower."


with gr.Blocks() as demo:
    game = gr.State(START)
    number, said = gr.Number(), gr.Textbox()
    gr.Button("New").click(new_game, None, [game, said])
    number.submit(guess, [number, game], [game, said])
