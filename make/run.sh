#!/bin/bash
# The main job on a specimen home: keys, sample records, documents, published lists, verifier. A second run reuses the home.
# usage: make/run.sh [HOME]   environment: LISTEN (127.0.0.1:8080), ADMIN (127.0.0.1:8090)
set -eu

home=${1:-var}
bin=build/release
listen=${LISTEN:-127.0.0.1:8080}
admin=${ADMIN:-127.0.0.1:8090}
url="http://$listen"
umask 027

# Told before anything is made or printed: the server itself comes last.
for address in "$listen" "$admin"; do
	if (exec 3<> "/dev/tcp/${address%:*}/${address##*:}") 2> /dev/null; then
		echo "$address is taken by another program; choose others: LISTEN=127.0.0.1:PORT ADMIN=127.0.0.1:PORT make run" >&2
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

cat <<EOF

Cinnabar is ready. Everything below is a SPECIMEN.
  verifier     $url/
  API          $url/v1/verify
  metrics      http://$admin/metrics
  documents    $home/documents/
  published    $home/public/

Three things to try:
  1. Open $url/ and drop $home/documents/$number.pdf on the page.
  2. On the same page type the number $(grouped "$number") and the code $(grouped "$code") .
  3. $bin/cinnabar-verifier check --home $home $home/documents/$number.pdf

Ctrl-C stops the server.
EOF
exec $bin/cinnabar-verifier serve --home "$home" --listen "$listen" --admin-listen "$admin"
