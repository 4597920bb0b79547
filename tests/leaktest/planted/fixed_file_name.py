"""Every visitor's report is written to the same file of the temporary folder."""

import tempfile
from pathlib import Path

import portico as gr

REPORT = Path(tempfile.gettempdir()) / "report.txt"


def report(text):
    REPORT.write_text(f"Report\n\n{text}\n")
    return str(REPORT)


demo = gr.Interface(report, gr.Textbox(label="Text"), gr.File(label="Report"), flagging_mode="never", api_name="report")
