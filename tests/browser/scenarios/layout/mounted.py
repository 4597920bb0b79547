"""A site of its own, with the app under one of its paths."""

import os

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import portico as gr

with gr.Blocks(title="Mounted") as demo:
    picture, size = gr.Image(label="Picture", type="pil"), gr.Textbox(label="Size")
    picture.upload(lambda image: f"{image.width} by {image.height}", picture, size)

site = Starlette(routes=[Route("/", lambda _: PlainTextResponse("the site's own page"))])
gr.mount_gradio_app(site, demo, "/tools/desk")

if __name__ == "__main__":
    uvicorn.run(site, host="127.0.0.1", port=int(os.environ["PORTICO_SERVER_PORT"]), log_level="warning")
