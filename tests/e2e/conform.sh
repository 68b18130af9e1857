#!/bin/bash
# PDF/A-3A and PDF/UA-1: every sample, the hardest names and values, masked and replaced papers, against the rules of tests/conform.
. "$(dirname "$0")/common.sh"
export PYTHONDONTWRITEBYTECODE=1

make_home && import_samples || { echo "not ok 1 - a home with the samples"; exit 1; }
exits 0 "import the hardest values" $issuer import tests/e2e/conform.ndjson --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents"
is "all of them are issued" "$(grep -c '"result":"issued"' "$work/out")" "$(grep -c . tests/e2e/conform.ndjson)"

read -r number code <<< "$(pick identity-link)"
for kind in visa pr-card passport identity-link; do
	grep "\"kind\":\"$kind\"" "$samples" | head -n 1 > "$work/record.json"
	exits 0 "$kind: recipient, purpose and mask" $issuer issue "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --out "$work/documents" \
		--recipient "Example Bank 样本银行, Harbour & <North> Branch مثال" --purpose "открыть счёт / open an account 开户" --mask passport_number --proof-days 7
done
grep '"kind":"identity-link"' "$samples" | head -n 1 > "$work/record.json"
exits 0 "a successor" $issuer correct "$number" "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --out "$work/documents"

# An authority whose names, address and line of help are long, and one whose are short.
address=https://verification.documents.immigration.specimen-federation.example
mkdir -p "$work/long"
cp "$home/passphrase" "$work/long/passphrase"
exits 0 "a home of another address" $keys init --home "$work/long" --passphrase-file "$home/passphrase" --verify-url "$address"
long() {
	local name=$1 en=$2 zh=$3 line_en=$4 line_zh=$5
	exits 0 "$name" env CINNABAR_VERIFY_URL=$address CINNABAR_AUTHORITY_NAME_EN="$en" CINNABAR_AUTHORITY_NAME_ZH="$zh" CINNABAR_AUTHORITY_HELP_EN="$line_en" \
		CINNABAR_AUTHORITY_HELP_ZH="$line_zh" $issuer issue "$work/record.json" --home "$work/long" --passphrase-file "$home/passphrase" --purpose "$name" --out "$work/documents"
}
help="Counter 7, Example House, Harbour Street 1, Specimen City · +000 0000 0000 · Mon–Fri 9:00–17:00 · help@example.org"
help_zh="样本市海港街1号样本大厦7号窗口 电话 000-0000-0000 周一至周五九点至十七点"
long "long names" "Ministère de l'Intérieur & <Test> of the Very United Federation of Examples, General Department of Entry and Residence" \
	"样本联邦共和国内政部出入境与外国人居留事务管理总局办公厅" "$help" "$help_zh"
long "short names" Office 局 "Help: +000" ""
long "two lines of help" "Specimen Office" "样本局" "$help, and in the afternoon also Counter 8 in the other building across the street" "$help_zh$help_zh"

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
