#!/bin/bash
# A record that comes again with another content: of each record and each set of options one document is in force, whatever the order, the threads
# and the crashes; what was replaced or revoked does not come back.
. "$(dirname "$0")/common.sh"

ok "a home" make_home
base() { grep '"type":"residence-permit"' "$samples" | sed -n 1p; }
# A permit with this number and this end: record NUMBER END
record() { base | node -e 'const r=JSON.parse(require("fs").readFileSync(0,"utf8"));r.number=process.argv[1];r.expires=process.argv[2];console.log(JSON.stringify(r))' "$1" "$2"; }
import() { $issuer import "$1" --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents" "${@:2}" > "$work/told" 2> "$work/talk"; }
told() { sed -n "${2:-1}p" "$work/told" | json "$1"; }
state() { $issuer list --home "$home" --json 2>/dev/null | sed -n "s/.*\"number\":\"$1\",\"state\":\"\([a-z]*\)\".*/\1/p"; }
live() { $issuer list --home "$home" --json 2>/dev/null | grep -c '"state":"issued"'; }
dry() { $issuer import "$1" --home "$home" --json --dry-run "${@:2}" > "$work/told" 2> "$work/talk"; }

record RP900001 2061-01-01 > "$work/a"
record RP900001 2062-02-02 > "$work/b"
record RP900001 2063-03-03 > "$work/c"
ok "A" import "$work/a"
a=$(told number)
ok "A for a bank" import "$work/a" --recipient "Example Bank"
bank=$(told number)
ok "A masked" import "$work/a" --mask passport_number
masked=$(told number)
ok "dry run of B" dry "$work/b"
is "says that a document would be made" "$(told result)" would-issue
is "in the place of A's" "$(told replaces)" "$a"
has "and so does the sum" "$work/talk" "1 would-issue (1 in place of an earlier one)"
is "nothing has changed" "$(state "$a")" issued
ok "B" import "$work/b"
b=$(told number)
is "is told as issued" "$(told result)" issued
is "in the place of A's" "$(told replaces)" "$a"
has "and so does the sum" "$work/talk" "1 issued (1 in place of an earlier one)"
is "A's is superseded" "$(verdict "$work/documents/$a.pdf")" superseded
is "B's is valid" "$(verdict "$work/documents/$b.pdf")" valid
is "and says what it replaces" "$($verifier check --home "$home" --json "$work/documents/$b.pdf" | json document.replaces)" "$a"
is "the bank's stays in force" "$(verdict "$work/documents/$bank.pdf")" valid
is "the masked one too" "$(verdict "$work/documents/$masked.pdf")" valid
ok "B again" import "$work/b"
is "issues nothing" "$(told result) $(told number)" "same $b"
ok "A again" import "$work/a"
is "issues nothing" "$(told result) $(told number)" "same $a"
is "and leaves B's" "$(state "$b")" issued
is "the kept record is B's" "$($issuer record show visa:RP900001 --home "$home" | json record.expires)" 2062-02-02
ok "B for the bank" import "$work/b" --recipient "Example Bank"
is "takes the place of the bank's alone" "$(told replaces) $(state "$b")" "$bank issued"
ok "the chain of the audit holds" $issuer audit --home "$home"
is "and tells of both ends" "$($issuer audit --home "$home" --json | grep -c '"operation":"supersede"')" 2

ok "B's is suspended" $issuer suspend "$b" --home "$home"
exits 1 "C is refused: a changed record does not lift a suspension" import "$work/c"
has "and the reason names the document" "$work/told" "$b is suspended"
is "it stays so" "$(state "$b")" suspended
ok "reinstate" $issuer reinstate "$b" --home "$home"
ok "an officer corrects B's to C" $issuer correct "$b" "$work/c" --home "$home" --passphrase-file "$home/passphrase" --json
c=$(json number < "$work/out")
ok "the file with C comes" import "$work/c"
is "and finds the officer's document" "$(told result) $(told number)" "same $c"
ok "revoke C's" $issuer revoke "$c" --home "$home" --reason issued-in-error
record RP900001 2064-04-04 > "$work/d"
ok "D after C's was revoked" import "$work/d"
is "is issued in nobody's place" "$(told result) $(told replaces)" "issued "
d=$(told number)
ok "issue B: an officer means it" $issuer issue "$work/b" --home "$home" --passphrase-file "$home/passphrase" --json
is "but D's does not stay beside it" "$(json replaces < "$work/out") $(state "$d")" "$d superseded"

# The same record on many lines of one file: the file's order decides, whatever the threads do.
for i in $(seq 40); do record "RP91$(printf %04d $((i % 4)))" "20$((60 + i % 4))-01-$(printf %02d $((i / 4 + 1)))"; done > "$work/many"
for run in 1 2 3; do
	home=$work/home$run
	make_home
	ok "forty lines of four records, 8 jobs" import "$work/many" --jobs 8
	is "of each record one is in force" "$(live)" 4
	for n in 0 1 2 3; do
		last=$(grep "RP91000$n" "$work/many" | tail -n 1 | json expires)
		number=$($issuer list --home "$home" --state issued --json 2>/dev/null | grep -o '"number":"[^"]*"' | cut -d'"' -f4 | while read -r x; do
			$issuer export "$x" --home "$home" -o "$work/x.pdf" --force 2>/dev/null; $verifier check --home "$home" --json "$work/x.pdf" | grep "RP91000$n"; done | json document.fields.expires)
		is "record $n: the last line" "$number" "$last"
		is "record $n: kept so" "$($issuer record show "visa:RP91000$n" --home "$home" | json record.expires)" "$last"
	done
	is "every document but the four was replaced" "$($issuer list --home "$home" --state superseded --json 2>/dev/null | wc -l)" "$(($(sort -u "$work/many" | wc -l) - 4))"
done
ok "forty lines, kept alone" $issuer register "$work/many" --home "$home" --jobs 8 --json
for n in 0 1 2 3; do
	is "record $n: the last line is kept" "$($issuer record show "visa:RP91000$n" --home "$home" | json record.expires)" "$(grep "RP91000$n" "$work/many" | tail -n 1 | json expires)"
done

home=$work/dry
make_home
find "$home" | sort > "$work/before"
ok "a dry run needs no passphrase" dry "$samples" --out "$work/nowhere"
is "and would issue all" "$(grep -c would-issue "$work/told")" "$(grep -c . "$samples")"
ok "nor does issue" $issuer issue "$work/a" --home "$home" --dry-run --json
exits 1 "nor correct, which finds no document" $issuer correct "$a" "$work/a" --home "$home" --dry-run --json
ok "nor register" $issuer register "$work/a" --home "$home" --dry-run --json
find "$home" | sort > "$work/after"
ok "and makes no file in the home" cmp "$work/before" "$work/after"
is "nor the folder for documents" "$(ls -d "$work/nowhere" 2>/dev/null)" ""
exits 2 "a home that is not there is told" $issuer import "$work/a" --home "$work/missing" --dry-run
cat "$work/a" "$work/b" "$work/b" "$work/a" > "$work/four"
ok "dry run of A, B, B, A" dry "$work/four" --jobs 8
sort -t: -k2 -n "$work/told" > "$work/sorted"
is "tells what would happen" "$(json result < <(sed -n 1p "$work/sorted")) $(json result < <(sed -n 2p "$work/sorted")) $(json replaces_line < <(sed -n 2p "$work/sorted")) $(
	json result < <(sed -n 3p "$work/sorted")) $(json same_line < <(sed -n 3p "$work/sorted")) $(json result < <(sed -n 4p "$work/sorted")) $(json same_line < <(sed -n 4p "$work/sorted"))" \
	"would-issue would-issue 1 same 2 same 1"
ok "and that happens" import "$work/four" --jobs 8
is "two documents" "$(grep -c '"result":"issued"' "$work/told") $(grep -c '"result":"same"' "$work/told") $(live)" "2 2 1"
echo "1..$count"
