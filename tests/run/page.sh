#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The page of guard log --report: what it says is what the record says, it loads
# nothing, and what is in commands stays text. With BROWSER=yes (make
# test-browser) Debian's chromium shows it, too.

. "$(dirname "$0")/report.sh"
stage page
cd "$TOP" || exit 1
W=${PAGE_KEEP:-$(mktemp -d)}
[ -n "${PAGE_KEEP:-}" ] || trap 'rm -rf "$W"' EXIT
if ! command -v python3 >/dev/null; then
	skipped "the page" "no python3"
	finish
fi
. tests/run/small-guard.sh
log=$P/var/guard/audit.jsonl

page() {
	here "guard log --report '$W/page.html' $1"
	[ "$status" = 0 ] && grep -qx "$W/page.html is written; any browser shows it." "$W/out"
}
# Of the page: $1 is in it.
tells() {
	grep -q -e "$1" "$W/page.html"
}

rm -f "$log"
check "a page about nothing" page ''
check "says so" tells 'Nothing is on record'
python3 tests/page/log.py 600 >"$log"
check "a page about a week" page ''
check "is only for its owner" test "$(stat -c %a "$W/page.html")" = 600
check "is whole, loads nothing and says what the record says" \
    python3 tests/page/check.py "$W/page.html" "$log"
check "names no other place" sh -c \
    "! sed 's|http://evil.example||' '$W/page.html' | grep -qE 'https?:|//[a-z]'"
here 'guard log --tool "bad\xff"'
check "guard log shows bytes that are no text" grep -q 'deny .*x' "$W/out"
check "and calls the line finished" test ! -s "$W/err"
check "a page about one tool" page '--tool docker'
check "has no other" sh -c "! grep -q 'terraform' '$W/page.html'"
check "a page since then" page '--since 2026-11-25'
check "says since when" tells 'since 2026-11-25'
check "has nothing older" sh -c "! grep -q '2026-11-24' '$W/page.html'"
here "guard log --report $W/no/such/folder.html"
check "a place that is not there is told" test "$status" = 70
here "guard log verify --report $W/page.html"
check "verify makes no page" test "$status" = 2
# Many names and requests, each line with its own.
awk 'BEGIN { for (i = 0; i < 6000; i++) printf "{\"v\":1,\"time\":\"2026-11-2" \
    "0T08:%02d:00.000Z\",\"pid\":1,\"verdict\":\"ask\",\"rule\":\"r.%d\"," \
    "\"tool\":\"t%d\",\"argv\":[\"t\"],\"request\":\"R%d\"}\n", i % 60, i, i, \
    i }' >"$log"
check "a page about more than it has room for" page ''
check "says how much it left out" \
    tells '>9808 entries found no room in this page'

if [ "${BROWSER:-}" != yes ]; then
	finish
fi

# In a browser.
if ! command -v chromium >/dev/null; then
	bad "chromium is there" "apt-get install chromium"
	finish
fi
python3 tests/page/log.py 600 >"$log"
check "the page for the browser" page ''
browse() {
	timeout 120 chromium --headless --no-sandbox --disable-gpu \
	    --hide-scrollbars --no-first-run --user-data-dir="$W/chromium" \
	    --enable-logging=stderr "$@" "file://$W/page.html" \
	    2>"$W/console"
}
browse --dump-dom >"$W/dom"
check "chromium reads it" grep -q '<h1>What guard decided</h1>' "$W/dom"
check "with all of its rows" test "$(grep -c '<tr>' "$W/dom")" = \
    "$(grep -c '<tr>' "$W/page.html")"
check "and complains of nothing" sh -c "! grep -q CONSOLE '$W/console'"
for width in 390 1000; do
	for scheme in light dark; do
		# 0 is dark, 1 is light.
		value=1
		[ $scheme = light ] || value=0
		browse --window-size=$width,1400 \
		    --blink-settings=preferredColorScheme=$value \
		    --screenshot="$W/$scheme-$width.png" >/dev/null
		check "$scheme, $width wide: a picture" python3 \
		    tests/page/picture.py "$W/$scheme-$width.png" $width $scheme
	done
done
browse --print-to-pdf="$W/page.pdf" >/dev/null
check "it prints" sh -c "head -c 5 '$W/page.pdf' | grep -q '%PDF-'"
finish
