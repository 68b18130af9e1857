#!/bin/bash
# What the registry keeps of the records: with their documents or without, the persons they belong to, contacts, corrections.
. "$(dirname "$0")/common.sh"

sealing() { local command=$1; shift; $issuer "$command" "$@" --home "$home" --passphrase-file "$home/passphrase" --operator tester; }
at_home() { local command=$1; shift; $issuer "$command" "$@" --home "$home"; }
acting() { local command=$1; shift; $issuer "$command" "$@" --home "$home" --operator tester; }
show() { at_home record show "$1" 2>/dev/null; }
person() { show "$1" | json person; }
audited() { at_home audit --json 2>/dev/null | grep -c "\"operation\":\"$1\""; }

ok "keys init" make_home
ok "import" import_samples
samples=$(grep -c . schemas/samples/records.ndjson)
head -n 1 schemas/samples/records.ndjson > "$work/one.ndjson"

# ---- import keeps
is "an imported record is kept" "$(show visa:EV1234567 | json version)" 1
is "... with its photo known, not printed" "$(show visa:EV1234567 | json photo) $(show visa:EV1234567 | json record.holder.photo)" "true "
is "card, passports and link of one person are one person" "$(person visa:EV1234567)" "$(person identity-link:931999198503142462)"
is "an earlier passport ties a permit to its holder" "$(person visa:RP000028)" "$(person passport:UTO:E00000027)"
is "a card on file ties a passport to the card" "$(person pr-card:93199919900615028X)" "$(person passport:UTO:E00000030)"
is "people of one surname are not one person" "$(for r in visa:EV1234567 visa:RP000027 passport:UTO:E00000030 visa:RP000032 visa:SP000033; do person $r; done | sort -u | wc -l)" 5
exits 2 "an identity that nobody has" at_home record show visa:NOBODY
has "... and how they are written" "$work/err" "passport:STATE:NUMBER"
at_home record show --person "$(person visa:EV1234567)" > "$work/person.jsonl" 2>/dev/null
is "all records of a person" "$(grep -c '"record":' "$work/person.jsonl")" "$(grep -c . "$work/person.jsonl")"
exits 2 "an id that is nobody's" at_home record show --person 000000000000
exits 2 "neither identity nor person" at_home record show
before=$(at_home audit --json 2>/dev/null | wc -l)
ok "the same again" sealing import schemas/samples/records.ndjson
is "... changes nothing" "$(at_home audit --json 2>/dev/null | wc -l)" "$before"

# ---- refused records and dry runs keep nothing
exits 1 "refused records" sealing import schemas/samples/broken.ndjson
exits 2 "... are not kept" at_home record show visa:EV1
python3 - "$work/one.ndjson" > "$work/new.ndjson" <<'P'
import json,sys
o=json.load(open(sys.argv[1])); o["number"]="EV7654321"; print(json.dumps(o))
P
ok "a dry run" sealing import "$work/new.ndjson" --dry-run
exits 2 "... keeps nothing" at_home record show visa:EV7654321
ok "a dry run of register" acting register "$work/new.ndjson" --dry-run --json
has "... says what it would do" "$work/out" '"result":"would-keep"'
exits 2 "... and keeps nothing" at_home record show visa:EV7654321

# ---- register: records without documents
ok "register" acting register "$work/new.ndjson" --json
has "... keeps" "$work/out" '"result":"kept","kind":"visa"'
is "... without a document" "$(at_home list --state issued --json 2>/dev/null | wc -l)" "$samples"
is "... for the person its passport names" "$(person visa:EV7654321)" "$(person visa:EV1234567)"
is "... with an audit entry" "$(audited record)" 1
ok "register again" acting register "$work/new.ndjson" --json
has "... is the same" "$work/out" '"result":"same"'
exits 1 "register refuses what import refuses" acting register schemas/samples/broken.ndjson
exits 2 "register takes no options of documents" acting register "$work/new.ndjson" --recipient Bank
ok "import of a registered record" sealing import "$work/new.ndjson" --json --out "$work/new"
has "... issues" "$work/out" '"result":"issued"'
is "... and raises no version" "$(show visa:EV7654321 | json version)" 1

# ---- contact
python3 - "$work/new.ndjson" > "$work/contact.ndjson" <<'P'
import json,sys
o=json.load(open(sys.argv[1])); o["contact"]={"email":"canary.contact@example.org","phone":"+8613800013800"}; print(json.dumps(o))
P
ok "the same record with a contact" sealing import "$work/contact.ndjson" --json --out "$work/new"
has "... is the same document" "$work/out" '"result":"same"'
is "... but kept" "$(show visa:EV7654321 | json record.contact.email) $(show visa:EV7654321 | json version)" "canary.contact@example.org 2"
ok "a new document of it" sealing issue "$work/contact.ndjson" --purpose "contact" --json --out "$work/new"
has "... is issued" "$work/out" '"result":"issued"'
number=$(json number < "$work/out")
for f in "$work"/new/*.pdf; do qpdf --qdf --object-streams=disable "$f" "$f.plain" 2>/dev/null; done
is "no document holds the contact" "$(cat "$work"/new/* | grep -ac "canary.contact\|13800013800")" 0
is "... nor what the registry prints of it" "$(at_home show "$number" --json | grep -c canary)" 0
is "... nor the verifier" "$($verifier check --home "$home" --json "$work/new/$number.pdf" | grep -c canary)" 0
is "... nor the audit record" "$(at_home audit --json 2>/dev/null | grep -c "canary\|EV7654321")" 0

# ---- changes and corrections
ok "marked" acting record correct visa:EV7654321 --case CASE-17
is "... with its case" "$(show visa:EV7654321 | json under_correction)" "CASE-17"
exits 2 "a case in words" acting record correct visa:EV7654321 --case "wrong name"
exits 2 "mark and clear at once" acting record correct visa:EV7654321 --case X --clear
exits 2 "nothing to do" acting record correct visa:EV7654321
exits 2 "nobody's record" acting record correct visa:NOBODY --clear
sed 's/ANNA MARIA/ANNA MARIE/' "$work/contact.ndjson" > "$work/renamed.json"
exits 2 "another record's file" acting record correct visa:EV1234567 "$work/renamed.json"
ok "corrected" acting record correct visa:EV7654321 "$work/renamed.json"
is "... the record says so" "$(show visa:EV7654321 | json record.holder.given_names) $(show visa:EV7654321 | json version)" "ANNA MARIE 3"
is "... and is no longer under correction" "$(show visa:EV7654321 | json under_correction)" ""
sed 's/2025-03-01/2035-03-01/' "$work/renamed.json" > "$work/future.json"
exits 1 "a correction that breaks a rule" acting record correct visa:EV7654321 "$work/future.json"
ok "marked again" acting record correct visa:EV7654321 --case CASE-18
ok "cleared" acting record correct visa:EV7654321 --clear
is "... every change has its audit entry" "$(audited mark-record) $(audited clear-record)" "2 2"
ok "the document is corrected too" sealing correct "$number" "$work/renamed.json" --purpose "contact"
ok "an old file" sealing import "$work/contact.ndjson" --purpose "contact" --json
has "... issues nothing" "$work/out" '"result":"same"'
is "... and takes nothing back" "$(show visa:EV7654321 | json record.holder.given_names)" "ANNA MARIE"

echo "1..$count"
