"""A fixed name in the folder for temporary files is fixed as well."""

import os
import tempfile
from pathlib import Path

import portico as gr

REPORT = Path(tempfile.gettempdir()) / "report.txt"


def report(text):
    REPORT.write_text(text)  # expect: PC121
    with open(os.path.join(tempfile.gettempdir(), "copy.txt"), "w") as copy:  # expect: PC121
        copy.write(text)
    return str(REPORT)


demo = gr.Interface(report, "text", "file")
