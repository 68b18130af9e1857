#!/bin/bash
# The main job on a specimen home: keys, sample records, documents, published lists; then issuer, verifier and portal. A second run reuses the home.
# usage: make/run.sh [HOME]   environment: LISTEN (127.0.0.1:8080), ADMIN (127.0.0.1:8090), PORTAL (127.0.0.1:8081), PORTAL_ADMIN (127.0.0.1:8091)
set -euo pipefail

home=${1:-var}
bin=build/release
listen=${LISTEN:-127.0.0.1:8080}
admin=${ADMIN:-127.0.0.1:8090}
portal=${PORTAL:-127.0.0.1:8081}
portal_admin=${PORTAL_ADMIN:-127.0.0.1:8091}
url="http://$listen"
umask 027

# Told before anything is made or printed: the servers come last.
for address in "$listen" "$admin" "$portal" "$portal_admin"; do
	if (exec 3<> "/dev/tcp/${address%:*}/${address##*:}") 2> /dev/null; then
		echo "$address is taken by another program; choose others: LISTEN= ADMIN= PORTAL= PORTAL_ADMIN=127.0.0.1:PORT make run" >&2
		exit 1
	fi
done

if [ ! -f "$home/passphrase" ] && [ ! -d "$home/keys" ]; then
	mkdir -p "$home"
	(umask 077; head -c 24 /dev/urandom | base64 > "$home/passphrase")
fi
if [ ! -d "$home/keys" ]; then
	$bin/cinnabar-keys init --home "$home" --passphrase-file "$home/passphrase" --verify-url "$url"
fi
export CINNABAR_PORTAL_URL="http://$portal"

# Importing again issues nothing twice, so an interrupted first run simply goes on here.
printf '\nImporting the sample records (specimens, invented people):\n'
$bin/cinnabar-issuer import schemas/samples/records.ndjson --home "$home" --passphrase-file "$home/passphrase" --operator specimen \
	--out "$home/documents" --json > "$home/import.jsonl" || { cat "$home/import.jsonl"; exit 1; }
$bin/cinnabar-issuer export --all --home "$home" --out "$home/documents"
$bin/cinnabar-issuer offices import schemas/samples/offices.ndjson --home "$home" --operator specimen
# Once: what was added to them by hand since stays.
$bin/cinnabar-issuer application show BJ-2026-000101 --home "$home" > /dev/null 2>&1 ||
	$bin/cinnabar-issuer application import schemas/samples/applications.ndjson --home "$home" --operator specimen > /dev/null
$bin/cinnabar-issuer publish --home "$home" --passphrase-file "$home/passphrase"

# A pair to type: kept from the first import, because afterwards the code stands on the paper alone.
sed -n 's/.*"result":"issued".*"number":"\([^"]*\)","code":"\([^"]*\)".*/\1 \2/p' "$home/import.jsonl" | head -n 1 > "$home/try.new"
if [ -s "$home/try.new" ]; then mv "$home/try.new" "$home/try"; else rm -f "$home/try.new"; fi
read -r number code < "$home/try"
grouped() { echo "$1" | sed "s/..../&-/g; s/-$//"; }

# Three servers, ended together: by Ctrl-C, or when one of them ends.
pids=""
stop() {
	trap - INT TERM EXIT
	for pid in $pids; do kill -TERM "$pid" 2> /dev/null || true; done
	for pid in $pids; do wait "$pid" || true; done
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

$bin/cinnabar-issuer serve --home "$home" --passphrase-file "$home/passphrase" 2>> "$home/issuer.log" &
pids="$pids $!"
for _ in $(seq 100); do
	[ -S "$home/issuer.sock" ] && break
	sleep 0.1
done
[ -S "$home/issuer.sock" ] || { tail -n 5 "$home/issuer.log" >&2; exit 1; }

# Sample people one can sign in as: each is connected as at a counter, with a code that is good once.
password=""
sample() {
	local contact=$1 passport=$2 birth=$3 number=$4 identity=$5 once
	once=$($bin/cinnabar-issuer binding-code "$identity" --home "$home" --operator specimen 2> /dev/null)
	password=$($bin/cinnabar-portal sample "$contact" --home "$home" --passport "$passport" --birth "$birth" --number "$number" --code "$once" | cut -d ' ' -f 2)
}
if [ ! -f "$home/samples" ]; then
	sample anna@example.org E12345678 1985-03-14 EV1234567 visa:EV1234567
	sample bruno@example.org E00000027 1984-05-20 RP000027 visa:RP000027
	sample clara@example.org E00000030 1990-06-15 93199919900615028X pr-card:93199919900615028X
	echo "$password" > "$home/samples"
fi
read -r password < "$home/samples"

$bin/cinnabar-portal serve --home "$home" --listen "$portal" --admin-listen "$portal_admin" 2>> "$home/portal.log" &
pids="$pids $!"
$bin/cinnabar-verifier serve --home "$home" --listen "$listen" --admin-listen "$admin" 2>> "$home/verifier.log" &
pids="$pids $!"
for address in "$listen" "$portal"; do
	for _ in $(seq 100); do
		(exec 3<> "/dev/tcp/${address%:*}/${address##*:}") 2> /dev/null && break
		sleep 0.1
	done
done

cat <<EOF

Cinnabar is ready. Everything below is a SPECIMEN.
  verifier     $url/
  API          $url/v1/verify
  portal       http://$portal/
  metrics      http://$admin/metrics  http://$portal_admin/metrics
  documents    $home/documents/
  published    $home/public/
  messages     $home/outbox/    (codes that the portal would send)
  logs         $home/issuer.log  $home/portal.log  $home/verifier.log

Sign in to the portal as anna@example.org (visa, card and passport), bruno@example.org (permits) or clara@example.org
(card holder). Password of all three: $password

Three things to try:
  1. Open $url/ and drop $home/documents/$number.pdf on the page.
  2. On the same page type the number $(grouped "$number") and the code $(grouped "$code") .
  3. Sign in to http://$portal/, make a stamped proof, and check it on $url/ .

Ctrl-C stops the servers.
EOF
wait -n
echo "a server has ended; its log says why" >&2
exit 1
