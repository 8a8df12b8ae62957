# SPDX-License-Identifier: ISC
#
# ENV of an agent under guard run: sh reads it when it is interactive. The
# person's own comes first.

if [ -n "${GUARD_ENV-}" ] && [ -r "$GUARD_ENV" ]; then
	. "$GUARD_ENV"
fi
if [ -n "${GUARD_SHIMS-}" ]; then
	. "${GUARD_SHIMS%/shims}/shell/front.sh"
fi
