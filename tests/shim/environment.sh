# SPDX-License-Identifier: ISC
#
# Nothing in the environment, the directory or HOME turns guard off or points
# it at another policy; a variable that changes what the tool does is part of
# the decision.

mkdir -p "$W/fake/etc/guard" "$W/fake/share/guard/rules" "$W/fake/.config/guard"
sed 's/ask: \[drop\]/allow: [drop]/' tests/shim/rules/probe.yaml \
    >"$W/fake/share/guard/rules/probe.yaml"
"$P/bin/guard" compile "$W/fake/share/guard/rules" \
    -o "$W/fake/etc/guard/policy.image" >/dev/null 2>&1 ||
    cp "$P/etc/guard/policy.image" "$W/fake/etc/guard/policy.image"
cp "$W/fake/etc/guard/policy.image" "$W/fake/.config/guard/policy.image"

for setting in GUARD=0 GUARD_DISABLE=1 GUARD_DISABLED=1 GUARD_OFF=1 \
    GUARD_BYPASS=1 GUARD_SKIP=1 GUARD_MODE=off GUARD_PREFIX="$W/fake" \
    GUARD_HOME="$W/fake" GUARD_POLICY="$W/fake/etc/guard/policy.image" \
    GUARD_CONFIG="$W/fake" GUARD_ENGINE=/bin/true HOME="$W/fake" \
    XDG_CONFIG_HOME="$W/fake/.config" XDG_DATA_HOME="$W/fake/share" \
    PWD="$W/fake" OLDPWD="$W/fake" TMPDIR="$W/fake" CI=true DEBUG=1 \
    USER=root LOGNAME=root SHELL=/bin/true _="$REAL/probe" \
    LANG=xx_XX.UTF-8 LC_ALL=xx TZ=../../../etc/passwd IFS=x \
    POSIXLY_CORRECT=1 GLIBC_TUNABLES=glibc.malloc.check=3 \
    MALLOC_PERTURB_=1 LD_LIBRARY_PATH="$W/fake" \
    PATH="$SHIMS:$REAL:/usr/bin"; do
	run "$setting" probe drop
	refused "${setting%%=*} does not turn guard off" 75
done
WORK_KEPT=$WORK
WORK=$W/fake
run probe drop
refused "neither does the directory" 75
WORK=$WORK_KEPT

# A library that runs the real tool as soon as it is loaded: guard is static,
# and its engine must not load it either.
printf '%s\n' '#include <unistd.h>' \
    '__attribute__((constructor)) static void run(void) {' \
    "	char *argv[] = {\"probe\", \"drop\", 0}; execv(\"$REAL/probe\", argv); }" \
    >"$W/preload.c"
if cc -shared -fPIC -o "$W/preload.so" "$W/preload.c" 2>"$W/cc.log"; then
	for setting in LD_PRELOAD LD_AUDIT; do
		forget
		# Set by the program that starts guard, not by its env.
		(cd "$WORK" && env -i PATH="$RUN_PATH" "$TOOLS/start-with" \
		    "$setting=$W/preload.so" "$SHIMS/probe" probe drop) \
		    >"$W/out" 2>"$W/err"
		status=$?
		refused "$setting does not run the tool" 75
	done
else
	bad "the library to preload does not build" "$(cat "$W/cc.log")"
fi

run PROBE_MODE=fast probe read
ran "a variable that is known to be harmless" probe read
run PROBE_HOOK=/bin/true probe read
refused "a variable that runs a program" 75 'env-runs|PROBE_HOOK'
run PROBE_HOOK= probe read
ran "the same without a value" probe read
run PROBE_UNHEARD=1 probe read
refused "a variable that is not understood" 75 'env-unknown|PROBE_UNHEARD'
run PROBE_TARGET=prod probe read
ran "a target in the environment: reads pass" probe read
run PROBE_TARGET=prod probe touch x
refused "a target in the environment: changes ask" 75
run PROBE_ARGS_touch=b probe touch a
refused "hidden arguments count" 75
run "PROBE_ARGS_read=--name 'x y'" probe read
ran "hidden arguments that are harmless" probe read
run "PROBE_ARGS_read='" probe read
refused "hidden arguments that cannot be read" 75 'hidden'
# The same variable twice: the tool may see either.
forget
(cd "$WORK" && env -i PATH="$RUN_PATH" "$TOOLS/start-with" PROBE_HOOK= \
    PROBE_HOOK=/bin/true "$SHIMS/probe" probe read) >"$W/out" 2>"$W/err"
status=$?
refused "a variable that is set twice counts both times" 75
rm -rf "$W/fake"
