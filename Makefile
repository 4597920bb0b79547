# Every verb is one call of dev.py, which needs only Python: without make, run `python3 dev.py VERB`.
PYTHON ?= python3
DEV = @$(PYTHON) dev.py

help:   ## What can be made
	$(DEV) help

demo:   ## Run the example app: a trained model in the browser
	$(DEV) demo

test:   ## Every test, the browser included; ARGS="tests/engine -k cancel" goes to pytest
	$(DEV) test $(ARGS)

dev:    ## A program (APP=my.py) behind vite's dev server: changes of ui/ show at once
	$(DEV) dev $(APP)

check:  ## ruff, pyright, svelte-check, import-linter
	$(DEV) check

ui:     ## Build the front end, if it has changed
	$(DEV) ui

gen:    ## Write the generated files again
	$(DEV) gen

new:    ## The files of a new component: NAME=Rating
	$(DEV) new $(NAME)

bench:  ## Measure; ARGS go to the benchmarks
	$(DEV) bench $(ARGS)

fuzz:   ## Random requests against a running app, for ten minutes of CPU; SECONDS=60 for less
	$(DEV) fuzz $(SECONDS)

install: ## Fill .venv; ARGS=--locked takes exactly what requirements/dev.txt says
	$(DEV) install $(ARGS)

lock:   ## Choose the locked versions anew
	$(DEV) lock $(DAYS)

audit:  ## Ask whether a package has a known hole
	$(DEV) audit

sbom:   ## Write what a wheel carries and needs
	$(DEV) sbom

.PHONY: help demo test dev check ui gen new bench fuzz install lock audit sbom
