#!/bin/sh
# portal.page_cpu and portal.proof_latency, as tests/bench/run tells: a house of its own with 20 people who are signed in.
# usage: sh tests/bench/portal.sh PASSPHRASE-FILE RECORDS.ndjson
set -eu
cd "$(dirname "$0")/../.."

bin=${CINNABAR_OUT:-build/release}
passphrase=$1 records=$2
work=$(mktemp -d)
issuing="" serving=""
trap '[ -z "$issuing$serving" ] || kill $issuing $serving 2> /dev/null || true; wait; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
command -v node > /dev/null || { echo "no node: portal.page_cpu and portal.proof_latency are left out" >&2; exit 0; }
house=$work/portal address=127.0.0.1:${BENCH_PORT:-18093}
pages=4000 proofs=25
[ "${BENCH_QUICK:-}" != 1 ] || { pages=200 proofs=1; }
$bin/cinnabar-keys init --home "$house" --passphrase-file "$passphrase" --verify-url http://127.0.0.1:8080 >&2
grep '"kind":"visa"' "$records" | head -n 20 > "$work/people"
$bin/cinnabar-issuer import "$work/people" --home "$house" --passphrase-file "$passphrase" > "$work/import.log" 2>&1
node -e 'require("fs").readFileSync(process.argv[1],"utf8").trim().split("\n").forEach((line)=>console.log("visa:"+JSON.parse(line).number))' "$work/people" > "$work/identities"
n=0
while read -r identity; do
	n=$((n + 1))
	$bin/tests/tools/sign_in "$house" "bench$n@example.org" own "$identity" > "$work/session.$n"
done < "$work/identities"
awk 'FNR == 1 { printf "%s{\"cookie\":\"%s\",", (NR > 1 ? "," : "["), $0 } FNR == 2 { printf "\"person\":\"%s\"}", $2 } END { print "]" }' "$work"/session.* \
	> "$work/sessions.json"
CINNABAR_ISSUER_RATE=1000000 CINNABAR_ISSUER_PROOFS_PER_DAY=1000000 $bin/cinnabar-issuer serve --home "$house" --passphrase-file "$passphrase" > "$work/issuer.log" 2>&1 &
issuing=$!
CINNABAR_PORTAL_RATE=1000000 CINNABAR_PORTAL_BURST=1000000 CINNABAR_PORTAL_URL=http://$address \
	$bin/cinnabar-portal serve --home "$house" --listen "$address" --admin-listen "" > "$work/portal.log" 2>&1 &
serving=$!
ready() { [ -S "$house/issuer.sock" ] && node -e 'require("http").get(process.argv[1],(r)=>process.exit(r.statusCode===200?0:1)).on("error",()=>process.exit(1))' "$1"; }
tries=0
until ready "http://$address/about"; do
	tries=$((tries + 1))
	[ "$tries" -lt 30 ] || { cat "$work/issuer.log" "$work/portal.log" >&2; exit 1; }
	sleep 1
done
node tests/bench/portal.mjs "http://$address" "$serving" "$work/sessions.json" "$pages" "$proofs"
