#!/bin/bash
# PDF/A-3A and PDF/UA-1: every sample, the hardest names and values, masked and replaced papers, against the rules of tests/conform.
. "$(dirname "$0")/common.sh"
export PYTHONDONTWRITEBYTECODE=1

make_home && import_samples || { echo "not ok 1 - a home with the samples"; exit 1; }
exits 0 "import the hardest values" $issuer import tests/e2e/conform.ndjson --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents"
is "all of them are issued" "$(grep -c '"result":"issued"' "$work/out")" "$(grep -c . tests/e2e/conform.ndjson)"

read -r number code <<< "$(pick identity-link)"
for kind in visa pr-card passport identity-link; do
	grep "\"kind\":\"$kind\"" schemas/samples/records.ndjson | head -n 1 > "$work/record.json"
	exits 0 "$kind: recipient, purpose and mask" $issuer issue "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --out "$work/documents" \
		--recipient "Example Bank 样本银行, Harbour & <North> Branch مثال" --purpose "открыть счёт / open an account 开户" --mask passport_number --proof-days 7
done
grep '"kind":"identity-link"' schemas/samples/records.ndjson | head -n 1 > "$work/record.json"
exits 0 "a successor" $issuer correct "$number" "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --out "$work/documents"

python3 tests/conform/check.py "$work"/documents/*.pdf > "$work/breaches"
is "the checker reads all files" "$?" 0
for file in "$work"/documents/*.pdf; do
	is "$(basename "$file" .pdf): PDF/A-3A and PDF/UA-1" "$(sed -n "s|^$file: ||p" "$work/breaches" | head -n 3)" ""
done

# The checker itself: a broken copy for each rule.
sound=$(grep -la DCTDecode "$work"/documents/*.pdf | head -n 1)
python3 tests/conform/lies.py "$sound" | sed 's/^\(not \)\?ok [0-9]* - /\1ok - checker: /; /^1\.\./d' > "$work/lies"
while read -r line; do
	count=$((count + 1))
	echo "${line/ok -/ok $count -}"
done < "$work/lies"
is "the checker was tried" "$(($(wc -l < "$work/lies") > 180))" 1
echo "1..$count"
