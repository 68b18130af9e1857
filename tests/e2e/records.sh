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
wanted=$(grep -c . "$samples")
head -n 1 "$samples" > "$work/one.ndjson"

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
ok "the same again" sealing import "$samples"
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
is "... without a document" "$(at_home list --state issued --json 2>/dev/null | wc -l)" "$wanted"
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
sed 's/2025-03-01/2999-03-01/' "$work/renamed.json" > "$work/future.json"
exits 1 "a correction that breaks a rule" acting record correct visa:EV7654321 "$work/future.json"
ok "marked again" acting record correct visa:EV7654321 --case CASE-18
ok "cleared" acting record correct visa:EV7654321 --clear
is "... every change has its audit entry" "$(audited mark-record) $(audited clear-record)" "2 2"
ok "the document is corrected too" sealing correct "$number" "$work/renamed.json" --purpose "contact"
ok "an old file" sealing import "$work/contact.ndjson" --purpose "contact" --json
has "... issues nothing" "$work/out" '"result":"same"'
is "... and takes nothing back" "$(show visa:EV7654321 | json record.holder.given_names)" "ANNA MARIE"

# ---- codes of the counter
ok "a code for a record" acting binding-code visa:EV1234567
is "... is eight digits" "$(grep -cE '^[0-9]{4} [0-9]{4}$' "$work/out")" 1
code=$(tr -d ' \n' < "$work/out")
ok "... for a bare number of a card" acting binding-code 93199919900615028X
exits 2 "... for nobody" acting binding-code EV0000000
is "... is audited, without the code" "$(audited binding-code) $(at_home audit --json 2>/dev/null | grep -c "$code")" "2 0"
is "... and kept as a digest alone" "$(grep -ac "$code" "$home/registry/data.mdb")" 0

# ---- applications
ok "offices" acting offices import schemas/samples/offices.ndjson
wanted=$(grep -c . schemas/samples/applications.ndjson)
ok "a dry run of applications" acting application import schemas/samples/applications.ndjson --dry-run --json
is "... would keep all" "$(grep -c '"result":"would-keep"' "$work/out")" "$wanted"
exits 2 "... and keeps none" at_home application show BJ-2026-000101
ok "applications" acting application import schemas/samples/applications.ndjson --json
is "... are kept" "$(grep -c '"result":"kept"' "$work/out")" "$wanted"
ok "the same again" acting application import schemas/samples/applications.ndjson --json
is "... are the same" "$(grep -c '"result":"same"' "$work/out")" "$wanted"
is "... and audited once" "$(audited application)" "$wanted"
application() { at_home application show "$1" 2>/dev/null; }
is "an application belongs to its applicant" "$(application BJ-2026-000101 | json person)" "$(person visa:EV1234567)"
is "... or waits for one" "$(application GZ-2026-000107 | json person)" ""
sed 's/EV7654321/EV9999999/; s/E12345678/E99999999/g; s/1985-03-14/1970-01-01/' "$work/new.ndjson" > "$work/late.ndjson"
ok "its record comes" acting register "$work/late.ndjson"
is "... and takes it" "$(application GZ-2026-000107 | json person)" "$(person visa:EV9999999)"
is "who acts next, and when one may ask" "$(application GZ-2026-000104 | json next) $(application SH-2026-000102 | json ask_after)" "applicant 2026-11-25"
exits 1 "refused applications" acting application import schemas/samples/applications-broken.ndjson
has "... tell line and place" "$work/out" "line 11: refused: /steps/3/at: The step lies before the one ahead of it. (step_backwards)"
is "... one line each" "$(grep -c "^line .*: refused:" "$work/out")" "$(grep -c . schemas/samples/applications-broken.ndjson)"
ok "a step" acting application update BJ-2026-000101 --step granted --note-en "Granted as asked." --note-zh "已批准。"
is "... is the last one" "$(application BJ-2026-000101 | json result) $(application BJ-2026-000101 | json application.steps.5.note_zh)" "granted 已批准。"
exits 2 "a step that goes back in time" acting application update BJ-2026-000101 --step ready --at 2026-11-01
has "... is told" "$work/err" "at: The step lies before the one ahead of it."
exits 2 "a step that no one knows" acting application update BJ-2026-000101 --step lost
has "... prints the list" "$work/err" "documents-needed"
exits 2 "a step in the future" acting application update BJ-2026-000101 --step ready --at 2999-01-01
exits 2 "no step" acting application update BJ-2026-000101
exits 2 "a step of nobody's application" acting application update BJ-0 --step ready
ok "the end" acting application update BJ-2026-000105 --step collected
exits 2 "a step behind the end" acting application update BJ-2026-000105 --step review
sed -n 2p schemas/samples/applications.ndjson | sed 's/000102/000999/' > "$work/application.json"
ok "one more application" acting application add "$work/application.json"
exits 1 "... twice" acting application add "$work/application.json"
has "... says what to use" "$work/err" "application update"
sed 's/sh-pudong/sh-nowhere/; s/000999/000998/' "$work/application.json" > "$work/nowhere.json"
exits 1 "an office that there is not" acting application add "$work/nowhere.json"
has "... is told" "$work/out" "/office: There is no office with this id."
# What has happened stays, and so does whose number it is.
cp "$work/application.json" "$work/changed.ndjson"
sed 's/"at":"2026-11-10"},{"step":"accepted","at":"2026-11-10"}\]/"at":"2026-11-10"}]/' "$work/application.json" >> "$work/changed.ndjson"
sed 's/{"step":"filed","at":"2026-11-10"}/{"step":"filed","at":"2026-11-09"}/' "$work/application.json" >> "$work/changed.ndjson"
sed 's/1984-05-20/1985-03-14/; s/E00000027/E12345678/' "$work/application.json" >> "$work/changed.ndjson"
sed 's/\]}$/,{"step":"review","at":"2026-11-12"}]}/' "$work/application.json" >> "$work/changed.ndjson"
exits 1 "a list with an older state, another past and another applicant" acting application import "$work/changed.ndjson" --json
is "... of which what is the same and what goes on is kept" "$(json result < <(sed -n 4p "$work/out")) $(json result < <(sed -n 5p "$work/out"))" "same kept"
is "... and the others are told" "$(grep -o 'APPLICATION_[A-Z]*' "$work/out" | tr '\n' ' ')" "APPLICATION_HISTORY APPLICATION_HISTORY APPLICATION_OTHER "
is "... and change nothing" "$(application SH-2026-000999 | json application.steps | grep -o '"step"' | wc -l) $(application SH-2026-000999 | json application.birth_date)" "3 1984-05-20"
exits 1 "a dry run foresees it" acting application import "$work/changed.ndjson" --dry-run --json
is "... line by line" "$(grep -c '"result":"refused"' "$work/out")" 4
sed -n 4p "$work/changed.ndjson" > "$work/put-right.ndjson"
ok "what was kept wrongly is put right" acting application import "$work/put-right.ndjson" --replace
is "... and goes to its applicant" "$(application SH-2026-000999 | json person)" "$(person visa:EV1234567)"
exits 2 "a second word that is none" at_home application sing

# ---- relatives
ok "no request waits" at_home relative list
has "... and says so" "$work/err" "0 requests wait"
exits 2 "nobody's request" acting relative confirm 000000000000 --guardian
exits 2 "... declined" acting relative decline 000000000000
is "the audit record is whole" "$(at_home audit > /dev/null 2>&1; echo $?)" 0

echo "1..$count"
