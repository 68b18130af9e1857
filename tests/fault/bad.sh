#!/bin/bash
# What goes wrong around an authority: lost and damaged files, full disks, wrong settings. Each gets one clear line, the right
# exit code, and changes nothing; no acknowledged document is lost.
. "$(dirname "$0")/../e2e/common.sh"

make -s tools || exit 1
make_home && import_samples || { echo "not ok 1 - a home with the samples"; exit 1; }
read -r number code <<< "$(pick visa)"
file=$work/documents/$number.pdf
sed -n 1p "$samples" > "$work/record.json"
issue() { $issuer issue "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --purpose "$1" --json; }
state() { find "$home" -type f ! -name lock.mdb -exec sha256sum {} + | sort | sha256sum; }
# refused CODE NAME WORDS COMMAND...: this exit code, one line on standard error that holds the words, nothing changed.
refused() {
	local want=$1 name=$2 words=$3 before
	shift 3
	before=$(state)
	"$@" > "$work/out" 2> "$work/err"
	local status=$?
	count=$((count + 1))
	if [ $status != "$want" ]; then echo "not ok $count - $name (code $status, want $want)"; sed 's/^/# /' "$work/err" | head -n 5
	elif [ "$(wc -l < "$work/err")" != 1 ]; then echo "not ok $count - $name: $(wc -l < "$work/err") lines, want one"; sed 's/^/# /' "$work/err" | head -n 5
	elif ! grep -qF -- "$words" "$work/err"; then echo "not ok $count - $name: \"$(cat "$work/err")\" does not name \"$words\""
	elif [ "$(state)" != "$before" ]; then echo "not ok $count - $name: the home changed"
	else echo "ok $count - $name"; fi
}

# Keys.
mv "$home/keys/qr-seal.key" "$work/qr-seal.key"
refused 2 "a lost key file stops issuing and is named" qr-seal.key issue lost
refused 2 "... with what to do: init makes no second one" "cinnabar-keys rotate" issue lost
is "what was issued stays valid without it" "$(verdict "$file")" valid
head -c 100 "$work/qr-seal.key" > "$home/keys/qr-seal.key"
refused 2 "a truncated key file" qr-seal.key issue cut
cp "$home/keys/pdf-seal.key" "$home/keys/qr-seal.key"
refused 2 "a key in another's place" qr-seal issue swapped
cp "$work/qr-seal.key" "$home/keys/qr-seal.key"
chmod 600 "$home/keys/qr-seal.key"
refused 2 "a wrong passphrase" passphrase $issuer issue "$work/record.json" --home "$home" --passphrase-file <(echo "not the right one at all")
refused 2 "a passphrase on the command line is no option" "unknown option: --passphrase" $issuer issue "$work/record.json" --home "$home" --passphrase secret
exits 0 "with its key back it issues again" issue "key is back"

# Places that are not what they should be.
ln -s loop "$work/loop"
refused 2 "a home that cannot be looked into is not taken for an empty one" "loop/cinnabar.conf" $issuer list --home "$work/loop"
refused 2 "a home without keys" "cinnabar-keys init" $issuer issue "$work/record.json" --home "$work" --passphrase-file "$home/passphrase"
into_file() { $issuer "$@" --out "$work/record.json" --home "$home" --passphrase-file "$home/passphrase"; }
refused 2 "a file as the folder to publish into" "record.json: is not a folder" into_file publish
refused 2 "a file as the folder for the PDFs" "record.json: is not a folder" into_file issue "$work/record.json" --purpose out

# Trust list and configuration.
cp "$home/trust/trust-list.cbor" "$work/trust-list"
printf x >> "$home/trust/trust-list.cbor"
refused 2 "a damaged trust list stops the verifier" trust $verifier check --home "$home" "$file"
: > "$home/trust/trust-list.cbor"
refused 2 "an empty trust list" trust $verifier check --home "$home" "$file"
cp "$work/trust-list" "$home/trust/trust-list.cbor"
cp "$home/cinnabar.conf" "$work/conf" 2>/dev/null || : > "$work/conf"
with_conf() { cp "$work/conf" "$home/cinnabar.conf"; printf '%s\n' "$1" >> "$home/cinnabar.conf"; }
with_conf "verifer.listen = 127.0.0.1:1"
refused 2 "an unknown setting names file and line" cinnabar.conf: $verifier check --home "$home" "$file"
with_conf "issuer.group = many"
refused 2 "a setting that is no number" issuer.group issue x
with_conf "authority.specimen = no"
refused 2 "a specimen trust list stops a production start" specimen $verifier check --home "$home" "$file"
refused 2 "and production issuing" specimen issue x
with_conf "verifier.listen = nonsense"
refused 2 "an address that is none" ADDRESS:PORT $verifier serve --home "$home" --admin-listen ""
with_conf "checks.folder = /proc/checks"
refused 5 "no place for the uses of share codes" "checks.folder, which the verifier's user must write: /proc/checks" \
	$verifier serve --home "$home" --listen 127.0.0.1:18571 --admin-listen ""
with_conf "verifier.certificate = nothing.pem"
refused 2 "half a TLS setting" verifier.key $verifier serve --home "$home" --listen 127.0.0.1:18571
cp "$work/conf" "$home/cinnabar.conf"

# Records.
printf '{"kind":"visa"' > "$work/cut.json"
exits 1 "a cut record is refused" $issuer issue "$work/cut.json" --home "$home" --passphrase-file "$home/passphrase"
head -c 300000 /dev/zero | tr '\0' a > "$work/long.ndjson"
printf '\n' >> "$work/long.ndjson"
cat "$work/record.json" >> "$work/long.ndjson"
$issuer import "$work/long.ndjson" --home "$home" --passphrase-file "$home/passphrase" --purpose "after a long line" --json > "$work/out" 2>/dev/null
is "a line over the limit is refused and the next one issued" "$(grep -o '"result":"[a-z]*"' "$work/out" | sort | tr '\n' ' ')" '"result":"issued" "result":"refused" '
head -c 100000 /dev/urandom > "$work/noise.ndjson"
$issuer import "$work/noise.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json > "$work/out" 2> "$work/err"
is "noise is refused line by line" "$? $(grep -vc '"result":"refused"' "$work/out")" "1 0"

# A second writer and readers beside one (more in writers.sh).
$out/tests/tools/make_records 400 5 > "$work/many.ndjson"
$issuer import "$work/many.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json > "$work/acks" 2>/dev/null &
background=$!
for _ in $(seq 1200); do [ -s "$work/acks" ] && break; sleep 0.05; done
$issuer suspend "$number" --home "$home" > "$work/out" 2> "$work/err"
is "an officer suspends beside a running import" "$? $(wc -l < "$work/err")" "0 0"
is "a reader beside both sees it at once" "$(verdict "$file")" suspended
exits 0 "and reinstates" $issuer reinstate "$number" --home "$home"
wait $background
is "and the first comes to its end" "$?" 0
background=""

# SIGTERM: reads no further, finishes and acknowledges what was begun, and says that there was more.
$out/tests/tools/make_records 3000 6 > "$work/many.ndjson"
$issuer import "$work/many.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json > "$work/acks" 2>/dev/null &
background=$!
for _ in $(seq 1200); do [ -s "$work/acks" ] && break; sleep 0.05; done
kill -TERM $background
wait $background
is "SIGTERM ends an import, and not as if all had been read" "$?" 2
background=""
is "nothing is left reserved" "$($issuer list --home "$home" --state reserved 2>/dev/null | wc -l)" 0
lost=0
for n in $(sed -n 's/.*"result":"issued".*"number":"\([^"]*\)".*/\1/p' "$work/acks" | shuf -n 5 --random-source=<(yes)); do
	$issuer export "$n" --home "$home" -o "$work/one.pdf" --force 2>/dev/null || lost=$((lost + 1))
done
is "what it acknowledged is there" "$lost" 0

# A full disk: a small file system of its own, where that is allowed.
small=$work/small
mkdir "$small"
if mount -t tmpfs -o size=48m none "$small" 2>/dev/null; then
	cp -r "$home/keys" "$home/trust" "$home/passphrase" "$small/"
	[ -f "$home/cinnabar.conf" ] && cp "$home/cinnabar.conf" "$small/"
	$issuer import "$work/many.ndjson" --home "$small" --passphrase-file "$small/passphrase" --json > "$work/acks" 2> "$work/err"
	is "a full disk ends the import with code 5" "$?" 5
	has "and says so" "$work/err" "no room"
	sed -n 's/.*"result":"issued".*"number":"\([^"]*\)".*/\1/p' "$work/acks" | sort > "$work/acked"
	[ "$(wc -l < "$work/acked")" -gt 20 ]
	is "some documents came before" $? 0
	$issuer list --home "$small" --state issued --json 2>/dev/null | sed -n 's/.*"number":"\([^"]*\)".*/\1/p' | sort > "$work/issued"
	is "all that was acknowledged is there" "$(comm -23 "$work/acked" "$work/issued" | wc -l)" 0
	is "and nothing else" "$(comm -13 "$work/acked" "$work/issued" | wc -l)" 0
	mount -o remount,size=200m "$small"
	exits 0 "with room again the import goes on" $issuer import "$work/many.ndjson" --home "$small" --passphrase-file "$small/passphrase" --json
	is "one document a record" "$($issuer list --home "$small" --state issued 2>/dev/null | wc -l)" "$(wc -l < "$work/many.ndjson")"
	umount "$small"
else
	skip "a full disk" "no right to mount a small file system"
fi

# The registry itself.
rm -rf "$home/registry.away"
mv "$home/registry" "$home/registry.away"
refused 2 "a registry that is not there" registry $verifier check --home "$home" "$file"
mkdir "$home/registry"
head -c 20000 /dev/urandom > "$home/registry/data.mdb"
refused 5 "a registry that is noise" registry $verifier check --home "$home" "$file"
rm -rf "$home/registry"
mv "$home/registry.away" "$home/registry"
is "back in place it answers" "$(verdict "$file")" valid
echo "1..$count"
