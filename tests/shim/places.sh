# SPDX-License-Identifier: ISC
#
# guard run from where make install puts guard on a machine of several people,
# /opt and /usr/local: for root and for somebody else, without a home, in homes
# as they come, and behind startup files that do as they like. In a mount
# namespace of its own (places-inside.sh), so that neither place is touched.

if ! unshare -m true 2>/dev/null || ! command -v setpriv >/dev/null; then
	skipped "guard run from /opt and /usr/local" "only root can mount there"
	return
fi
for place in /opt/guard /usr/local; do
	if ! make --no-print-directory VARIANT=release PREFIX="$place" \
	    DESTDIR="$W/stage" install >"$W/install.log" 2>&1; then
		bad "guard is installed for $place" "$(tail -n 5 "$W/install.log")"
		continue
	fi
	# Lines "ok WHAT" and "bad WHAT", then "detail TEXT".
	W="$W" REAL="$REAL" PLACE="$place" unshare -m sh \
	    tests/shim/places-inside.sh >"$W/places" 2>&1 </dev/null
	while read -r word rest; do
		case $word in
		ok) ok "$place: $rest" ;;
		bad) bad "$place: $rest" "$(sed -n "/^bad $rest\$/,/^\(ok\|bad\)/s/^detail //p" "$W/places")" ;;
		esac
	done <"$W/places"
	expect "$place: all of it was tried" grep -qx 'end' "$W/places"
done
