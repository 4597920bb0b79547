"""Keys from the environment, a login by a function, and texts that only look like secrets."""

import os

import portico as gr

API_KEY = os.environ.get("SERVICE_API_KEY", "")
TOKEN_HEADER = "X-Api-Token"
password_hint = "At least eight characters"
api_key = "your-api-key-here"
PASSWORD = None
SECRET_KEY_NAME = "SERVICE_SECRET"


def allowed(name, password):
    return name == os.environ.get("APP_USER") and password == os.environ.get("APP_PASSWORD")


def strength(password):
    if len(password) < 8:
        return password_hint
    return "strong" if any(letter.isdigit() for letter in password) else "weak"


with gr.Blocks() as demo:
    gr.Textbox(label="Token", placeholder="hf_...", type="password")
    box = gr.Textbox(type="password", label="password")
    box.change(strength, box, gr.Textbox())

if __name__ == "__main__":
    demo.launch(auth=allowed)
