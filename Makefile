# The commands of this project; `make` alone lists them.
#
# Two workspaces, one target directory: `.` is contracts, client, deployment and stories,
# `chain` is the node. Cargo unifies features over what it is asked for, so in `chain`
# ask for the whole workspace: another selection would compile polkadot-sdk (half an
# hour) a second time.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PREFIX DESTDIR
.PHONY: help setup demo page pictures release install package uninstall build test bench faults ci lint audit mutants reproduce compat sample fuzz docs fmt \
	fmt-check clippy contract browser module modules clean-free consortium tools fonts

# On a build server a second clone of the sources finds what the first one compiled.
ifeq ($(CI),true)
export CARGO_TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(HOME)/.cache/iou-target)
endif
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
TOOLS  := $(TARGET)/tools

# From npm: other people's tools, real servers for the tests, the fonts of the certificate.
NODE_PROJECTS := client/certificate e2e-tests/browser e2e-tests/compat e2e-tests/receivers e2e-tests/verifier examples/due-dates deploy/lint

# Chosen when a recipe runs, that is after set-up has installed what was missing.
CARGO := deploy/toolchain.sh cargo
CHAIN := cd chain && ../deploy/toolchain.sh cargo

help: ## This list
	@echo 'A loan agreement kept by software. Begin with: make demo'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  CARGO_TARGET_DIR=/some/disk make …   builds there (7 GB) instead of in ./target'

setup: ## Install what is missing: Rust target, Debian packages (also done by all others)
	@deploy/setup.sh

demo: build ## Watch two loans live and die on a real chain; KEEP=1 leaves the node running
	@$(TARGET)/debug/deploy demo $(if $(KEEP),--keep)

page: build ## The page in your browser: node, contract and service on this machine, both sides yours to play
	@$(TARGET)/debug/deploy page

pictures: build e2e-tests/browser/node_modules/.package-lock.json ## Every page as a phone shows it, in both languages, light and dark, into target/pictures
	$(CARGO) build --workspace --lib --bins
	$(TARGET)/debug/pictures

consortium: build ## Four institutions on this machine, contract and accounts to try; DIR=… keeps it, FAST=1, VALIDATORS=7
	@$(TARGET)/debug/deploy consortium up --contract $(if $(DIR),--dir $(DIR)) $(if $(FAST),--fast) \
		$(if $(KEEP),--keep) $(if $(VALIDATORS),--validators $(VALIDATORS))

# Without the crates that only tests need; with the features that these ask for, so that nothing compiles again for them.
build: setup module ## Compile node, client and contract (the first time about half an hour on 2 cores)
	$(CARGO) build --workspace --exclude e2e-tests --features iou-evidence/sample --lib --bins
	$(TARGET)/debug/deploy contract build
	$(CHAIN) build --workspace --exclude upgrade --lib --bins

test: setup fmt-check module clippy contract modules ## Prove all of it: format, lints, unit tests, contract, stories on a real node
	$(CARGO) build --workspace --all-targets
	$(CHAIN) build --workspace --all-targets
	$(CARGO) test --workspace
	$(CHAIN) test --workspace

ci: ## What the build server runs
	.ci/run

bench: build e2e-tests/bench-indexer/node_modules/.package-lock.json e2e-tests/browser/node_modules/.package-lock.json ## Measure, and write docs/benchmarks.{md,json}; PARTS=network for one part; PROFILE=release for what is installed
	$(CARGO) build --workspace --lib --bins $(if $(filter release,$(PROFILE)),--features iou-evidence/sample --release)
	$(CHAIN) build --workspace --lib --bins $(if $(filter release,$(PROFILE)),--exclude upgrade --release)
	$(TARGET)/$(or $(PROFILE),debug)/bench $(PARTS)

faults: build modules ## The long tests: kill -9, cut connections, full disks, everything on the page
	IOU_FAULTS=long $(CARGO) test --workspace -- --test-threads=1 faults_
	export IOU_FAULTS=long; $(CHAIN) test --workspace -- --test-threads=1 faults_

lint: setup fmt-check ## Clippy on all crates, the chain's too (slow the first time)
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CHAIN) clippy --workspace --all-targets -- -D warnings

audit: setup ## Licences, sources and known vulnerabilities of every dependency
	@PATH="$(abspath $(TOOLS))/bin:$$PATH" command -v cargo-deny >/dev/null || \
		$(CARGO) install cargo-deny --locked --root $(TOOLS) --target-dir $(TOOLS)/build
	PATH="$(abspath $(TOOLS))/bin:$$PATH" $(CARGO) deny check licenses bans sources
	export PATH="$(abspath $(TOOLS))/bin:$$PATH"; $(CHAIN) deny --config ../deny.toml check licenses bans sources
	@echo 'Known vulnerabilities: fetches the RustSec database, which needs the network.'
	PATH="$(abspath $(TOOLS))/bin:$$PATH" $(CARGO) deny check advisories

mutants: setup ## Change the rules one place at a time: does a test notice? (hours; FILES=money.rs for one)
	@PATH="$(abspath $(TOOLS))/bin:$$PATH" command -v cargo-mutants >/dev/null || \
		$(CARGO) install cargo-mutants --locked --root $(TOOLS) --target-dir $(TOOLS)/build
	PATH="$(abspath $(TOOLS))/bin:$$PATH" PROPTEST_CASES=64 $(CARGO) mutants --package terms \
		--output $(TARGET) $(foreach file,$(FILES),--file 'contracts/terms/src/**/$(file)')

reproduce: build ## Build the contract again in a fresh clone and compare the bytes
	deploy/reproduce.sh $(TARGET)

compat: build modules ## Use the contract through polkadot-js and cargo-contract 5 (compiles that, 20 minutes); CONTRACTS_NODE=path plays a life on that node
	$(if $(CONTRACTS_NODE),CONTRACTS_NODE=$(abspath $(CONTRACTS_NODE)) $(CARGO) test --workspace --test relay elsewhere -- --nocapture)
	$(CARGO) test --workspace --test compat -- --include-ignored --nocapture

# What a build for others says of itself (`iou --version`): the commit and the code of the contract that was built with it. Nothing
# else names them, so that in development a commit compiles nothing anew.
STAMP = export IOU_COMMIT=$$(git describe --always --dirty --exclude='*' --abbrev=12) \
	IOU_CODE_HASH=$$(sed -n 's/^{"source":{"hash":"\(0x[0-9a-f]*\)".*/\1/p' $(TARGET)/ink/loan.contract);

# PROFILE=debug takes what `make build` made.
release: setup module contract fonts
	$(if $(filter debug,$(PROFILE)),,$(STAMP)) $(CARGO) build --workspace --exclude e2e-tests --features iou-evidence/sample --lib --bins $(if $(filter debug,$(PROFILE)),,--release)
	$(if $(filter debug,$(PROFILE)),,$(STAMP)) $(CHAIN) build --workspace --exclude upgrade --lib --bins $(if $(filter debug,$(PROFILE)),,--release)

install: release ## Programs, manual pages, completions, units: PREFIX=/usr/local, DESTDIR=, PROFILE=release (an hour the first time) or debug
	@deploy/install.sh install '$(TARGET)' $(or $(PROFILE),release)

package: release ## A .deb, a tarball and their SHA-256 into target/package; PROFILE as for install
	@deploy/install.sh package '$(TARGET)' $(or $(PROFILE),release)

uninstall: ## Take away what `make install` put under this PREFIX and DESTDIR, and nothing else
	@deploy/install.sh uninstall

sample: build fonts ## Play the story of examples/evidence again, and keep its evidence
	$(CARGO) build --workspace --lib --bins
	$(TARGET)/debug/sample

fuzz: setup ## Fuzz the verifier of evidence for an hour (needs a nightly compiler; FUZZ_SECONDS=60 for less)
	fuzz/run.sh $(or $(FUZZ_SECONDS),3600)

fonts: client/certificate/node_modules/.package-lock.json ## The fonts of printed certificates (`iou evidence --pdf`)

docs: setup ## Write the tables of docs/ that follow from the code
	$(CARGO) build --workspace --bin deploy
	$(TARGET)/debug/deploy docs

fmt: ## Format all sources
	export RUSTUP_TOOLCHAIN=$$(deploy/toolchain.sh --rustfmt); cargo fmt --all; cd chain; cargo fmt --all

clean-free: ## Give disk space back without losing the long build
	rm -rf $(TOOLS)/debian $(TOOLS)/schemathesis $(TARGET)/contract $(TARGET)/ink $(TARGET)/doc $(TARGET)/tmp $(TARGET)/debug/incremental \
		$(TOOLS)/build $(NODE_PROJECTS:%=%/node_modules) e2e-tests/bench-indexer/node_modules $(TARGET)/bench

# --- steps of the above ---------------------------------------------------------

fmt-check:
	@if toolchain=$$(deploy/toolchain.sh --rustfmt); then \
		export RUSTUP_TOOLCHAIN=$$toolchain; cargo fmt --all --check; cd chain; cargo fmt --all --check; \
	else \
		echo '*** NO rustfmt ON THIS MACHINE: THE FORMAT WAS NOT CHECKED ***' >&2; \
	fi

clippy:
	$(CARGO) clippy --workspace --all-targets -- -D warnings

contract:
	$(CARGO) build --workspace --bin deploy
	$(TARGET)/debug/deploy contract build

browser: setup ## The module of the pages: verifies evidence in a browser, with nothing uploaded
	$(CARGO) build --workspace --bin deploy
	$(TARGET)/debug/deploy browser

# The same for `build`, which puts it into the program where it can be had: without it the pages show, and sign nothing.
module:
	$(CARGO) build --workspace --bin deploy
	@$(TARGET)/debug/deploy browser || echo '*** THE MODULE OF THE PAGES COULD NOT BE BUILT: THEY WILL SHOW, AND SIGN NOTHING ***' >&2

# What is needed from npm and PyPI, by the lock files.
modules: $(NODE_PROJECTS:%=%/node_modules/.package-lock.json) $(TOOLS)/schemathesis/.complete tools

# Programs of other people that tests run, unpacked and not installed.
tools:
	@deploy/tools.sh $(TOOLS)/debian

# In an environment of its own: it stands in nobody's way. Where it cannot be made, its one test is left out, loudly.
$(TOOLS)/schemathesis/.complete: e2e-tests/schemathesis/requirements.txt
	@rm -rf $(@D); mkdir -p $(TOOLS)
	@if python3 -m venv $(@D) && $(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		--requirement $<; then touch $@; else rm -rf $(@D); echo '*** NO SCHEMATHESIS: THE API IS NOT HELD TO ITS DESCRIPTION BY IT ***' >&2; fi

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	@touch $@
