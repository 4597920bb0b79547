"""Files that visitors upload, read and counted."""

import csv
import io
import json
import zipfile
from pathlib import Path

import portico as gr


def count(file):
    path = Path(file)
    with path.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    return {"name": path.name, "rows": len(rows), "bytes": path.stat().st_size}


def parse(file):
    with open(file, encoding="utf-8") as opened:
        return json.load(opened)


def names(files):
    found = []
    for file in files or []:
        with zipfile.ZipFile(file) as archive:
            found.extend(archive.namelist())
    buffer = io.StringIO()
    for name in found:
        buffer.write(name)
    return buffer.getvalue()


with gr.Blocks() as demo:
    file, files = gr.File(), gr.File(file_count="multiple")
    out, text = gr.JSON(), gr.Textbox()
    file.upload(count, file, out)
    gr.Button("Parse").click(parse, file, out)
    files.upload(names, files, text)
