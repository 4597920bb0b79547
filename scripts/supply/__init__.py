"""Where the packages come from: the lock, the table of known holes, the audit and the SBOM.

`python dev.py lock`, `audit`, `sbom` and `install --locked` run these modules. `hatch_build.py` uses `sbom` while a
wheel is built, so that module and what it imports need the standard library and nothing else.
"""
