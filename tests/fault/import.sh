#!/bin/bash
# kill -9 at random points of an import, KILLS times: nothing acknowledged is lost, nothing is doubled, nothing is half-issued.
. "$(dirname "$0")/../e2e/common.sh"

KILLS=${KILLS:-200}
RECORDS=${RECORDS:-4000} # enough that most kills fall into an import, not behind its end
make -s tools || exit 1
make_home || { echo "not ok 1 - a home"; exit 1; }
printf 'issuer.group = 20\n' >> "$home/cinnabar.conf"
$out/tests/tools/make_records $RECORDS 41 > "$work/records.ndjson"
RANDOM=${SEED:-7}
kills=0 epochs=0 inside=0

import() { $issuer import "$work/records.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json >> "$work/acks" 2>> "$work/talk"; }

# What an import that came to its end must leave behind, whatever happened on the way.
check_epoch() {
	$issuer list --home "$home" --json > "$work/list" 2>/dev/null
	sed -n 's/.*"result":"issued".*"number":"\([^"]*\)","code":"[^"]*"}$/\1/p' "$work/acks" | sort > "$work/acked"
	sed -n 's/.*"number":"\([^"]*\)","state":"issued".*/\1/p' "$work/list" | sort > "$work/issued"
	epochs=$((epochs + 1))
	is "epoch $epochs: no acknowledged document is lost" "$(comm -23 "$work/acked" "$work/issued" | wc -l)" 0
	is "epoch $epochs: no document is acknowledged twice" "$(uniq -d "$work/acked" | wc -l)" 0
	is "epoch $epochs: one document a record, none doubled" "$(wc -l < "$work/issued")" "$RECORDS"
	is "epoch $epochs: nothing is left half-issued" "$(grep -c '"state":"reserved"' "$work/list")" 0
	is "epoch $epochs: the audit tells of each once" "$($issuer audit --home "$home" --json 2>/dev/null | grep -c '"operation":"issue"')" "$RECORDS"
	local number bad=0
	for number in $(shuf -n 4 --random-source=<(yes $epochs) "$work/issued"); do
		$issuer export "$number" --home "$home" -o "$work/one.pdf" --force 2>/dev/null &&
			[[ "$(codes "$work/one.pdf")" == *PDF_SIGNATURE_GOOD*REGISTRY_SAME*STATUS_GOOD* ]] || bad=$((bad + 1))
	done
	is "epoch $epochs: exported documents are whole and in force" "$bad" 0
	rm -rf "$home/registry" "$work/acks"
	: > "$work/acks"
}

: > "$work/acks"
while [ "$kills" -lt "$KILLS" ]; do
	before=$(grep -c '"result":"issued"' "$work/acks")
	import &
	pid=$!
	# One in eight falls into the start; the others wait for the first acknowledgement and then a random while.
	if [ $((RANDOM % 8)) != 0 ]; then
		for _ in $(seq 1500); do
			[ "$(grep -c '"result":"issued"' "$work/acks")" -gt "$before" ] && break
			kill -0 $pid 2>/dev/null || break
			sleep 0.02
		done
	fi
	sleep "0.$(printf '%03d' $((RANDOM % 300)))"
	# The shell function runs in a child shell: its own child is the issuer.
	victim=$(pgrep -P $pid -f cinnabar-issuer || echo "")
	if [ -n "$victim" ] && kill -9 $victim 2>/dev/null; then
		kills=$((kills + 1))
		wait $pid 2>/dev/null
		[ "$(grep -c '"result":"issued"' "$work/acks")" -gt "$before" ] && inside=$((inside + 1))
	else
		wait $pid 2>/dev/null
		check_epoch
	fi
	# A line cut by the kill was never a whole acknowledgement.
	[ -s "$work/acks" ] && [ -n "$(tail -c 1 "$work/acks")" ] && sed -i '$d' "$work/acks"
done
ok "the last import comes to its end" import
check_epoch
is "kills" "$kills" "$KILLS"
echo "# $inside of $kills kills fell behind an acknowledgement of the same run"
[ "$inside" -ge $((KILLS / 4)) ]
is "enough kills fell inside the work" $? 0
echo "1..$count"
