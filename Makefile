# portopt: `make help` lists the targets. Everything runs in .venv, which is made on first use.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup paper test test-slow bench notebooks readme lab clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv and install portopt with its pinned requirements

$(READY): requirements.txt settings.ini setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "portopt needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@echo "installing into .venv (about two minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $(READY)

paper: $(READY)  ## run the bundled study and build its site
	@$(BIN)/portopt run demo
	@$(BIN)/portopt site runs/demo

test: $(READY)  ## everything CI runs (again only if something changed, or with FRESH=1)
	@$(BIN)/python .ci/test.py $(if $(FRESH),--fresh)

test-slow: $(READY)  ## the same with the slow cells
	@$(BIN)/python .ci/test.py --slow $(if $(FRESH),--fresh)

bench: $(READY)  ## measure against other libraries (installs them into .venv) and keep the outputs
	@$(BIN)/python -m pip install --quiet --editable '.[bench]' --constraint requirements.txt
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/jupyter nbconvert --execute --inplace nbs/tutorials/benchmarks.ipynb
	@$(BIN)/nbdev_clean --fname nbs/tutorials/benchmarks.ipynb

notebooks: $(READY)  ## execute all component notebooks in place, so that their outputs are current
	@for nb in nbs/*.ipynb; do $(BIN)/jupyter nbconvert --log-level=ERROR --execute --inplace $$nb || exit 1; done
	@$(BIN)/nbdev_clean && $(BIN)/nbdev_export

readme: $(READY)  ## README.md from nbs/index.ipynb, with a figure from the demo's paper
	@$(BIN)/portopt run demo
	@$(BIN)/python .ci/readme.py

lab: $(READY)  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab nbs

clean:  ## remove .venv and build products; data and runs stay
	rm -rf .venv build dist *.egg-info _proc _docs
