# SPDX-License-Identifier: ISC
#
# Read by an interactive zsh, behind /etc/zshrc.
# The person's own file first, with their ZDOTDIR, then guard's directory to
# the front.

guard_own=$ZDOTDIR
ZDOTDIR=${GUARD_ZDOTDIR:-$HOME}
if [[ -r $ZDOTDIR/.zshrc ]]; then
	source "$ZDOTDIR/.zshrc"
fi
GUARD_ZDOTDIR=$ZDOTDIR
ZDOTDIR=$guard_own
unset guard_own
export ZDOTDIR GUARD_ZDOTDIR
if [[ -n ${GUARD_SHIMS-} ]]; then
	source "${GUARD_SHIMS%/shims}/shell/front.sh"
fi
# /etc/zshrc may have named a history file by our ZDOTDIR.
if [[ ${HISTFILE-} == "$ZDOTDIR"/* ]]; then
	HISTFILE=${GUARD_ZDOTDIR:-$HOME}/${HISTFILE#"$ZDOTDIR"/}
fi
