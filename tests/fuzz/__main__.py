"""`python -m fuzz [SECONDS [SEED]]`: hunt for failures for so many seconds of CPU, the server's and its own."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from pathlib import Path

from serving import Program, free_port

from fuzz.hunt import VICTIM, Hunt

ROUND = 500
TALKS = 100


def cpu(pid: int) -> float:
    """Return the CPU seconds of a process so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def main() -> int:
    """Hunt, and say what was found; 1 where it was something."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(2**32)
    found: list[str] = []
    total = 0
    statuses: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        program = Program([str(VICTIM)], Path(folder), free_port(), {})
        program.start()
        try:
            while time.process_time() + cpu(program.pid) < seconds and len(found) < 20:
                hunt = Hunt(program, seed)
                for _ in range(ROUND):
                    hunt.one()
                for _ in range(TALKS):
                    hunt.talk()
                hunt.look_at_log()
                found += hunt.failures
                if hunt.failures:
                    print("\n".join(hunt.failures), flush=True)  # at once: who ends this early has them too
                total += hunt.sent
                for status, times in hunt.statuses.items():
                    statuses[status] = statuses.get(status, 0) + times
                seed += 1
                program.forget_log()
        finally:
            program.stop()
    print(f"{total} requests, {len(found)} failures; answers by status: {dict(sorted(statuses.items()))}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
