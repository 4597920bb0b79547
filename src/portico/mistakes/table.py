"""Every mistake that has a code. Makes docs/errors.md and a page for each."""

from __future__ import annotations

from portico.mistakes import elsewhere, launching, listeners, parameters, reloading, results
from portico.mistakes.code import Code

SUBJECTS: dict[str, dict[str, Code]] = {
    "What is placed on a page": parameters.CODES,
    "Listeners and their functions": listeners.CODES,
    "What functions return": results.CODES,
    "Launching and settings": launching.CODES,
    "Libraries and worker processes": elsewhere.CODES,
    "Reload and notebooks": reloading.CODES,
}
"""Subject → its codes. The numbers are for ever: a code that is not raised any more is not given to another mistake."""

CODES: dict[str, Code] = {code: known for codes in SUBJECTS.values() for code, known in codes.items()}
