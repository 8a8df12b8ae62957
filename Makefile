# SPDX-License-Identifier: ISC
#
# make            builds guard (small, static) and guard-engine into build/release
# make test       sets up what is missing and runs every test
# make demo       an agent-like session on a real database
# make bench      paired timings against a static no-op shim
# VARIANT=release|debug|san|cov|fuzz   V=1 shows the commands

VARIANT ?= release
PREFIX  ?= /usr/local
# Lists of names in shims/ that get a link: SHIMS="default files" has rm too.
SHIMS   ?= default
B       := build/$(VARIANT)

MAKEFLAGS += -rR
.DELETE_ON_ERROR:
.SUFFIXES:

CC := $(if $(filter default undefined,$(origin CC)),cc,$(CC))
ifeq ($(VARIANT),fuzz)
CC := clang
endif

take = $(shell $(CC) -Werror $1 -x c -c /dev/null -o /dev/null 2>/dev/null && echo $1)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wvla -Wundef \
	-Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual \
	-Wpointer-arith -Wimplicit-fallthrough -Wswitch-enum
HARD := -fPIE -fstack-protector-strong -fstack-clash-protection \
	$(call take,-fcf-protection=full) $(call take,-ftrivial-auto-var-init=zero)
HARD_LD := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code

COMPILE.release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 $(HARD)
LINK.release    := $(HARD_LD)
COMPILE.debug   := -O0 -g3 $(HARD)
LINK.debug      := $(HARD_LD)
COMPILE.san     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LINK.san        := -fsanitize=address,undefined
COMPILE.cov     := -O0 -g --coverage
LINK.cov        := --coverage
COMPILE.fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LINK.fuzz       := -fsanitize=fuzzer,address,undefined

ifeq ($(COMPILE.$(VARIANT)),)
$(error VARIANT is one of: release debug san cov fuzz)
endif

# Where it was built is in no file.
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE -Iinclude -Isrc -ffile-prefix-map=$(CURDIR)=. $(WARN)
ALL_CFLAGS   = $(BASE_CFLAGS) $(COMPILE.$(VARIANT)) $(CFLAGS)
ALL_LDFLAGS  = $(LINK.$(VARIANT)) $(LDFLAGS)
LIBS        := -lyaml -lpcre2-8 -lsodium -ljansson -lz

# The engine decides, so no LD_PRELOAD or LD_AUDIT may get into it: static.
ENGINE_LDFLAGS = $(if $(filter release debug,$(VARIANT)),-static-pie $(filter-out -pie,$(LINK.$(VARIANT))) $(LDFLAGS),$(ALL_LDFLAGS))

# The small program: no heap, no library, static. musl starts in a third of
# glibc's time in a virtual machine; where it is missing glibc serves.
SMALL_CC := $(if $(filter release debug,$(VARIANT)),$(shell command -v musl-gcc || echo $(CC)),$(CC))
SMALL_CFLAGS.release := -g -fno-pie -fstack-protector-strong -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections \
	-fno-align-functions -fno-align-loops -fno-align-jumps
SMALL_CFLAGS.debug   := -O0 -g3 -fno-pie
SMALL_CFLAGS = $(BASE_CFLAGS) $(or $(SMALL_CFLAGS.$(VARIANT)),$(COMPILE.$(VARIANT))) $(SMALL_OPTIMIZE) $(CFLAGS)
SMALL_LDFLAGS = $(if $(filter release debug,$(VARIANT)),-static -no-pie $(SMALL_LINK.$(VARIANT)) -Wl$(comma)--gc-sections -Wl$(comma)-z$(comma)noexecstack,$(ALL_LDFLAGS))
comma := ,

# Of the small program each page and each segment that is touched costs about
# what a thousand instructions do. So it has two segments, its loops are made
# fast and all else small, and the readers, which few commands need, stay out
# of the link-time optimization and behind the rest (src/small.ld). RELRO would
# take a page and protect nothing: musl's static start does not apply it.
ifeq ($(VARIANT),release)
SMALL_OPTIMIZE := -Os -flto=auto
$B/small/src/base/%.o $B/small/src/image/%.o $B/small/src/audit/%.o: private SMALL_OPTIMIZE := -O2 -flto=auto
$B/small/src/reader/%.o $B/small/src/hook/%.o: private SMALL_OPTIMIZE := -Os
ifneq ($(findstring musl,$(SMALL_CC)),)
SMALL_LINK.release := -O2 -flto=auto -Wl,-z,noseparate-code,-z,norelro,-u,__stack_chk_fail,-T,src/small.ld
else
SMALL_LINK.release := -O2 -flto=auto
endif
endif

# What only the engine holds.
ENGINE_ONLY := src/base/diag.c src/base/edits.c src/image/build.c src/image/cells.c src/image/verify.c \
	src/policy/before.c src/policy/pattern_pcre2.c src/reader/statements.c \
	$(wildcard src/reader/tasks*.c src/reader/make*.c src/reader/code_*.c) \
	$(wildcard src/reader/mongo*.c src/reader/redis*.c) $(wildcard src/rules/*.c) $(wildcard src/cli/*.c) \
	$(wildcard src/facts/*.c) $(wildcard src/grant/*.c) \
	src/audit/chain.c src/audit/verify.c src/os/child.c src/os/chained.c src/os/datagram.c \
	src/os/held.c src/os/links.c src/os/notice.c src/os/private.c src/os/process.c \
	src/os/replace.c src/os/rest.c src/os/screen.c src/os/secret.c \
	src/os/tree.c
# What only the small program holds.
SMALL_ONLY := src/policy/pattern_none.c $(wildcard src/shim/*.c)

SRC        := $(sort $(wildcard src/*/*.c))
COMMON     := $(filter-out $(ENGINE_ONLY) $(SMALL_ONLY),$(SRC))
SMALL_OBJ  := $(patsubst %.c,$B/small/%.o,$(COMMON) $(SMALL_ONLY))
# What starts the program in front of it, the readers behind it.
SMALL_REAR := $B/small/src/reader/% $B/small/src/hook/%
SMALL_INPUT = -lc $(filter-out %.ld,$(filter-out $(SMALL_REAR),$1) $(filter $(SMALL_REAR),$1))
ENGINE_LIB := $(patsubst %.c,$B/obj/%.o,$(COMMON) $(filter-out src/cli/main.c,$(ENGINE_ONLY)))
MAIN_OBJ   := $B/obj/src/cli/main.o

UNIT := $(patsubst %.c,$B/%,$(sort $(wildcard tests/unit/*.c)))
PROG := $(patsubst %.c,$B/%,$(sort $(wildcard tests/prog/*.c)))
MUTATE := $B/tests/mutate/mutate
FUZZ := $(patsubst %.c,$B/%,$(sort $(wildcard tests/fuzz/*.c)))

ifneq ($(V),1)
say = @printf '  %-5s %s\n' $1 $2;
endif

# What shipped rules run before a command that is approved.
KEEP := $(sort $(wildcard shims/keep/keep-*))

# The build folder is laid out as an installed prefix, because guard finds its
# files from where its executable really is.
all: $B/bin/guard $B/libexec/guard/guard-engine $(KEEP:shims/keep/%=$B/libexec/guard/%) $B/etc/guard/policy.image $B/shims.stamp $B/share.stamp

$B/bin/guard: $(SMALL_OBJ)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(SMALL_CC) $(SMALL_LDFLAGS) -o $@ $(call SMALL_INPUT,$^)

$B/libexec/guard/guard-engine: $(MAIN_OBJ) $(ENGINE_LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ENGINE_LDFLAGS) -o $@ $^ $(LIBS)

$B/obj/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$B/small/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(SMALL_CC) $(SMALL_CFLAGS) -MMD -MP -c -o $@ $<

# What several tests share.
SUPPORT := $(patsubst %.c,$B/obj/%.o,$(sort $(wildcard tests/support/*.c)))

# Private: what is built first on the way to a goal must not change the flags
# that are kept, or all is built anew whenever the goal is another.
$B/obj/tests/%.o: private ALL_CFLAGS += -Itests/support
$(UNIT): LIBS += -lcmocka
$(UNIT): $(SUPPORT)
$(UNIT) $(PROG) $(FUZZ) $(MUTATE): $B/%: $B/obj/%.o $(ENGINE_LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$B/bin/guard: src/small.ld

# A copy in another place need not be built anew: the place is in no file.
FLAGS = $(subst $(CURDIR),,$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(SMALL_CC) $(SMALL_CFLAGS) $(SMALL_LDFLAGS))

$B/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' > $@

RULES := $(sort $(wildcard rules/*.yaml))

$(KEEP:shims/keep/%=$B/libexec/guard/%): $B/libexec/guard/%: shims/keep/%
	@mkdir -p $(@D)
	@install -m 755 $< $@

$B/share/guard/rules/%.yaml: rules/%.yaml
	@mkdir -p $(@D)
	@cp $< $@

$B/etc/guard/policy.image: $B/libexec/guard/guard-engine $(RULES:%=$B/share/guard/%)
	@mkdir -p $(@D) $B/var/guard
	$(call say,RULES,$@)$B/libexec/guard/guard-engine compile rules -o $@

# One link a name of the lists (see shims/README.md).
$B/shims.stamp: $(SHIMS:%=shims/%) $B/bin/guard
	@rm -rf $B/share/guard/shims && mkdir -p $B/share/guard/shims
	@sed 's/#.*//' $(SHIMS:%=shims/%) | tr -s ' \t' '\n' | while read -r name; do \
	    [ -z "$$name" ] || ln -sf ../../../bin/guard "$B/share/guard/shims/$$name"; done
	@touch $@

# What guard setup and guard run take from.
SHELL_FILES := $(wildcard shims/shell/* shims/shell/zsh/.z*)

$B/share.stamp: shims/default shims/files $(SHELL_FILES)
	@rm -rf $B/share/guard/names $B/share/guard/shell && mkdir -p $B/share/guard/names
	@cp shims/default shims/files $B/share/guard/names
	@cp -R shims/shell $B/share/guard/shell
	@touch $@

# Installed programs know their prefix, which saves the shim a look-up. The
# image is compiled where it will lie, since it is sealed by its own file.
I := $B/install

$I/small/src/os/place.o: src/os/place.c FORCE
	@mkdir -p $(@D)
	$(call say,CC,$@)$(SMALL_CC) $(SMALL_CFLAGS) -DGUARD_PREFIX='"$(PREFIX)"' -c -o $@ $<

$I/obj/src/os/place.o: src/os/place.c FORCE
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CFLAGS) -DGUARD_PREFIX='"$(PREFIX)"' -c -o $@ $<

$I/guard: $I/small/src/os/place.o $(filter-out %/os/place.o,$(SMALL_OBJ))
	$(call say,LD,$@)$(SMALL_CC) $(SMALL_LDFLAGS) -o $@ $(call SMALL_INPUT,$^)

$I/guard-engine: $I/obj/src/os/place.o $(MAIN_OBJ) $(filter-out %/os/place.o,$(ENGINE_LIB))
	$(call say,LD,$@)$(CC) $(ENGINE_LDFLAGS) -o $@ $^ $(LIBS)

D = $(DESTDIR)$(PREFIX)
# A package in /usr has its files of the system where those belong.
ETC = $(DESTDIR)$(if $(filter /usr,$(PREFIX)),,$(PREFIX))/etc/guard
VAR = $(DESTDIR)$(if $(filter /usr,$(PREFIX)),/var/lib,$(PREFIX)/var)/guard

install: all $I/guard $I/guard-engine
	install -d "$D/bin" "$D/libexec/guard"
	install -m 755 -s $I/guard "$D/bin/guard"
	install -m 755 -s $I/guard-engine "$D/libexec/guard/guard-engine"
	$(MAKE) --no-print-directory install-share
	install -d "$(ETC)"
	install -d -m $$([ "$$(id -u)" = 0 ] && echo 1733 || echo 700) "$(VAR)"
	[ "$$(id -u)" != 0 ] || [ -e "$(VAR)/audit.jsonl" ] || \
	    install -m 600 /dev/null "$(VAR)/audit.jsonl"
	$B/libexec/guard/guard-engine compile rules -o "$(ETC)/policy.image"
	install -d "$D/share/guard/shims"
	sed 's/#.*//' $(SHIMS:%=shims/%) | tr -s ' \t' '\n' | while read -r name; do \
	    [ -z "$$name" ] || ln -sf ../../../bin/guard "$D/share/guard/shims/$$name"; done

# What is the same for every prefix and machine.
install-share:
	install -d "$D/share/guard/rules" "$D/share/guard/names" "$D/share/guard/shell/zsh" \
	    "$D/share/man/man1" "$D/share/man/man5" "$D/share/doc/guard/docs"
	install -m 644 $(RULES) "$D/share/guard/rules"
	install -d "$D/share/guard/rules/before" "$D/libexec/guard"
	install -m 644 $(wildcard rules/before/*.yaml) "$D/share/guard/rules/before"
	install -m 755 $(KEEP) "$D/libexec/guard"
	install -m 644 shims/default shims/files "$D/share/guard/names"
	install -m 644 shims/shell/*.sh "$D/share/guard/shell"
	install -m 755 shims/shell/script-shell shims/shell/claude-env "$D/share/guard/shell"
	install -m 644 shims/shell/zsh/.z* "$D/share/guard/shell/zsh"
	install -m 644 $(wildcard man/*.1) "$D/share/man/man1"
	install -m 644 $(wildcard man/*.5) "$D/share/man/man5"
	install -m 644 README.md SECURITY.md ARCHITECTURE.md LICENSE AGENTS.md.example "$D/share/doc/guard"
	cp -R docs/. "$D/share/doc/guard/docs"
	chmod -R u=rwX,go=rX "$D/share/doc/guard"
	install -d "$D/share/bash-completion/completions" "$D/share/zsh/site-functions" \
	    "$D/share/fish/vendor_completions.d"
	$B/libexec/guard/guard-engine completions bash >"$D/share/bash-completion/completions/guard"
	$B/libexec/guard/guard-engine completions zsh >"$D/share/zsh/site-functions/_guard"
	$B/libexec/guard/guard-engine completions fish >"$D/share/fish/vendor_completions.d/guard.fish"

VERSION := $(shell sed -n 's/.*CLI_VERSION "\(.*\)"/\1/p' src/cli/cli.h)

# A static release for any Linux of this machine's kind, its checksums, what it
# is made of, and the sources; the same bytes from the same commit.
dist: all
	B=$B MAKE="$(MAKE)" VERSION=$(VERSION) sh packaging/dist.sh

deb:
	B=$B MAKE="$(MAKE)" VERSION=$(VERSION) sh packaging/deb.sh

clean:
	rm -rf build

FORCE:
.PHONY: all install install-share dist deb clean FORCE

include tests/tests.mk

-include $(SUPPORT:.o=.d) $(SMALL_OBJ:.o=.d) $(ENGINE_LIB:.o=.d) $(MAIN_OBJ:.o=.d)
-include $(patsubst $B/%,$B/obj/%.d,$(UNIT) $(PROG) $(FUZZ) $(MUTATE))
