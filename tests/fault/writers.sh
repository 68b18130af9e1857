#!/bin/bash
# Several writing processes on one registry: imports side by side, of other and of the same records, one killed beside another, changes and
# publications meanwhile.
. "$(dirname "$0")/../e2e/common.sh"

make -s tools || exit 1
make_home || { echo "not ok 1 - a home"; exit 1; }
printf 'issuer.group = 20\n' >> "$home/cinnabar.conf"
# import FILE: acknowledgements into FILE.acks, talk into FILE.talk.
import() { $issuer import "$1" --home "$home" --passphrase-file "$home/passphrase" --jobs 1 --json > "${2:-$1}.acks" 2> "${2:-$1}.talk"; }
acked() { sed -n 's/.*"result":"issued".*"number":"\([^"]*\)".*/\1/p' "$@" | sort; }
issued() { $issuer list --home "$home" --state "${1:-issued}" --json 2>/dev/null | sed -n 's/.*"number":"\([^"]*\)".*/\1/p' | sort; }
# both FIRST SECOND: exit codes of two imports at once.
both() {
	import "$1" "$1" &
	local first=$!
	import "$2" "${3:-$2}"
	local second=$?
	wait $first
	echo "$? $second"
}
# The import has acknowledged all it was given so far, half of its file.
begun() { for _ in $(seq 3000); do [ "$(wc -l < "$1.acks")" -ge 150 ] && return; sleep 0.02; done; }

for n in 1 2 3 4 5; do $out/tests/tools/make_records 300 $((60 + n)) > "$work/r$n"; done

# Other records, in a new home: held by the lock of the home until both have opened it, each before the other's registry and stocks were there.
exec 7< "$home"
flock 7
(
	for _ in $(seq 3000); do [ "$(grep -c -- "-> FLOCK .*:$(stat -c %i "$home") " /proc/locks)" -ge 2 ] && break; sleep 0.02; done
	flock -u 7
) &
is "two imports at once come to their end" "$(both "$work/r1" "$work/r2" 7<&-)" "0 0"
exec 7<&-
acked "$work/r1.acks" "$work/r2.acks" > "$work/acked"
is "both acknowledged every record" "$(wc -l < "$work/acked")" 600
is "what they acknowledged is what there is" "$(issued | cmp - "$work/acked" && echo same)" same
is "no number twice" "$(uniq -d "$work/acked" | wc -l)" 0
is "nothing is left reserved" "$(issued reserved | wc -l)" 0
$issuer list --home "$home" --json 2>/dev/null | sed -n 's/.*"number":"\([^"]*\)".*/\1/p' | while read -r number; do
	$issuer show "$number" --home "$home" --json
done | grep -o '"status_list":[0-9]*,"status_index":[0-9]*' | sort > "$work/places"
is "no status index twice" "$(wc -l < "$work/places") $(uniq -d "$work/places" | wc -l)" "$($issuer list --home "$home" --json 2>/dev/null | wc -l) 0"

# The same records.
cp "$work/r3" "$work/again"
is "two imports of one file at once come to their end" "$(both "$work/r3" "$work/again")" "0 0"
acked "$work/r3.acks" "$work/again.acks" > "$work/acked"
is "each record was issued exactly once" "$(wc -l < "$work/acked") $(issued | wc -l)" "300 900"
is "the other import names the document that is there" \
	"$(grep -h '"result":"same"' "$work/r3.acks" "$work/again.acks" | sed -n 's/.*"number":"\([^"]*\)".*/\1/p' | sort | cmp - "$work/acked" && echo same)" same

# One record, issued by four officers at once for a purpose of its own.
head -n 1 "$work/r2" > "$work/one.json"
for n in 1 2 3 4; do
	$issuer issue "$work/one.json" --home "$home" --passphrase-file "$home/passphrase" --purpose "all at once" --json > "$work/at-once.$n" 2> "$work/err.$n" &
	at_once[n]=$!
done
for n in 1 2 3 4; do wait "${at_once[n]}" || echo "code $?" >> "$work/at-once.$n"; done
is "one record issued four times at once has one document" "$(cat "$work"/at-once.? | grep -o '"result":"[a-z]*"\|code .*' | sort | uniq -c | tr -s ' \n' ' ')" \
	' 1 "result":"issued" 3 "result":"same" '

# One killed, one living, both in the middle of their file and with numbers in hand; a third comes and sweeps.
mkfifo "$work/r4.pipe" "$work/r5.pipe"
$issuer import - --home "$home" --passphrase-file "$home/passphrase" --jobs 1 --json < "$work/r4.pipe" > "$work/r4.acks" 2> "$work/r4.talk" &
dead=$!
import - "$work/r5" < "$work/r5.pipe" &
living=$!
exec 8> "$work/r4.pipe" 9> "$work/r5.pipe"
head -n 150 "$work/r4" >&8
head -n 150 "$work/r5" >&9
begun "$work/r4"
begun "$work/r5"
kill -9 $dead
wait $dead 2>/dev/null
exec 8>&-
reserved=$(issued reserved | wc -l)
head -n 1 "$work/r1" > "$work/one"
import "$work/one"
is "an import beside them sweeps" "$? $(grep -c 'left over' "$work/one.talk")" "0 1"
left=$(sed -n 's/.*: \([0-9]*\) numbers* left over.*/\1/p' "$work/one.talk")
[ "$left" -ge 1 ] && [ "$(issued reserved | wc -l)" = $((reserved - left)) ] && [ $((reserved - left)) -ge 1 ]
is "it takes what the dead one held and leaves the other's ($left of $reserved)" $? 0
$issuer revoke "$(head -n 1 "$work/acked")" --home "$home" --reason other > /dev/null 2> "$work/err"
is "an officer revokes beside them" "$?" 0
tail -n +151 "$work/r5" >&9
exec 9>&-
wait $living
is "and it comes to its end undisturbed" "$? $(acked "$work/r5.acks" | wc -l)" "0 300"
acked "$work/r4.acks" > "$work/lost"
is "what the dead one acknowledged is there" "$(issued | comm -13 - "$work/lost" | wc -l)" 0
import "$work/r4"
is "its file again issues the rest" "$? $(cat <(acked "$work/r4.acks") "$work/lost" | sort -u | wc -l)" "0 300"
is "one document a record" "$(issued | wc -l)" 1500
is "nothing is left reserved" "$(issued reserved | wc -l)" 0
$issuer audit --home "$home" --json > "$work/audit" 2> "$work/err"
is "the audit chain is unbroken and tells of each issue once" "$? $(grep -c '"operation":"issue"' "$work/audit")" "0 1501"

# Publications at once: every list has its own number, and the newest is the one that stays.
publish() { $issuer publish --home "$home" --passphrase-file "$home/passphrase" > /dev/null 2>&1; }
sequence() { $keys show --home "$home" --json | json sequence; }
publish
before=$(sequence)
number=$(tail -n 1 "$work/acked")
$issuer export "$number" --home "$home" -o "$work/paper.pdf" 2>/dev/null
pids=""
for _ in 1 2 3 4; do publish & pids="$pids $!"; done
$issuer revoke "$number" --home "$home" --reason other > /dev/null 2>&1
publish
failed=$?
for pid in $pids; do wait "$pid" || failed=1; done
is "five publications at once all succeed" "$failed" 0
is "each trust list has a number of its own" "$(sequence)" "$((before + 5))"
is "the published list is the newest" "$(cmp "$home/public/trust-list.cbor" "$home/trust/trust-list.cbor" && echo same)" same
is "no older status list came after the newer one" "$(verdict --offline "$home/public" "$work/paper.pdf")" revoked
echo "1..$count"
