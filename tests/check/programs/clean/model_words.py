"""Words of a language model that are called tokens, and labels that are called passwords."""

import portico as gr

EOS_TOKEN = "<|endoftext|>"
MASK_TOKEN = "[MASK]"
STOP_TOKEN = "###END###"
LABELS = {"user": "User name", "password": "Your password", "token": "Zugangsschlüssel"}
PASSWORD_HEADER = "Choose-a-good-one"
ADDRESS = "https://example.org/path@home"
DATABASE = "postgres://user:{password}@localhost/app"


def complete(prompt, temperature, password="optional"):
    prompt = prompt.removesuffix(EOS_TOKEN).replace(MASK_TOKEN, "…")
    print(f"temperature {temperature}, {len(prompt)} characters")
    return prompt.split(STOP_TOKEN)[0]


with gr.Blocks() as demo:
    prompt, temperature = gr.Textbox(label=LABELS["user"]), gr.Slider(0, 2)
    prompt.submit(complete, [prompt, temperature], prompt)
