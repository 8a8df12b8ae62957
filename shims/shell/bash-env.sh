# SPDX-License-Identifier: ISC
#
# BASH_ENV of an agent under guard run: bash reads it before each script and
# each -c, behind the profile of a login shell. The person's own comes first.

if [ -n "${GUARD_BASH_ENV-}" ] && [ -r "$GUARD_BASH_ENV" ]; then
	. "$GUARD_BASH_ENV"
fi
if [ -n "${GUARD_SHIMS-}" ]; then
	. "${GUARD_SHIMS%/shims}/shell/front.sh"
fi
