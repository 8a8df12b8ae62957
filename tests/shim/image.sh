# SPDX-License-Identifier: ISC
#
# A policy image that is missing, damaged or foreign: every guarded tool
# refuses, reads too.

image=$P/etc/guard/policy.image
cp -p "$image" "$W/good.image"
size=$(stat -c %s "$image")

restore() {
	rm -rf "$image"
	cp -p "$W/good.image" "$image"
}

# Writes one byte at an offset: the old one with the bits of a mask turned.
flip() {
	old=$(od -An -tu1 -j "$1" -N 1 "$image")
	new=$((old ^ $2))
	printf "\\$(printf %o "$new")" |
	    dd of="$image" bs=1 seek="$1" conv=notrunc status=none
}

rm "$image"
run probe read
refused "no image: reads are refused" 78
run probe drop
refused "no image: all else is too" 78
mkdir "$image"
run probe read
refused "a directory instead of the image" 78
restore
: >"$image"
run probe read
refused "an empty image" 78
restore
chmod 666 "$image"
run probe read
refused "an image that everyone may write" 78
restore
chmod 660 "$image"
run probe read
refused "an image that a group may write" 78
restore
if [ "$(id -u)" = 0 ]; then
	chown 65534 "$image"
	run probe read
	refused "an image that belongs to somebody else" 78
	restore
fi
mv "$image" "$W/elsewhere.image"
ln -s /dev/zero "$image"
run probe read
refused "a device instead of the image" 78
restore
rm "$image"
mkfifo "$image"
forget
(cd "$WORK" && timeout 5 env -i PATH="$RUN_PATH" probe read) >"$W/out" 2>"$W/err"
status=$?
refused "a pipe instead of the image does not hang" 78
restore
if [ "$(id -u)" != 0 ]; then
	chmod 0 "$image"
	run probe read
	refused "an image that may not be read" 78
	restore
fi

# quiet_refusal STATUS: as refused, for loops that count as one.
quiet_refusal() {
	[ ! -e "$REAL/runs" ] && [ "$status" = "$1" ] &&
	    head -n 1 "$W/err" | grep -q '^guard: '
}

# Cut at every length that means something, and at many that do not.
wrong=
for length in 1 7 8 11 12 15 16 23 24 55 56 63 64 127 128 129 200 \
    $((size / 4)) $((size / 2)) $((size / 4 * 3)) $((size - 4096)) \
    $((size - 64)) $((size - 9)) $((size - 8)) $((size - 1)); do
	head -c "$length" "$W/good.image" >"$image"
	run probe read
	quiet_refusal 78 || wrong="$wrong $length:$status"
	touch -r "$W/good.image" "$image"
	run probe read
	quiet_refusal 78 || wrong="$wrong $length(sealed):$status"
done
expect "a truncated image is refused at every length$wrong" test -z "$wrong"
cp "$W/good.image" "$image"
printf 'more' >>"$image"
run probe read
refused "an image with bytes behind its end" 78
restore

# One bit turned, by someone who wrote to the file: the seal, which is the
# time of the last write, is broken, and the whole is verified.
wrong=
offset=0
while [ "$offset" -lt 120 ]; do
	flip "$offset" $((1 << offset % 8))
	run probe read
	quiet_refusal 78 || wrong="$wrong $offset:$status"
	restore
	offset=$((offset + 3))
done
expect "a bit turned in the header is refused$wrong" test -z "$wrong"
wrong=
step=$((size / 100 + 1))
offset=120
while [ "$offset" -lt "$size" ]; do
	flip "$offset" 64
	run probe read
	quiet_refusal 78 || wrong="$wrong $offset:$status"
	restore
	offset=$((offset + step))
done
expect "a bit turned anywhere else is refused$wrong" test -z "$wrong"

# The same by a disk that errs: the time stays, and only the records that are
# used are checked. What is refused must never run; what is allowed may.
wrong=
offset=0
while [ "$offset" -lt "$size" ]; do
	flip "$offset" 64
	touch -r "$W/good.image" "$image"
	run probe drop
	[ ! -e "$REAL/runs" ] && [ "$status" != 0 ] || wrong="$wrong $offset"
	restore
	offset=$((offset + step))
done
expect "a disk that errs never lets a refused command run$wrong" \
    test -z "$wrong"
wrong=
for offset in $(seq 0 2 118); do
	flip "$offset" 32
	touch -r "$W/good.image" "$image"
	run probe read
	quiet_refusal 78 || wrong="$wrong $offset:$status"
	restore
done
expect "a header that a disk damaged is refused$wrong" test -z "$wrong"

# The image of another version: intact, but not ours.
flip 8 3
run probe read
refused "an image of another version" 78
restore
head -c "$size" /dev/urandom >"$image"
run probe read
refused "bytes that are no image at all" 78
restore

# A copy loses the seal: it is verified as a whole, then runs.
cp "$W/good.image" "$image"
run probe read
ran "an intact copy of the image serves" probe read
run probe drop
refused "and refuses what it should" 75
restore
run probe read
ran "the image restored serves again" probe read
