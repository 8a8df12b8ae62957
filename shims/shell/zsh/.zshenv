# SPDX-License-Identifier: ISC
#
# Read first by every zsh of an agent under guard run.
# The person's own file first, with their ZDOTDIR, then guard's directory to
# the front.

guard_own=$ZDOTDIR
ZDOTDIR=${GUARD_ZDOTDIR:-$HOME}
if [[ -r $ZDOTDIR/.zshenv ]]; then
	source "$ZDOTDIR/.zshenv"
fi
GUARD_ZDOTDIR=$ZDOTDIR
ZDOTDIR=$guard_own
unset guard_own
export ZDOTDIR GUARD_ZDOTDIR
if [[ -n ${GUARD_SHIMS-} ]]; then
	source "${GUARD_SHIMS%/shims}/shell/front.sh"
fi
