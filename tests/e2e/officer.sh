#!/bin/bash
# What an officer or a clerk meets who has read the help alone: slips of the hand, each answered by one line that says what to do.
. "$(dirname "$0")/common.sh"

# says CODE NAME TEXT COMMAND...: this exit code, and one line on standard error that holds the text.
says() {
	local want=$1 name=$2 text=$3
	shift 3
	exits "$want" "$name" "$@"
	has "... and says what to do" "$work/err" "$text"
	is "... in one line" "$(wc -l < "$work/err")" 1
}
sealing() { local command=$1; shift; $issuer "$command" "$@" --home "$home" --passphrase-file "$home/passphrase"; }
at_home() { local command=$1; shift; $issuer "$command" "$@" --home "$home"; }

ok "keys init" make_home
ok "import" import_samples
read -r number code <<< "$(pick visa)"
file=$work/documents/$number.pdf
head -n 1 "$samples" > "$work/one.ndjson"

# ---- the home may be named before the command
exits 0 "a home before the command" $issuer --home "$home" list --json
has "... is the home" "$work/out" "$number"
exits 0 "... in one word" $verifier --home="$home" check "$file"
says 2 "... and once" "given twice" $issuer -H "$home" list --home "$home"
says 2 "... and a command behind it" "a command goes before" $issuer --home "$home"

# ---- files of records
: > "$work/empty"
exits 0 "an empty file imports nothing" sealing import "$work/empty"
is "... and says just that" "$(cat "$work/err")" "0 records"
says 2 "an empty file is no record to issue" "holds no record" sealing issue "$work/empty"
says 2 "... nor a correction" "holds no record" sealing correct "$number" "$work/empty"
python3 -c 'import json,sys; print(json.dumps(json.load(open(sys.argv[1])), indent=1))' "$work/one.ndjson" > "$work/pretty.json"
exits 1 "a record over several lines is not imported" sealing import "$work/pretty.json"
has "... and the officer is told where it goes" "$work/err" "cinnabar-issuer issue"
exits 0 "... and there it is taken" sealing issue "$work/pretty.json" --purpose "over several lines"
exits 1 "broken records that are JSON" sealing import schemas/samples/broken.ndjson
is "... get no such hint" "$(grep -c "cinnabar-issuer issue" "$work/err")" 0
printf '\xef\xbb\xbf%s\r\n\r\n%s  \r\n   \t\r\n  %s' "$(cat "$work/one.ndjson")" "$(cat "$work/one.ndjson")" "$(cat "$work/one.ndjson")" > "$work/windows"
exits 0 "byte order mark, CRLF, blank lines, spaces, no last line end" sealing import "$work/windows" --purpose "of Windows"
is "... are one record thrice" "$(cut -d' ' -f3 < "$work/out" | sort | uniq -c | tr -s ' ')" " 1 issued
 2 same"
python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); r["holder"]["native_name"]="\U00013000"; print(json.dumps(r))' "$work/one.ndjson" > "$work/glyph"
exits 1 "a name that no font can print" sealing import "$work/glyph"
has "... is named by its place in the record" "$work/out" "/holder/native_name: no font can print the character U+13000"

# ---- options
says 2 "a recipient that is too long is refused before any record" "--recipient: want one line of at most 80" \
	sealing import "$work/one.ndjson" --dry-run --recipient "$(printf '%081d' 0)"
says 2 "... and so is a purpose of two lines" "--purpose: want one line" sealing import "$work/one.ndjson" --purpose $'a\nb'
says 2 "... and a recipient of spaces, which would print as none" "without spaces around it" sealing import "$work/one.ndjson" --dry-run --recipient "  "
for option in recipient purpose; do
	says 2 "a $option that no font can print is no record's fault" "--$option: no font can print the character U+13000" \
		sealing import "$work/one.ndjson" --$option "A 𓀀"
done
says 2 "... nor a dry run's" "--purpose: no font can print" sealing import "$work/one.ndjson" --dry-run --purpose 𓀀
says 2 "a mask that is no field" "none of birth_date number card_number passport_number earlier_passports" sealing import "$work/one.ndjson" --mask name

exits 0 "one document more, for a bank" sealing issue "$work/one.ndjson" --recipient "SPECIMEN Bank 样本" --purpose "a loan" --proof-days 1 --json
exits 0 "... is shown" at_home show "$(json number < "$work/out")"
is "... with what it was made for" "$(grep -E '^(recipient|purpose) ' "$work/out" | tr -s ' ')" "recipient SPECIMEN Bank 样本
purpose a loan"
has "... and how long it may be relied on" "$work/out" "relied on   until 20"

# ---- states
says 2 "a revocation without reason" "--reason: want one of issued-in-error" at_home revoke "$number"
says 2 "reinstating what is in force" "the document is issued already" at_home reinstate "$number"
exits 0 "suspending" at_home suspend "$number"
says 2 "suspending twice" "the document is suspended already" at_home suspend "$number"
exits 0 "reinstating" at_home reinstate "$number"
read -r ended _ <<< "$(pick pr-card)"
exits 0 "revoking" at_home revoke "$ended" --reason other
says 2 "what is revoked stays so" "the document is revoked and cannot be put in force" at_home reinstate "$ended"
says 2 "... and cannot be suspended" "the document is revoked and cannot become suspended" at_home suspend "$ended"
exits 0 "the audit" at_home audit
is "... ends no line with a blank" "$(grep -c ' $' "$work/out")" 0

# ---- offices
offices=schemas/samples/offices.ndjson
all=$(grep -c . $offices)
exits 0 "the list of offices" at_home offices import $offices
has "... is taken" "$work/err" "$all offices: $all added"
exits 0 "... and again" at_home offices import $offices
has "... changes nothing" "$work/err" "$all the same"
(sed -n 1p $offices | sed 's/"id":"[^"]*"/"id":"new-office"/'; sed -n 1p schemas/samples/offices-broken.ndjson) > "$work/half.ndjson"
exits 1 "a list with one refused line" at_home offices import "$work/half.ndjson"
has "... is refused by place and reason" "$work/out" "line 2: refused: /phone: A required member is missing. (required)"
has "... as a whole" "$work/err" "1 of 2 offices refused: none is taken"
exits 1 "an id twice in a list" at_home offices import <(sed -n '1p;1p' $offices)
has "... is no list" "$work/out" "/id: Two items are the same. (not_unique)"
exits 0 "what is kept" at_home offices list --json
is "... is what was" "$(grep -c . "$work/out")" "$all"
exits 0 "a whole list tried" at_home offices import <(sed -n 1,3p $offices) --replace --dry-run
has "... would take others away" "$work/err" "$((all - 3)) removed; nothing written"
says 2 "an empty list" "no office in it" at_home offices import "$work/empty" --replace
says 2 "a second word that is none" "offices --help" at_home offices export

# ---- places
says 2 "exporting into a folder that is not there" "its folder does not exist" at_home export "$number" -o "$work/none/x.pdf"
says 2 "exporting over a folder" "is a folder" at_home export "$number" -o "$work/documents" --force
mkdir "$work/two words 家"
exits 0 "exporting to a name with spaces and Chinese" at_home export "$number" -o "$work/two words 家/证明.pdf"
exits 0 "... which is the file" cmp "$file" "$work/two words 家/证明.pdf"

# ---- the terminal and what stands behind it
quiet() { TERM=$1 script -qec "$issuer import '$work/one.ndjson' --home '$home' --passphrase-file '$home/passphrase' --purpose 'bar $1'" /dev/null; }
exits 0 "an import on a terminal" quiet xterm
is "... draws a bar" "$(grep -c $'\r\033' "$work/out" | head -c 1)" 2
narrow() { TERM=xterm script -qec "stty cols $1; $issuer import '$samples' --home '$home' --dry-run" /dev/null; }
bar_width() { tr '\r' '\n' < "$work/out" | sed -n 's/^\o33\[K\(.* of .*\)/\1/p' | awk 'length($0) > most { most = length($0) } END { print most + 0 }'; }
exits 0 "an import on a narrow terminal" narrow 24
is "... keeps its bar in one line" "$(bar_width)" 23
exits 0 "an import on a very narrow one" narrow 8
is "... too" "$(bar_width)" 7
exits 0 "an import on a terminal that knows nothing" quiet dumb
is "... draws none" "$(grep -c $'\033' "$work/out")" 0
full() { "$@" > /dev/full; }
exits 5 "a list that cannot be written" full $issuer list --home "$home"
has "... and is told" "$work/err" "standard output cannot be written"
exits 5 "... nor an import's codes" full $issuer import "$work/one.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json --purpose full
says 5 "... nor a verdict" "standard output cannot be written" full $verifier check --home "$home" "$file"

# Terminals are 80 columns wide, and a machine-readable zone has two lines.
widest() { awk '{ if (length($0) > most) most = length($0) } END { print (most <= 80) ? "fits" : most }' "$work/out"; }
indented() { grep -c "^ \{$1\}[A-Z0-9<]\{44\}\$" "$work/out"; }
head -c 30000 "$file" > "$work/cut.pdf"
exits 3 "a file that was cut" $verifier check --home "$home" "$work/cut.pdf"
is "... is told in 80 columns" "$(widest)" fits
exits 3 "a wrong number" $verifier check --home "$home" --number 0000-0000-001 --code 0000
is "... is told in 80 columns" "$(widest)" fits
$keys --help > "$work/out"
for command in init show check rotate revoke-key trust-list config; do $keys $command --help; done >> "$work/out"
for command in import issue correct show list export suspend reinstate revoke mark publish audit; do $issuer $command --help; done >> "$work/out"
for command in check serve; do $verifier $command --help; done >> "$work/out"
is "every help fits 80 columns" "$(widest)" fits
zoned=$(grep -n '"mrz"' "$samples" | head -n 1 | cut -d: -f1)
zoned=$(sed -n "s/.*\"line\":$zoned,.*\"number\":\"\([^\"]*\)\".*/\1/p" "$work/import.jsonl")
exits 0 "a passport with its zone" $verifier check --home "$home" "$work/documents/$zoned.pdf"
is "... whose second line stands under the first" "$(indented 31)" 1
exits 0 "and shown" at_home show "$zoned"
is "... the same way" "$(indented 27)" 1

# ---- settings
set_to() { printf '%b' "$1" > "$home/cinnabar.conf"; }
set_to '\xef\xbb\xbfauthority.help-en = Ask us\r\n'
exits 0 "a configuration written on Windows" $keys config check --home "$home"
set_to 'authority.help-en = Ask us\nauthority.name-zh = \xf0\x93\x80\x80\n'
says 2 "a name that no font can print, and whose setting it is" "authority.name-zh: no font has the character U+13000" \
	sealing import "$work/one.ndjson" --dry-run
set_to '\xef\xbb\xbfauthority.help-en = Ask us\r\n'
for line in "verifier.rate = many" "issuer.proof-days = 0" "authority.code = abcd" "authority.specimen = perhaps" "verify.url = example"; do
	set_to "$line\n"
	says 2 "config check refuses $line" "${line%% *}" $keys config check --home "$home"
done
rm "$home/cinnabar.conf"

# ---- a clerk with a bundle and the root, and no home
exits 0 "publish" sealing publish
cp -r "$home/public" "$work/bundle"
cp "$home/trust/root.pem" "$work/pinned.pem"
alone() { CINNABAR_HOME=$work/nowhere $verifier check --offline "$work/bundle" --root "$work/pinned.pem" "$@"; }
exits 0 "bundle and root suffice" alone "$file"
is "... and leave no home" "$(ls -d "$work/nowhere" 2>/dev/null)" ""
exits 4 "... not for a typed code" alone --number "$number" --code "$code"
says 2 "a root without a bundle" "--root FILE goes with --offline BUNDLE" $verifier check --root "$work/pinned.pem" "$file"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=other -out "$work/other.pem" 2> /dev/null
exits 2 "another root opens nothing" $verifier check --offline "$work/bundle" --root "$work/other.pem" "$file"
head -c 100 "$work/bundle/status-0.cwt" > "$work/short" && mv "$work/short" "$work/bundle/status-0.cwt"
says 2 "a damaged file of the bundle is named" "bundle/status-0.cwt: " alone "$file"
echo "1..$count"
