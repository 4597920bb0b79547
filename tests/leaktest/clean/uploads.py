"""Files come and go: pictures, sounds, documents, each in a folder of its own."""

import tempfile
from pathlib import Path

import portico as gr


def document(files):
    folder = Path(tempfile.mkdtemp())
    for number, file in enumerate(files or []):
        (folder / f"copy-{number}.txt").write_bytes(Path(file).read_bytes())
    return sorted(map(str, folder.iterdir()))


with gr.Blocks() as demo:
    picture, mirrored = gr.Image(type="pil", label="Picture"), gr.Image(interactive=False)
    sound, louder = gr.Audio(type="numpy", label="Sound"), gr.Audio(interactive=False)
    files, copies = gr.File(file_count="multiple", label="Files"), gr.File(file_count="multiple", interactive=False)
    picture.upload(lambda one: one and one.transpose(0), picture, mirrored, api_name="mirror")
    gr.Button("Louder").click(lambda one: one and (one[0], one[1] * 2), sound, louder, api_name="louder")
    files.upload(document, files, copies, api_name="document")
