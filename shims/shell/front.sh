# SPDX-License-Identifier: ISC
#
# Sourced by shells: moves guard's shims to the front of PATH, where something
# moved them away or lost them. Does nothing unless GUARD_SHIMS names them
# (guard run and guard setup see to that), and can do nothing that setting
# PATH could not.

case ${GUARD_SHIMS-} in
/*)
	case $PATH: in
	"$GUARD_SHIMS":*) ;;
	*)
		guard_path=:$PATH:
		while
			case $guard_path in
			*":$GUARD_SHIMS:"*) ;;
			*) false ;;
			esac
		do
			guard_path=${guard_path%%":$GUARD_SHIMS:"*}:${guard_path#*":$GUARD_SHIMS:"}
		done
		guard_path=${guard_path#:}
		PATH=$GUARD_SHIMS:${guard_path%:}
		export PATH
		unset guard_path
		;;
	esac
	;;
esac
