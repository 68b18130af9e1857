#!/bin/bash
# Lies that need no changed byte: copied seals, other tokens and keys, old lists, repeated imports. Each must end as its name says.
. "$(dirname "$0")/common.sh"

ok "a home with keys" make_home
ok "documents to abuse" import_samples
passphrase="--passphrase-file $home/passphrase"
issue() { $issuer "$@" --home "$home" $passphrase; }
publish() { issue publish > "$work/publish.log" 2>&1; }
ok "published lists" publish
bundle=$home/public
read -r number code <<< "$(pick visa)"
file=$work/documents/$number.pdf
seal=$(seal_of "$file")
body=${seal#*#}
host=127.0.0.1:8080
unbase32() { local text=$1; while [ $((${#text} % 8)) != 0 ]; do text="$text="; done; echo "$text" | base32 -d; }
base32_of() { base32 -w 0 | tr -d =; }

# A genuine seal, copied behind another address: phones go there.
while read -r lie; do
	is "a copied seal behind $lie is forged" "$(verdict --seal "$lie$body")" forged
done << EOF
https://evil.example/v#
HTTPS://EVIL.EXAMPLE/V#
evil.example/v#
evil.example/
//evil.example/v#
https:evil.example/v#
https:/evil.example/v#
https:\\\\evil.example/v#
javascript://$host/%0aalert(1)#
evil.example/?x=http://$host/v#
http://$host@evil.example/v#
http://$host.evil.example/v#
http://user@$host/v#
http://127.0.0.1/v#
http://127.0.0.1.:8080/v#
http://127.0.0.1:08080/v#
mailto:a@evil.example#
http://evil.example#http://$host/v#
EOF
is "our address without its scheme is ours" "$(verdict --seal "$host/v#$body")" valid
is "in capitals too" "$(verdict --seal "HTTP://$host/V#$body")" valid
is "a seal typed in lower case" "$(verdict --seal "${body,,}")" valid
is "a seal wrapped by a mail program" "$(verdict --seal "$(fold -w 76 <<< "http://$host/v#$body")")" valid
is "a foreign address wrapped" "$(verdict --seal "$(fold -w 12 <<< "http://evil.example/v#$body")")" forged
is "a percent escape is no seal" "$(verdict --seal "http://$host/v#%${body:1}")" unreadable
is "nor is padding" "$(verdict --seal "http://$host/v#$body=")" unreadable

# Other tokens of the authority, and the same token in other clothes.
for list in status-0.cwt trust-list.cbor; do
	token=$(base32_of < "$bundle/$list")
	exits 3 "$list is no seal" $verifier check --home "$home" --seal "http://$host/v#$token"
	exits 3 "$list is no seal offline" $verifier check --home "$home" --offline "$bundle" --seal "http://$host/v#$token"
done
for tag in '\xd2' '\xd8\x3d\xd2'; do
	tagged=$({ printf "$tag"; unbase32 "$body"; } | base32_of)
	is "a seal in tags $tag is none" "$(verdict --seal "$tagged")" unreadable
	is "a seal in tags $tag is none offline" "$(verdict --offline "$bundle" --seal "$tagged")" unreadable
done

# An authority of the same name, code and address.
twin=$work/twin
mkdir "$twin"
(umask 077; cp "$home/passphrase" "$twin/")
$keys init --home "$twin" --passphrase-file "$twin/passphrase" > /dev/null 2>&1
$issuer import "$samples" --home "$twin" --passphrase-file "$twin/passphrase" --json --out "$work/twins" > "$work/twins.jsonl" 2> /dev/null
$issuer publish --home "$twin" --passphrase-file "$twin/passphrase" > /dev/null
twin_file=$(ls "$work"/twins/*.pdf | head -n 1)
is "a twin's PDF is forged" "$(verdict "$twin_file")" forged
is "offline too" "$(verdict --offline "$bundle" "$twin_file")" forged
is "a twin's seal is forged" "$(verdict --seal "$(seal_of "$twin_file")")" forged
exits 2 "a twin's bundle is refused" $verifier check --home "$home" --offline "$twin/public" "$twin_file"
cp -r "$bundle" "$work/mixed"
cp "$twin/public/status-0.cwt" "$work/mixed/"
exits 2 "a twin's status list in our bundle is refused" $verifier check --home "$home" --offline "$work/mixed" "$file"
cp "$bundle/trust-list.cbor" "$work/mixed/status-0.cwt"
exits 2 "a trust list is no status list" $verifier check --home "$home" --offline "$work/mixed" "$file"
rm "$work/mixed/status-0.cwt"
cp "$bundle/status-0.cwt" "$work/mixed/status-1.cwt"
exits 2 "a list under another's name is refused" $verifier check --home "$home" --offline "$work/mixed" "$file"
rm "$work/mixed/status-1.cwt"
exits 4 "a bundle without the list is undecided" $verifier check --home "$home" --offline "$work/mixed" "$file"

# Clocks.
exits 4 "before its issue it is undecided" $verifier check --home "$home" --at 1970-01-02 --seal "$seal"
is "far ahead it is not valid" "$(verdict --at 9999-12-31 "$file" | grep -c '^valid$')" 0

# Nobody learns which numbers exist.
asked=$(date -u +%FT%TZ)
answer() { $verifier check --home "$home" --json --at "$asked" "$@" 2>/dev/null; }
wrong=$(pick passport | cut -d' ' -f2)
is "a wrong code and an unknown number get the same bytes" "$(answer --number "$number" --code "$wrong" | md5sum)" \
	"$(answer --number "$(head -n 1 "$work/twins.jsonl" | json number)" --code "$wrong" | md5sum)"
sed "s/\"surname\":\"S/\"surname\":\"Z/" "$file" > "$work/altered.pdf"
is "an altered file is altered" "$(verdict "$work/altered.pdf")" altered
is "and is not looked up" "$(codes "$work/altered.pdf" | grep -c REGISTRY)" 0
sed "s/$number/$(head -n 1 "$work/twins.jsonl" | json number)/g" "$twin_file" > "$work/probe.pdf"
is "nor is a stranger's" "$(codes "$work/probe.pdf" | grep -c REGISTRY)" 0

# What was revoked or corrected does not come back with the file it came from.
sed -n 2p "$samples" > "$work/one.json"
for _ in 1 2 3 4; do sed 's/RP000002/RP900002/' "$work/one.json"; done > "$work/twice.ndjson"
issue import "$work/twice.ndjson" --json > "$work/twice.jsonl" 2> /dev/null
is "a record that stands four times is issued once" "$(grep -c '"result":"issued"' "$work/twice.jsonl")" 1
is "and all four name the one document" "$(grep -o '"number":"[^"]*"' "$work/twice.jsonl" | sort -u | wc -l)" 1
once=$(head -n 1 "$work/twice.jsonl" | json number)
is "which is there" "$($issuer show "$once" --home "$home" --json | json document.state)" issued
exits 0 "it is revoked" $issuer revoke "$once" --home "$home" --reason fraud
issue import "$work/twice.ndjson" --json > "$work/twice.jsonl" 2> /dev/null
is "importing it again issues nothing" "$(grep -c '"result":"issued"' "$work/twice.jsonl")" 0
is "and names the revoked one" "$(head -n 1 "$work/twice.jsonl" | json number)" "$once"
head -n 1 "$work/twice.ndjson" > "$work/again.json"
exits 0 "an officer may issue it anew" $issuer issue "$work/again.json" --home "$home" $passphrase --json
read -r old _ <<< "$(pick pr-card)"
exits 1 "a card is no successor of a visa" $issuer correct "$number" <(grep '"kind":"pr-card"' "$samples" | head -n 1) --home "$home" $passphrase
is "the visa stays valid" "$(verdict "$file")" valid
exits 1 "a revoked document has no successor, not even on trial" $issuer correct "$once" "$work/again.json" --home "$home" $passphrase --dry-run
exits 0 "a card is corrected" $issuer correct "$old" <(grep '"kind":"pr-card"' "$samples" | head -n 1) --home "$home" $passphrase
issue import "$samples" --json > "$work/same.jsonl" 2> /dev/null
is "importing the old file does not bring the old card back" "$(grep -c '"result":"issued"' "$work/same.jsonl")" 0
ok "published again" publish
is "superseded by PDF" "$(verdict "$work/documents/$old.pdf")" superseded
is "by seal" "$(verdict --seal "$(seal_of "$work/documents/$old.pdf")")" superseded
is "offline: no longer in force" "$(verdict --offline "$bundle" "$work/documents/$old.pdf")" revoked
is "offline by seal" "$(verdict --offline "$bundle" --seal "$(seal_of "$work/documents/$old.pdf")")" revoked

# Masks: an old card number ends in the day of birth.
grep '"number":"UTO310058030301"' "$samples" > "$work/card.json"
issue issue "$work/card.json" --mask birth_date --json --out "$work/masked" > "$work/masked.json" 2> /dev/null
masked=$work/masked/$(json number < "$work/masked.json").pdf
is "a masked birth date is nowhere in the text" "$(pdftotext "$masked" - | grep -cE '1958-03-03|580303|0303')" 0
is "nor in the bytes of the data" "$(grep -a -o '"fields":{.*' "$masked" | grep -cE '1958-03-03|580303|0301')" 0

# A stopped import is not a finished one, and does not wait for a pipe.
mkfifo "$work/pipe"
sleep 30 > "$work/pipe" &
background=$!
$issuer import "$work/pipe" --home "$home" $passphrase > /dev/null 2> "$work/err" &
import=$!
sleep 2
started=$SECONDS
kill -TERM $import
wait $import
is "a signal ends it with a code" "$?" 2
is "at once" "$((SECONDS - started < 5))" 1
has "and a word" "$work/err" "stopped before its end"
# A terminal that is closed, and one that nohup has left behind.
$issuer import "$work/pipe" --home "$home" $passphrase > /dev/null 2> "$work/err" &
import=$!
sleep 1
kill -HUP $import
wait $import
is "a closed terminal ends it with a code, too" "$?" 2
has "... and the word" "$work/err" "stopped before its end"
nohup $issuer import "$work/pipe" --home "$home" $passphrase > /dev/null 2> "$work/err" &
import=$!
sleep 1
kill -HUP $import
sleep 1
kill -0 $import 2> /dev/null
is "... but not what nohup has started" "$?" 0
kill -TERM $import
wait $import
kill $background
tr '\0' a < /dev/zero > "$work/pipe" 2> /dev/null &
background=$!
$issuer import "$work/pipe" --home "$home" $passphrase > /dev/null 2> "$work/err" &
import=$!
sleep 1
kill -TERM $import
wait $import
is "nor for the end of an endless line" "$?" 2
kill $background 2> /dev/null
background=""
exits 2 "a device is no file of records" $issuer import /dev/zero --home "$home" $passphrase
: > "$work/nothing"
exits 2 "an empty file is no record" $issuer issue "$work/nothing" --home "$home" $passphrase


cp -r "$bundle" "$work/older"
exits 5 "a report that nobody could write is no success" bash -c "$issuer list --home '$home' > /dev/full"
# A withdrawn key: dated before or after, its word alone is not enough.
sleep 1.1
exits 0 "both seal keys are withdrawn" $keys revoke-key pdf-seal --home "$home" $passphrase --at "$(date -u +%FT%TZ)"
$keys revoke-key qr-seal --home "$home" $passphrase --at "$(date -u +%FT%TZ)" > /dev/null 2>&1
ok "and that is published" publish
is "what the registry holds stays valid" "$(verdict "$file")" valid
is "by seal too" "$(verdict --seal "$seal")" valid
is "offline it is undecided" "$(verdict --offline "$bundle" "$file")" undecided
is "by seal too" "$(verdict --offline "$bundle" --seal "$seal")" undecided
is "and with a bundle from before" "$(verdict --offline "$work/older" "$file")" undecided
exits 2 "nothing new is sealed with them" $issuer issue "$work/again.json" --home "$home" $passphrase --purpose other
kid=$($keys show --home "$home" 2>/dev/null | grep -c "revoked from")
is "show names both" "$kid" 2
echo "1..$count"
