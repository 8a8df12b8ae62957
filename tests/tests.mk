# SPDX-License-Identifier: ISC
#
# make setup            installs the Debian packages that are missing
# make test             setup, build and every test; ends with one line of counts
# make check            the tests that need neither npm nor a server: quick
# make stage-NAME       one stage: build unit prog arch rules decide facts target trust turned variables contexts plan shim cases
#                       docs help completions json page clients real demo san ci action contributing
# make demo             an agent-like session on a real database
# make tool-docs        the pages that are made from the rule book
# make session          the session in README.md, from a real run
# make bench            paired timings against a static no-op shim
# make analyze          clang-tidy, cppcheck, gcc -fanalyzer
# make fuzz SECONDS=60  every fuzz target for so long (TARGET=name: that one)

SECONDS ?= 60

setup:
	@sh tests/run/setup.sh test

# In a make of its own: setup may just have installed the compiler that the
# variables above were made with.
test: setup
	@sh tests/real/packages.sh || echo '  (npm packages are missing)'
	@B=$(CURDIR)/build/release V=$(V) sh tests/run/all.sh

check: all
	@B=$(CURDIR)/build/release V=$(V) sh tests/run/all.sh build unit prog arch \
	    rules decide facts target trust turned variables contexts plan shim cases help completions json page

stage-%:
	@B=$(CURDIR)/build/release V=$(V) sh tests/run/all.sh $*

san: stage-san

modelines:
	@sh rules/generate/modeline.sh

tool-docs: modelines all
	@B=$(CURDIR)/build/release sh tests/run/tool-docs.sh docs

session: all
	@B=$(CURDIR)/build/release sh tests/run/session.sh README.md

demo:
	@sh tests/run/setup.sh demo
	@$(MAKE) --no-print-directory VARIANT=release all
	@B=$(CURDIR)/build/release sh tests/demo/demo.sh

bench:
	@sh tests/run/setup.sh bench
	@$(MAKE) --no-print-directory VARIANT=release all
	@B=$(CURDIR)/build/release sh tests/bench/bench.sh

analyze:
	@sh tests/run/setup.sh analyze
	@sh tests/run/analyze.sh

fuzz:
	@sh tests/run/setup.sh fuzz
	@$(MAKE) --no-print-directory VARIANT=release all
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz-programs
	@sh tests/run/fuzz.sh $(SECONDS) $(TARGET)

# What the stages build.
unit-programs: $(UNIT)
prog-programs: $(PROG)
mutate-programs: $(MUTATE)
fuzz-programs: $(FUZZ)

# The corpora once through each fuzz target without clang's engine.
CORPUS := $(patsubst tests/fuzz/%.c,$B/corpus/%,$(sort $(wildcard tests/fuzz/*.c)))
corpus-programs: $(CORPUS)
$(CORPUS): $B/corpus/%: $B/obj/tests/fuzz/%.o $B/obj/tests/run/corpus.o $(ENGINE_LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Recorders, starters and the bench's programs: static, so that they start
# fast and no loader takes part. They belong to no variant of guard.
TOOLS := $(patsubst %,$B/tests/%,recorder start start-with faults pty datagrams)
BENCH := $(patsubst %,$B/tests/%,nop nopshim pairs) \
	$(if $(filter x86_64,$(shell uname -m)),$B/tests/steps)
test-tools: $(TOOLS)
bench-tools: $(BENCH)
$(TOOLS): $B/tests/%: tests/shim/%.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)$(SMALL_CC) $(SMALL_CFLAGS) -static -o $@ $<
$(BENCH): $B/tests/%: tests/bench/%.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)$(SMALL_CC) $(SMALL_CFLAGS) -static -o $@ $<

.PHONY: session modelines setup test check tool-docs mutate-programs demo bench analyze fuzz san unit-programs \
	prog-programs fuzz-programs corpus-programs test-tools bench-tools

# Opt-in: takes agents from npm (1.3 GB) and some minutes.
test-agents: all
	@B=$(CURDIR)/build/release V=1 sh tests/agents/run.sh
.PHONY: test-agents

# Opt-in: shows the page of guard log --report in Debian's chromium. PAGE_KEEP
# names a folder where the pictures stay.
test-browser: all
	@B=$(CURDIR)/build/release V=1 BROWSER=yes sh tests/run/all.sh page
.PHONY: test-browser

# Opt-in: a quarter of an hour, since guard is built four times more. All of it
# takes root, debootstrap, lintian, rpm and ruby.
test-packages: all
	@B=$(CURDIR)/build/release V=1 STAGE_SECONDS=5400 sh tests/run/all.sh packages
.PHONY: test-packages
