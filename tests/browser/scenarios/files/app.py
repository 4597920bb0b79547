"""Files to give, to take back, to order and to save."""

from pathlib import Path

import gradio as gr

Path("notes.txt").write_text("Water the plants.", encoding="utf-8")


def names(files: list[str] | None) -> str:
    return ", ".join(f"{Path(file.name).name} {Path(file).stat().st_size}" for file in files or [])


def save(paths: list[str]) -> gr.DownloadButton:
    target = Path("together.txt")
    target.write_text("\n".join(Path(path).read_text() for path in paths), encoding="utf-8")
    return gr.DownloadButton("Save together.txt", value=str(target), interactive=True)


with gr.Blocks(title="Files") as demo:
    with gr.Row():
        table = gr.File(label="Table", file_types=[".csv"])
        papers = gr.File(label="Papers", file_count="multiple", allow_reordering=True)
        notes = gr.File("notes.txt", label="Notes", interactive=False)
    told = gr.Textbox(label="Told")
    with gr.Row():
        more = gr.UploadButton("Add texts", file_count="multiple", file_types=["text"])
        together = gr.DownloadButton("Nothing yet", interactive=False)
    table.upload(lambda path: Path(path).read_text(), table, told)
    table.clear(lambda: "cleared", None, told)
    papers.change(names, papers, told)
    more.upload(save, more, together)

    @notes.select(outputs=told)
    def chosen(event: gr.SelectData) -> str:
        return f"{event.index} {event.value}"


if __name__ == "__main__":
    demo.launch()
