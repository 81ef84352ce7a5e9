# Two commands do everything on a fresh machine with Python 3.11 to 3.13:
#   make book   build the book and print where to open it
#   make test   build the book, then check data, code, notebooks and pages
PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
READY := $(ENV)/.ready
SITE := _build/html
# A book is built here and moved when it is whole, so that a stop leaves the last good one.
DRAFT := _build/draft
LITE := $(ENV)/lite
SOURCES := _config.yml _toc.yml $(shell find chapters course data pakiran _static -type f -not -path '*/__pycache__/*')

.DEFAULT_GOAL := help
.PHONY: book site test pdf epub offline downloads course lite newest lab outputs check-data refresh lock bench lighthouse compare repro exit clean help

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python 3.11 to 3.13 is needed; this is %d.%d. Name another one: make book PYTHON=python3.12" % v)'
	@echo "Setting up $(ENV): the first time this takes a minute or two ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock || { echo "Set-up stopped: the packages could not be fetched or stored. It needs the network once, and about 1.5 GB of disk. Then say the same command again." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p $(ENV)/etc/ipython && echo 'c.IPKernelApp.log_level = "ERROR"' > $(ENV)/etc/ipython/ipython_kernel_config.py  # each kernel warns that it talks to its own machine unencrypted
	@touch $@

book: site  ## Build the book and say where to open it
	@echo "The book is ready. Open it: file://$(CURDIR)/$(SITE)/index.html"

site: $(READY)  # Always from a clean start: a cache would hide changed data, and a second run would hide warnings.
	@# Warnings and errors come on standard error; the rest names the draft, which is moved.
	@rm -rf $(DRAFT)
	@echo "$(if $(OUTPUTS),Building the pages from the saved outputs ...,Running every chapter and building the pages ...)"
	@$(OUTPUTS) $(BIN)/jupyter-book build . --path-output $(DRAFT) -W -n --keep-going --quiet > /dev/null || { df -Pk $(DRAFT) | awk 'NR == 2 && $$4 < 20000 { print "The disk is full: " int($$4 / 1024) " MB are free in $(DRAFT), and a build needs about 200." }' >&2; rm -rf $(DRAFT); echo "The book was not built: the reason stands above. What was built before is unchanged in $(SITE)." >&2; exit 1; }
	@rm -rf $(SITE) && mv $(DRAFT)/_build/html $(SITE) && rm -rf $(DRAFT)

test: OUTPUTS := SAVED_OUTPUTS=1  # strict nbval runs every cell once and compares it: to run all twice proves no more
test: site  ## Run all tests: data, code, notebooks, built pages
	@$(BIN)/python -m pakiran check
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder  # two at a time; a notebook's cells stay together, and come last

$(SITE)/index.html: $(SOURCES)  # editions and archives are made from the site; it is built again only if something changed
	@$(MAKE) --no-print-directory site

pdf: $(SITE)/index.html  ## Print the book to _build/pdf
	@$(BIN)/python -m pakiran.editions pdf

epub: $(SITE)/index.html  ## Make the EPUB in _build/epub
	@$(BIN)/python -m pakiran.editions epub

offline: $(SITE)/index.html  ## Pack the site, to be read without a network, into _build/offline
	@$(BIN)/python -m pakiran.editions offline

downloads: pdf epub offline  ## Make all three, put them on the built site and link them from its landing page
	@$(BIN)/python -m pakiran.editions downloads

course: $(SITE)/index.html  ## Make the archives for teaching: student, instructor, offline room
	@$(BIN)/python -m pakiran.teach.archives _build/course $(SITE)

lite: $(READY)  ## Make the edition that runs in the browser, in _build/lite (its tools have an environment of their own)
	@test -x $(LITE)/bin/jupyter || $(PYTHON) -m venv $(LITE)
	@$(LITE)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lite.txt
	@rm -rf _build/lite _build/lite-sources
	@$(BIN)/python -m pakiran.launch --lite --out _build/lite-sources
	@cd _build/lite-sources && $(abspath $(LITE))/bin/jupyter lite build --contents contents --piplite-wheels wheels/*.whl --output-dir ../lite > log.txt 2>&1 || { tail -n 20 log.txt; exit 1; }
	@echo "Serve it: python3 -m http.server --directory _build/lite"

newest:  ## Set up the environment with the newest tools instead of the lock (Jupyter Book stays on its version 1 line)
	@$(PYTHON) -m venv --clear $(ENV)
	@sed -E -e 's/^jupyter-book==.*/jupyter-book<2/' -e '/^(jupyter-book|pygambit)/!s/==[^ ;]+//' requirements.txt > $(ENV)/newest.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -r $(ENV)/newest.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

lab: $(READY)  ## Open the chapters in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=. chapters/index.md

outputs: $(READY)  ## After a change in data/ or pakiran/: run every chapter and keep its new outputs
	@$(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level WARN chapters/0*.ipynb chapters/explore/*.ipynb chapters/teach/*.ipynb chapters/appendix/*.ipynb
	@$(BIN)/python -m pakiran.notebooks chapters/0*.ipynb chapters/explore/*.ipynb chapters/teach/*.ipynb chapters/appendix/*.ipynb || true

check-data: $(READY)  ## List every problem in data/, one a line
	@$(BIN)/python -m pakiran check

refresh: $(READY)  ## After a change in data/: renew rows, sizes and hashes in datapackage.json
	@$(BIN)/python -m pakiran refresh

lock: $(READY)  ## After a change in requirements.txt: write requirements.lock anew
	@$(BIN)/uv pip compile requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet -o requirements.lock

bench: $(READY)  ## Measure loading, checking and drawing
	@$(BIN)/python tests/bench.py

lighthouse: $(SITE)/index.html  ## Lighthouse on the main pages, into tests/measured (needs npm and a browser)
	@$(BIN)/python tests/lighthouse.py

compare: $(SITE)/index.html  ## Weigh a chapter against stock Jupyter Book, and MODEL=folder of a book with Altair charts
	@$(BIN)/python tests/compare.py $(MODEL)

repro: $(READY)  ## Build the book twice, in two places, and compare every byte
	@$(BIN)/python tests/repro.py

exit:  ## Build the same sources with plain Sphinx, all in newest versions, without Jupyter Book
	@$(PYTHON) -m venv $(ENV)-exit
	@$(ENV)-exit/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager -r pakiran/plain_sphinx/requirements.txt -e .
	@rm -rf _build/exit
	@PATH="$(CURDIR)/$(ENV)-exit/bin:$$PATH" sphinx-build -W -n --keep-going --quiet -c pakiran/plain_sphinx . _build/exit
	@$(ENV)-exit/bin/sphinx-build --version

clean:  ## Remove what was built, and the environments
	rm -rf _build $(ENV) $(ENV)-exit *.egg-info

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20
