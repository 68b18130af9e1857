#!/bin/bash
# The main job by command line: records in, documents out, checked; every change of state; offline; bad input.
. "$(dirname "$0")/common.sh"

ok "keys init makes a specimen home" make_home
ok "import issues every sample record" import_samples
# The samples as they will be written in years to come are good records too (a last of February, a zone with another end).
for day in 2028-02-29 2033-12-31 2051-03-01; do
	node tests/e2e/samples.mjs schemas/samples/records.ndjson $day > "$work/later.ndjson"
	ok "the samples of $day" $issuer import "$work/later.ndjson" --home "$home" --dry-run
done
wanted=$(grep -c . "$samples")
is "one document a record" "$(grep -c '"result":"issued"' "$work/import.jsonl")" "$wanted"
cp "$work/import.jsonl" "$work/first.jsonl"
ok "the same file again is no error" import_samples
is "and issues nothing" "$(grep -c '"result":"issued"' "$work/import.jsonl")" 0
is "but names the documents there are" "$(grep -o '"number":"[^"]*"' "$work/import.jsonl" | sort | md5sum)" "$(grep -o '"number":"[^"]*"' "$work/first.jsonl" | sort | md5sum)"
cp "$work/first.jsonl" "$work/import.jsonl"

for kind in visa pr-card passport identity-link; do
	read -r number code <<< "$(pick $kind)"
	file=$work/documents/$number.pdf
	exits 0 "$kind: the PDF is valid" $verifier check --home "$home" "$file"
	is "$kind: as JSON too" "$(verdict "$file")" valid
	seal=$(seal_of "$file")
	exits 0 "$kind: the seal is valid" $verifier check --home "$home" --seal "$seal"
	exits 0 "$kind: number and code are valid" $verifier check --home "$home" --number "$number" --code "$code"
	is "$kind: PDF and seal say the same number" "$($verifier check --home "$home" --json --seal "$seal" | json document.number)" "$number"
	exits 0 "$kind: export gives the file" $issuer export "$number" --home "$home" -o "$work/again.pdf" --force
	ok "$kind: byte for byte" cmp "$file" "$work/again.pdf"
done

read -r number code <<< "$(pick visa)"
file=$work/documents/$number.pdf
typed=$(echo "$code" | tr 'A-Z' 'a-z' | sed 's/0/o/g; s/1/l/g; s/..../& /g')
exits 0 "a code typed in lower case with spaces and look-alikes" $verifier check --home "$home" --number "$number" --code "$typed"
wrong=$(pick passport | cut -d' ' -f2)
exits 1 "another document's code is not accepted" $verifier check --home "$home" --number "$number" --code "$wrong"
is "and reads not_found" "$(verdict --number "$number" --code "$wrong")" not_found
exits 3 "a typing mistake is unreadable, not a forgery" $verifier check --home "$home" --number "$number" --code "${code%?}*"

exits 0 "publish" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
bundle=$home/public
seal=$(seal_of "$file")
exits 0 "offline: the PDF is valid" $verifier check --home "$home" --offline "$bundle" "$file"
exits 0 "offline: the seal is valid" $verifier check --home "$home" --offline "$bundle" --seal "$seal"
exits 4 "offline: a typed code is undecided" $verifier check --home "$home" --offline "$bundle" --number "$number" --code "$code"
exits 4 "offline: a bundle of three days ago is undecided, not valid" $verifier check --home "$home" --offline "$bundle" --at "$(date -u -d '+3 days' +%FT%TZ)" --seal "$seal"

today=$(date -u +%FT%TZ)
exits 0 "suspend" $issuer suspend "$number" --home "$home" --reason under-review
is "suspended" "$(verdict "$file")" suspended
exits 0 "reinstate" $issuer reinstate "$number" --home "$home"
is "valid again" "$(verdict "$file")" valid
sleep 1.1
exits 0 "mark as under correction" $issuer mark "$number" --home "$home"
is "stays valid" "$(verdict "$file")" valid
has "and says so" <($verifier check --home "$home" --json "$file") UNDER_CORRECTION
exits 2 "revoke wants a reason from the list" $issuer revoke "$number" --home "$home" --reason "because"
is "nothing changed" "$(verdict "$file")" valid
before=$(date -u +%FT%TZ)
sleep 1.1
exits 0 "revoke" $issuer revoke "$number" --home "$home" --reason issued-in-error
is "revoked by PDF" "$(verdict "$file")" revoked
is "revoked by seal" "$(verdict --seal "$seal")" revoked
is "revoked by code" "$(verdict --number "$number" --code "$code")" revoked
is "valid as of before" "$(verdict --at "$before" "$file")" valid
exits 2 "revoked never becomes valid again" $issuer reinstate "$number" --home "$home"
exits 0 "offline: the old bundle still says valid" $verifier check --home "$home" --offline "$bundle" "$file"
exits 0 "publish again" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
is "offline: now revoked" "$(verdict --offline "$bundle" "$file")" revoked
exits 4 "as of a year ago it was not signed yet" $verifier check --home "$home" --at "$(date -u -d '-1 year' +%FT%TZ)" "$work/documents/$(pick passport | cut -d' ' -f1).pdf"

read -r number code <<< "$(pick pr-card)"
line=$(grep -n '"kind":"pr-card"' "$samples" | head -n 1 | cut -d: -f1)
sed -n "${line}p" "$samples" > "$work/record.json"
exits 0 "correct issues the successor" $issuer correct "$number" "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents"
successor=$(json number < "$work/out")
is "the old one is superseded" "$(verdict "$work/documents/$number.pdf")" superseded
is "the successor is valid" "$(verdict "$work/documents/$successor.pdf")" valid
is "and names what it replaces" "$($verifier check --home "$home" --json "$work/documents/$successor.pdf" | json document.replaces)" "$number"
exits 0 "the same correction again changes nothing" $issuer correct "$number" "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --json
is "and names the successor" "$(json number < "$work/out")" "$successor"
exits 1 "a superseded document cannot be corrected another way" $issuer correct "$number" "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --purpose other
is "the successor stays valid" "$(verdict "$work/documents/$successor.pdf")" valid

exits 0 "recipient, purpose, end and mask" $issuer issue "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents" \
	--recipient "Example Bank, Harbour Branch" --purpose "open an account" --proof-days 7 --mask card_number,passport_number
masked=$work/documents/$(json number < "$work/out").pdf
$verifier check --home "$home" --json "$masked" > "$work/masked.json"
is "the recipient is in the answer" "$(json document.recipient < "$work/masked.json")" "Example Bank, Harbour Branch"
is "eight days later the proof has ended" "$(verdict --at "$(date -u -d '+8 days' +%FT%TZ)" "$masked")" proof_expired
number_shown=$(json document.fields.card_number < "$work/masked.json")
full=$(json card.number < "$work/record.json")
[ -n "$full" ] || full=$(json number < "$work/record.json")
is "the masked number keeps four characters" "${number_shown: -4}" "${full: -4}"
is "and hides the rest" "${number_shown//[^*]/}" "$(printf '%*s' $((${#full} - 4)) '' | tr ' ' '*')"
is "the text of the PDF does not hold it" "$(pdftotext "$masked" - | grep -c "$full")" 0
is "nor does any byte of the file" "$(grep -c -a "$full" "$masked")" 0
exits 0 "the masked seal verifies" $verifier check --home "$home" --seal "$(seal_of "$masked")"
has "... and says that the paper hides it too" "$work/out" "hidden on the paper too"
has "... and where recipient and purpose are" "$work/out" "Recipient and purpose are not in the square code."
is "... and nothing of cut names" "$(grep -c "names are shortened" "$work/out")" 0
lengthy=$(grep '"line":4,' "$work/import.jsonl" | json number)
exits 0 "a seal whose names were cut" $verifier check --home "$home" --seal "$(seal_of "$work/documents/$lengthy.pdf")"
has "... says so, for the paper shows more" "$work/out" "The names are shortened to fit the square code."
exits 0 "... and its PDF" $verifier check --home "$home" "$work/documents/$lengthy.pdf"
is "... does not" "$(grep -c "shortened\|hidden\|square code" "$work/out")" 0

$issuer import schemas/samples/broken.ndjson --home "$home" --passphrase-file "$home/passphrase" --json > "$work/broken.jsonl" 2>/dev/null
is "broken records end with code 1" $? 1
is "every broken record is refused" "$(grep -c '"result":"refused"' "$work/broken.jsonl")" "$(grep -c . schemas/samples/broken.ndjson)"
is "each with field and reason" "$(grep -c '"errors":\[{"field":"[^"]*","reason":"[^"]\+"' "$work/broken.jsonl")" "$(grep -c . schemas/samples/broken.ndjson)"

exits 2 "a missing file is one line" $issuer import /nonexistent.ndjson --home "$home" --passphrase-file "$home/passphrase"
is "on standard error" "$(wc -l < "$work/err")" 1
exits 2 "a wrong passphrase" env CINNABAR_PASSPHRASE="not the right one" $issuer import "$samples" --home "$home"
exits 2 "a home without a registry" $verifier check --home /nonexistent "$file"
exits 3 "a file that is no PDF" $verifier check --home "$home" Makefile
: > "$work/empty"
exits 3 "an empty file" $verifier check --home "$home" "$work/empty"
exits 2 "a device" $verifier check --home "$home" /dev/null
exits 2 "a folder" $verifier check --home "$home" "$work"
exits 2 "two questions at once" $verifier check --home "$home" --seal X "$file"
exits 2 "no question" $verifier check --home "$home"
exits 2 "an unknown option" $verifier check --home "$home" --frobnicate
exits 2 "a wrong time" $verifier check --home "$home" --at yesterday "$file"
exits 2 "an unknown number" $issuer show 0000-0000-000 --home "$home"
voids() { $issuer list --home "$home" --json 2>/dev/null | grep -c '"state":"void"'; }
before=$(voids)
ok "a record through a pipe" sh -c "head -n 1 schemas/samples/records.ndjson | $issuer import - --purpose pipe --home '$home' --passphrase-file '$home/passphrase'"
ok "takes few numbers along with its own" test "$(voids)" -lt $((before + 20))
exits 0 "the audit chain is unbroken" $issuer audit --home "$home"
is "and tells its head" "$(grep -cE "head [0-9a-f]{64}$" "$work/err")" 1
is "list shows documents, and no numbers that have none" "$($issuer list --home "$home" 2>/dev/null | grep -cE " (void|reserved) ")" 0
is "... unless they are asked for" "$($issuer list --home "$home" --state void 2>/dev/null | wc -l)" "$(voids)"
is "list and audit agree on what was issued" "$($issuer list --home "$home" --json 2>/dev/null | grep -vc '"state":"void"')" \
	"$($issuer audit --home "$home" --json 2>/dev/null | grep -c '"operation":"issue"')"

# ---- installed, in a place with a space, and used by somebody else in a folder of his own
place="$work/made $work/here" # were it taken for two, both would lie in the test's own folder
ok "make install" make -s install DESTDIR="$place" PREFIX=/usr
ok "a home of the installed programs" "$place/usr/bin/cinnabar-keys" init --home "$work/other ü" --passphrase-file "$home/passphrase"
ok "... imports the installed samples" env -i -C "$work" "$place/usr/bin/cinnabar-issuer" import "$place/usr/share/cinnabar/samples/records.ndjson" \
	--home "other ü" --passphrase-file "$home/passphrase" --out "other ü/documents" --json
first=$(grep '"line":1,' "$work/out" | json number)
env -i -C "$work" "$place/usr/bin/cinnabar-verifier" check --home "other ü" --json "other ü/documents/$first.pdf" > "$work/told"
has "... and checks them, in force or not by now" "$work/told" '"code":"REGISTRY_SAME","result":"pass"'
echo "1..$count"
