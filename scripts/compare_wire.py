"""Compare Portico's wire with Gradio's, field by field, and record Gradio's side for the tests.

One app with an endpoint of every kind, tests/compat/kitchen.py, is run by both. The same requests are sent to both over
raw HTTP, and both published clients are asked for what they see. PORTICO_BENCH_GRADIO names an interpreter that has
Gradio; without it, one is made in .bench/.

    python scripts/compare_wire.py            compare, and say what differs and is not explained in docs/wire.md
    python scripts/compare_wire.py --all      say what is explained, too
    python scripts/compare_wire.py --record   compare, and write tests/compat/differential/gradio.json anew
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from compat.differential.comparing import differences  # noqa: E402
from compat.differential.meant import MEANT  # noqa: E402
from compat.differential.transcript import RECORDING, plain, transcript  # noqa: E402
from serving import Program, free_port  # noqa: E402

from benchmarks.contestants import Contestant, contestants  # noqa: E402

KITCHEN = ROOT / "tests" / "compat" / "kitchen.py"


def shown_by(who: Contestant) -> dict[str, Any]:
    """What the kitchen shows when one of the two libraries serves it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = KITCHEN.read_text(encoding="utf-8").replace("import portico as gr", f"import {who.module} as gr")
        program = folder / "kitchen.py"
        program.write_text(source, encoding="utf-8")
        port, store, ours = free_port(), folder / "store", folder / "client"
        store.mkdir()
        ours.mkdir()
        env = {
            "GRADIO_SERVER_PORT": str(port),
            "GRADIO_TEMP_DIR": str(store),
            "GRADIO_ANALYTICS_ENABLED": "False",
            "HF_HUB_OFFLINE": "1",
        }
        if who.module == "portico":
            env = {"PORTICO_TEMP_DIR": str(store), "PYTHONPATH": str(ROOT / "src")}
        served = Program([str(program)], folder, port, env, python=who.python)
        served.start()
        try:
            return plain(transcript(served.url, store, ours))
        finally:
            served.stop()


def written(shown: dict[str, Any]) -> str:
    """A transcript as text, one exchange or story a line."""
    parts: list[str] = []
    for part, told in shown.items():
        lines = [f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in told.items()]
        parts.append(f"{json.dumps(part)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    """Compare; the exit status says whether something differs that is not explained."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--all", action="store_true", help="say what is explained, too")
    options.add_argument("--record", action="store_true", help="write Gradio's side for the tests")
    asked = options.parse_args()
    os.environ.pop("PYTHONPATH", None)
    both = contestants()
    theirs, ours = shown_by(both["gradio"]), shown_by(both["portico"])
    if asked.record:
        RECORDING.write_text(written(theirs), encoding="utf-8")
        print(f"{RECORDING.relative_to(ROOT)} is written.")
    unexplained = 0
    for found in differences(theirs, ours):
        why = next((meant.title for meant in MEANT if meant.covers(found)), "")
        unexplained += not why
        if asked.all or not why:
            print(f"{found.where}\n  Gradio:  {found.theirs!r:.300}\n  Portico: {found.ours!r:.300}\n  {why}")
    print(f"{unexplained} differences are not explained in docs/wire.md.")
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main())
