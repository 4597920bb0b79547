"""NO_RELOAD: what stands under `if gr.NO_RELOAD:` runs once, however often `portico dev` runs its module."""

NO_RELOAD = True
"""Whether a module runs for the first time. `portico dev` answers for it; everywhere else nothing runs twice."""
