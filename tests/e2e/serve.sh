#!/bin/bash
# The running issuer, asked over its socket as the portal asks it: bind, preview, issue, renew, withdraw, help, share, kill -9.
. "$(dirname "$0")/common.sh"
make -s VARIANT="${out#build/}" "$out/tests/tools/ask_issuer" > /dev/null || exit 1
asker=$out/tests/tools/ask_issuer
export CINNABAR_ISSUER_RATE=1000000 CINNABAR_ISSUER_BIND_RATE=50 CINNABAR_ISSUER_PROOFS_PER_DAY=100000
anna=AAAAAAAAAAAA eve=EEEEEEEEEEEE ben=BBBBBBBBBBBB zoe=ZZZZZZZZZZZZ
pid=""

start() {
	: > "$work/ready"
	$issuer serve --home "$home" --passphrase-file "$home/passphrase" 2> "$work/ready" &
	pid=$!
	background="$pid"
	for _ in $(seq 600); do grep -q ready "$work/ready" && return; sleep 0.1; done
	echo "# the issuer does not start"
	sed 's/^/# /' "$work/ready"
	exit 1
}
stop() { kill "-${1:-TERM}" "$pid"; wait "$pid" 2> /dev/null; local code=$?; cat "$work/ready" >> "$work/log"; return $code; }
# ask ACCOUNT SESSION PERSON ACT ...: key=value lines in $work/answer
ask() { local who="$1 $2 $3"; shift 3; $asker "$home" $who en "$@" > "$work/answer"; }
value() { sed -n "s/^$1=//p" "$work/answer"; }
# refused NAME ERROR ACCOUNT SESSION PERSON ACT ...
refused() { local name=$1 error=$2; shift 2; ask "$@"; is "$name" "$(value error)" "$error"; }
code_of() { cat "$home"/outbox/*.json 2>/dev/null | json_lines "$1"; }
json_lines() { node -e 'for(const l of require("fs").readFileSync(0,"utf8").trim().split("\n")){if(!l)continue;const m=JSON.parse(l);
	if(m.kind===process.argv[1])console.log((m.body.match(/[0-9]{4} [0-9]{4}/)||[""])[0])}' "$1" | tail -n 1; }
issued() { $issuer list --home "$home" --state issued --json 2> /dev/null | grep -c '"state":"issued"'; }
export_of() { $issuer export "$1" --home "$home" --out "$work/$1.pdf" --force > /dev/null; }
verdict() { $verifier check --home "$home" --json "$work/$1.pdf" | json verdict; }

ok "keys init" make_home
node tests/e2e/samples.mjs tests/e2e/serve.ndjson > "$work/records.ndjson"
grep E00000019 "$samples" | grep '"kind":"passport"' >> "$work/records.ndjson"
ok "records without documents" $issuer register "$work/records.ndjson" --home "$home" --operator tester
person() { $issuer record show "$1" --home "$home" 2> /dev/null | json person; }
p_anna=$(person visa:EV7000001) p_ben=$(person visa:RP7000002) p_zoe=$(person pr-card:931999198409173422)
start

# ---- who may ask at all
is "the socket is its user's alone" "$(stat -c %a "$home/issuer.sock")" 600
if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	chmod 755 "$work" "$home"; chmod 666 "$home/issuer.sock"
	# Another user gets no answer, even where the socket's mode would let them in.
	echo '{}' | setpriv --reuid 65534 --regid 65534 --clear-groups "$(pwd)/$asker" "$home" raw > "$work/answer" 2>&1
	has "another user is cut off" "$work/answer" '"error":"IPC"'
	chmod 600 "$home/issuer.sock"
else
	skip "another user is cut off" "not root"
fi
echo '{"act":"session-open"' | $asker "$home" raw > "$work/answer"
has "what is no JSON is told so" "$work/answer" '"error":"ISSUER_INPUT"'
ok "a session opens" ask $anna sa - session-open
refused "it is of one account" ISSUER_SESSION $eve sa - session-open

# ---- binding
claim_anna="CANARY111 1985-03-14 EV7000001"
took() { grep "act=$1 " "$work/ready" | tail -n "$2" | sed 's/.*us=//' | sort -n | head -n 1; }
for _ in 1 2 3 4 5; do ask $anna sa - bind-begin $claim_anna; done
cp "$work/answer" "$work/known"
known=$(took bind-begin 5)
for _ in 1 2 3 4 5; do ask $anna sa - bind-begin CANARY999 1985-03-14 EV7000001; done
is "known and unknown get the same answer" "$(grep -v expires "$work/answer")" "$(grep -v expires "$work/known")"
unknown=$(took bind-begin 5)
ok "in the same time ($known and $unknown us)" test $((known - unknown)) -lt 30000 -a $((unknown - known)) -lt 30000
is "only the known got letters" "$(ls "$home/outbox" | grep -c '\.json$')" 5
rm -f "$home"/outbox/*.json
ask $anna sa - bind-begin $claim_anna
challenge=$(value challenge) code=$(code_of bind-code)
is "eight digits" "$(echo "$code" | tr -d ' 0-9' | wc -c) $(echo -n "$code" | tr -d ' ' | wc -c)" "1 8"
refused "a wrong code" ISSUER_CODE $anna sa - bind-finish "$challenge" 0000
is "... leaves four tries" "$(value tries)" 4
refused "the code in another session" ISSUER_CHALLENGE $anna sb - bind-finish "$challenge" "$code"
ok "the right code binds" ask $anna sa - bind-finish "$challenge" "$code"
is "... to the person" "$(value person)" "$p_anna"
stop KILL
start
ok "a binding that was answered outlives kill -9" ask $anna sa "$p_anna" preview visa
refused "strangers stay strangers" ISSUER_FORBIDDEN $anna sa "$p_ben" preview visa
has "the audit names account and person" <($issuer audit --home "$home" 2> /dev/null) "account:$anna for person:$p_anna"

# ---- what is shown before is what is seen after
same() { # NAME: the preview's member $1 and the verifier's document in $work/seen say the same, but for the number
	local name=$1 member=$2
	value "$member" > "$work/shown"
	is "$name" "$(node -e 'const fs=require("fs"),s=JSON.parse(fs.readFileSync(process.argv[1])),d=JSON.parse(fs.readFileSync(process.argv[2])).document;
		delete d.number;const o=v=>v&&typeof v==="object"&&!Array.isArray(v)?Object.fromEntries(Object.keys(v).sort().map(k=>[k,o(v[k])])):v;
		console.log(JSON.stringify(o(s))===JSON.stringify(o(d))?"same":JSON.stringify(o(s))+" / "+JSON.stringify(o(d)))' "$work/shown" "$work/seen")" same
}
wish="visa - Specimen_Bank loan passport_number,birth_date 30"
ask $anna sa "$p_anna" preview $wish
cp "$work/answer" "$work/preview"
ok "a proof" ask $anna sa "$p_anna" issue $wish token-1
number=$(value document)
export_of "$number"
is "... is valid" "$(verdict "$number")" valid
ok "the same form again" ask $anna sa "$p_anna" issue $wish token-1
is "... is the same document" "$(value document) $(value same)" "$number 1"
ok "another form" ask $anna sa "$p_anna" issue $wish token-2
ok "... is another document" test "$(value document)" != "$number"
cp "$work/preview" "$work/answer"
$verifier check --home "$home" --json "$work/$number.pdf" > "$work/seen"
same "the preview shows what the file shows" paper
typed=$(pdftotext "$work/$number.pdf" - | grep -oE '\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b' | head -n 1)
$verifier check --home "$home" --json --number "$number" --code "$typed" > "$work/seen"
same "... and what number and code show" typed
pdftoppm -r 300 -gray "$work/$number.pdf" "$work/page"
$verifier check --home "$home" --json --seal "$(zbarimg --raw -q "$work"/page*.pgm | head -n 1)" > "$work/seen"
same "... and what the QR code shows" seal
is "the proof names no helper and no account" "$(pdftotext "$work/$number.pdf" - | grep -c "$anna")" 0

# ---- options and records
refused "a mask of nothing" ISSUER_INPUT $anna sa "$p_anna" issue visa - Bank - surname 30 t
is "... is told at its field" "$(value field)" mask
refused "a proof of ten years" ISSUER_INPUT $anna sa "$p_anna" issue visa - Bank - - 3660 t
is "... is told at its field" "$(value field)" proof_days
refused "a recipient that no font has" ISSUER_INPUT $anna sa "$p_anna" issue visa - "Bank 🏦" - - 30 t
is "... is told at its field" "$(value field)" recipient
refused "a card that is not there" ISSUER_MISSING $anna sa "$p_anna" issue pr-card
refused "another's record by its name" ISSUER_MISSING $anna sa "$p_anna" issue visa visa:RP7000002

# ---- renew, withdraw
ok "renew" ask $anna sa "$p_anna" renew "$number" token-3
renewed=$(value document)
export_of "$renewed"
is "the new one is valid" "$(verdict "$renewed")" valid
is "... with the options of the old" "$($verifier check --home "$home" --json "$work/$renewed.pdf" | json document.recipient)" Specimen_Bank
is "the old one is superseded" "$(verdict "$number")" superseded
ok "renewing again by the same form" ask $anna sa "$p_anna" renew "$number" token-3
is "... is the same" "$(value document)" "$renewed"
refused "renewing what is replaced" ISSUER_STATE $anna sa "$p_anna" renew "$number" token-4
ok "withdraw" ask $anna sa "$p_anna" withdraw "$renewed"
is "... and it is revoked" "$(verdict "$renewed")" revoked
ok "withdraw again" ask $anna sa "$p_anna" withdraw "$renewed"

# ---- the link of card and passport
bind() { # ACCOUNT SESSION CLAIM...
	local account=$1 session=$2
	shift 2
	rm -f "$home"/outbox/*.json
	ask "$account" "$session" - bind-begin "$@" && ask "$account" "$session" - bind-finish "$(value challenge)" "$(code_of bind-code)"
}
ok "bind by card number" bind $zoe sz E00000019 1984-09-17 931999198409173422
day=$(TZ=UTC-8 date +%F)
ok "the link of card and passport" ask $zoe sz "$p_zoe" issue identity-link - "Specimen Bank"
link=$(value document)
export_of "$link"
is "... is valid" "$(verdict "$link")" valid
is "... with the earlier passports" "$($verifier check --home "$home" --json "$work/$link.pdf" | json document.fields.earlier_passports)" "A0000019, B0000019"
refused "another's document" ISSUER_MISSING $anna sa "$p_anna" withdraw "$link"

# ---- an error in the record
ok "report an error" ask $zoe sz "$p_zoe" report-error pr-card:931999198409173422 card_number "CANARY: a digit is wrong"
is "the record is under correction" "$($issuer record show pr-card:931999198409173422 --home "$home" | json under_correction)" "$(value case)"
$issuer reports "$(value case)" --json --home "$home" > "$work/reports" 2> /dev/null
is "officers read what was said" "$(json text < "$work/reports")" "CANARY: a digit is wrong"
is "so is the link made of it" "$($verifier check --home "$home" --json "$work/$link.pdf" | json document.under_correction)" true
ok "a document made meanwhile" ask $zoe sz "$p_zoe" issue pr-card
export_of "$(value document)"
is "... says so too" "$($verifier check --home "$home" --json "$work/$(value document).pdf" | json document.under_correction)" true

# ---- helpers
rm -f "$home"/outbox/*.json
ok "ask to help Ben" ask $eve se - relative-ask CANARY222 1950-07-01 RP7000002 1 0 uncle -
request=$(value challenge)
refused "before a yes nothing is seen" ISSUER_FORBIDDEN $eve se "$p_ben" preview visa
ok "the code that Ben handed on" ask $eve se - relative-finish "$request" "$(code_of relative-code)"
ok "the helper sees" ask $eve se "$p_ben" preview visa
refused "but makes no proof" ISSUER_FORBIDDEN $eve se "$p_ben" issue visa
ok "Ben binds" bind $ben sb CANARY222 1950-07-01 RP7000002
ok "and ends it" ask $ben sb "$p_ben" grant-end $eve
refused "at once" ISSUER_FORBIDDEN $eve se "$p_ben" preview visa
ok "asked again" ask $eve se - relative-ask CANARY222 1950-07-01 RP7000002 5 0 uncle -
ok "Ben says yes" ask $ben sb "$p_ben" relative-answer $eve yes "$(value challenge)"
ok "the helper makes a proof" ask $eve se "$p_ben" issue visa - "Specimen Bank"
export_of "$(value document)"
is "... whose subject is Ben" "$($verifier check --home "$home" --json "$work/$(value document).pdf" | json document.fields.surname)" CANARYBEN
has "the audit tells who made it for whom" <($issuer audit --home "$home" 2> /dev/null | grep "$(value document)") "account:$eve for person:$p_ben"
refused "but shares nothing" ISSUER_FORBIDDEN $eve se "$p_ben" share-make B visa "$(($(date +%s) + 86400))" 3

# ---- the office's word
$issuer relative accounts RP7000002 --home "$home" --json > "$work/accounts" 2> /dev/null
is "the office sees who acts for Ben" "$(grep -c '"state":"active"' "$work/accounts") $(grep -c "$eve" "$work/accounts")" "2 1"
ok "and ends it" $issuer relative end visa:RP7000002 $eve --home "$home" --operator tester
refused "at once, too" ISSUER_FORBIDDEN $eve se "$p_ben" preview visa
exits 2 "there is nothing to end twice" $issuer relative end RP7000002 $eve --home "$home" --operator tester
exits 2 "nor of nobody" $issuer relative end RP7999999 $eve --home "$home" --operator tester
ask $eve se - relative-ask CANARY222 1950-07-01 RP7000002 5 0 uncle -
ok "Ben may say yes again" ask $ben sb "$p_ben" relative-answer $eve yes "$(value challenge)"

# ---- sharing
ok "a share code" ask $ben sb "$p_ben" share-make B visa "$(($(date +%s) + 86400))" 3
is "... begins with its purpose" "$(value code | cut -c1)" B
ok "... and ends" ask $ben sb "$p_ben" share-end "$(value id)"
ok "freeze" ask $ben sb "$p_ben" freeze on
refused "frozen means none" ISSUER_STATE $ben sb "$p_ben" share-make B visa "$(($(date +%s) + 86400))" 3

# ---- beside officers
ok "officers work beside it" $issuer revoke "$link" --reason record-revoked --home "$home" --operator tester
is "... and it is known at once" "$(verdict "$link")" revoked
ok "an import beside it" $issuer import "$samples" --home "$home" --passphrase-file "$home/passphrase" --operator tester
ok "publish beside it" $issuer publish --home "$home" --passphrase-file "$home/passphrase"

# ---- many at once, and kill -9
before=$(issued)
$asker "$home" $anna sa "$p_anna" en load 20 200 visa > "$work/load"
ok "20 at once" grep -q "failed=0" "$work/load"
p99=$(sed 's/.*p99_ms=\([0-9]*\).*/\1/' "$work/load")
ok "... without long waiting (p99 $p99 ms)" test "$p99" -lt 10000
is "... and each is there" "$(($(issued) - before))" 200
before=$(issued)
$asker "$home" $anna sa "$p_anna" en load 8 4000 visa > "$work/load" &
loading=$!
for _ in $(seq 600); do [ "$(issued)" -gt $((before + 20)) ] && break; sleep 0.1; done
stop KILL
wait "$loading"
acknowledged=$((4000 - $(sed 's/.*failed=\([0-9]*\).*/\1/' "$work/load")))
start
made=$(($(issued) - before))
ok "kill -9 loses nothing that was answered ($acknowledged answered, $made there)" test "$made" -ge "$acknowledged" -a "$acknowledged" -gt 0
ok "... and doubles nothing" test "$made" -le $((acknowledged + 8))
ok "every document is whole" $issuer export --all --home "$home" --out "$work/all"
ok "the audit's chain holds" $issuer audit --home "$home"
ok "a form that was answered before" ask $anna sa "$p_anna" issue $wish token-2
is "... gives what it gave" "$(value same)" 1

# ---- a day's measure, of one day: what was made yesterday does not count
stop
[ "$(TZ=UTC-8 date +%H%M)" -lt 2358 ] || sleep 121
export CINNABAR_ISSUER_PROOFS_PER_DAY=5
start
for n in 1 2 3 4 5; do ask $anna sa "$p_anna" issue visa - "Bank $n" - - 30 "measure-$n"; done
refused "a day has so many proofs and no more" ISSUER_THROTTLED $anna sa "$p_anna" issue $wish token-9
is "... told as what it is" "$(value field)" proofs
ok "... until midnight in Beijing" test "$(value wait)" -gt 0 -a "$(value wait)" -le 86400
ok "what was made before is given again" ask $anna sa "$p_anna" issue $wish token-2
before=$(issued)
$asker "$home" $zoe sz "$p_zoe" en load 8 24 pr-card > "$work/load"
made=$(($(issued) - before)) failed=$(sed 's/.*failed=\([0-9]*\).*/\1/' "$work/load")
# Two were made above, today, or just before midnight.
ok "many at once get no more than the day has ($made, $failed refused)" test $((made + failed)) = 24 -a \( $made = 3 -o $made = 5 -a "$day" != "$(TZ=UTC-8 date +%F)" \)
rm -f "$home"/outbox/*.json
ok "a helper's measure is another" ask $eve se "$p_ben" issue visa - "Specimen Bank"
of_ben=$(value document)
refused "a helper withdraws nothing" ISSUER_FORBIDDEN $eve se "$p_ben" withdraw "$of_ben"

# ---- what officers said of a document holds for the next one
stop
export CINNABAR_ISSUER_PROOFS_PER_DAY=100000
start
ok "a proof of the card" ask $zoe sz "$p_zoe" issue pr-card - "Specimen Bank" - - 30 token-8
ok "the card was revoked" $issuer revoke "$(value document)" --reason record-revoked --home "$home" --operator tester
refused "no other proof is made of it" ISSUER_STATE $zoe sz "$p_zoe" issue pr-card - "Another Bank" - - 30 token-9
refused "nor of the link with it" ISSUER_STATE $zoe sz "$p_zoe" issue identity-link - "Another Bank" - - 30 token-9
ok "of the passport one is" ask $zoe sz "$p_zoe" issue passport - "Another Bank" - - 30 token-9
sleep 1
ok "the record is looked through" $issuer record correct pr-card:931999198409173422 --clear --home "$home" --operator tester
ok "and proofs are made of it again" ask $zoe sz "$p_zoe" issue pr-card - "Another Bank" - - 30 token-9
ok "Ben has died" $issuer revoke "$of_ben" --reason deceased --home "$home" --operator tester
refused "nobody makes proofs in his name" ISSUER_STATE $eve se "$p_ben" issue visa - "Another Bank" - - 30 token-9
refused "not even his own account" ISSUER_STATE $ben sb "$p_ben" issue visa - "Another Bank" - - 30 token-9

# ---- the end
ok "a session ends" ask $anna sa - session-end
refused "for good" ISSUER_SESSION $anna sa "$p_anna" preview visa
stop
is "told to stop, it ends well" $? 0
ok "its socket is gone" test ! -e "$home/issuer.sock"
is "no number is left reserved" "$($issuer list --home "$home" --state reserved --json 2> /dev/null | wc -l)" 0
refused "nobody answers now" ISSUER_DOWN $anna sx "$p_anna" preview visa
is "the log names nobody" "$(grep -ciE 'canary|EV7000001|RP7000002|931999198409173422|E00000019|1985-03-14|MUELLER' "$work/log")" 0
ok "... and tells every act" grep -q "act=bind-finish account=$anna person=- result=ok" "$work/log"
echo "1..$count"
