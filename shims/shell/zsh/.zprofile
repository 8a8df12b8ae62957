# SPDX-License-Identifier: ISC
#
# Read by a login zsh, behind /etc/zprofile.
# The person's own file first, with their ZDOTDIR, then guard's directory to
# the front.

guard_own=$ZDOTDIR
ZDOTDIR=${GUARD_ZDOTDIR:-$HOME}
if [[ -r $ZDOTDIR/.zprofile ]]; then
	source "$ZDOTDIR/.zprofile"
fi
GUARD_ZDOTDIR=$ZDOTDIR
ZDOTDIR=$guard_own
unset guard_own
export ZDOTDIR GUARD_ZDOTDIR
if [[ -n ${GUARD_SHIMS-} ]]; then
	source "${GUARD_SHIMS%/shims}/shell/front.sh"
fi
