"""What the author knows about."""

import portico as gr

votes = {"cats": 0, "dogs": 0}
voters = []


def vote(animal, name):
    votes[animal] += 1  # portico: ignore[PC102] a poll is everybody's
    voters.append(  # portico: ignore[PC102, PC131]
        name
    )
    print("vote for", name)  # portico: ignore
    return votes


demo = gr.Interface(vote, [gr.Radio(["cats", "dogs"]), "text"], "json")
