#!/bin/bash
# Foreign programs look at our files: pdfsig, qpdf, mutool, pdftotext, zbarimg, openssl.
. "$(dirname "$0")/common.sh"

make_home && import_samples || { echo "not ok 1 - a home with the samples"; exit 1; }
nss=$work/nss
mkdir "$nss"
certutil -N -d "sql:$nss" --empty-password 2>/dev/null
certutil -A -d "sql:$nss" -n root -t "CT,C,C" -i "$home/trust/root.pem"

# The CMS inside a file, and the bytes it covers.
split_signature() {
	node -e '
		const fs = require("fs"), file = fs.readFileSync(process.argv[1]), text = file.toString("latin1");
		const [, a, b, c, d] = text.match(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/).map(Number);
		const cms = Buffer.from(text.slice(b + 1, c - 1), "hex"), size = 4 + cms.readUInt16BE(2);
		fs.writeFileSync(process.argv[2] + "/cms.der", cms.subarray(0, size));
		fs.writeFileSync(process.argv[2] + "/covered", Buffer.concat([file.subarray(a, b), file.subarray(c, c + d)]));
	' "$1" "$work"
}

for kind in visa pr-card passport identity-link; do
	read -r number code <<< "$(pick $kind)"
	file=$work/documents/$number.pdf
	pdfsig -nssdir "sql:$nss" "$file" > "$work/pdfsig" 2>/dev/null
	has "$kind: pdfsig: valid" "$work/pdfsig" "Signature Validation: Signature is Valid."
	has "$kind: pdfsig: trusted" "$work/pdfsig" "Certificate Validation: Certificate is Trusted."
	has "$kind: pdfsig: the total document" "$work/pdfsig" "Total document signed"
	is "$kind: pdfsig: one signature" "$(grep -c '^Signature #' "$work/pdfsig")" 1
	ok "$kind: qpdf" qpdf --check "$file"
	is "$kind: qpdf warns of nothing" "$(qpdf --check "$file" 2>&1 | grep -ci warning)" 0
	mutool draw -q -r 50 -o "$work/m.png" "$file" > "$work/mutool" 2>&1
	is "$kind: mutool draws and complains of nothing" "$?:$(grep -vc 'ICC support is not available' "$work/mutool")" "0:0"
	split_signature "$file"
	ok "$kind: openssl cms" openssl cms -verify -binary -inform DER -in "$work/cms.der" -content "$work/covered" -CAfile "$home/trust/root.pem" \
		-purpose any -out /dev/null
	printf x >> "$work/covered"
	exits 4 "$kind: openssl cms refuses one byte more" openssl cms -verify -binary -inform DER -in "$work/cms.der" -content "$work/covered" \
		-CAfile "$home/trust/root.pem" -purpose any -out /dev/null
	first=""
	for dpi in 72 150 300; do
		seal=$(seal_of "$file" $dpi)
		exits 0 "$kind: zbarimg reads the seal at $dpi dpi and it is valid" $verifier check --home "$home" --seal "${seal:-none}"
		[ -z "$first" ] && first=$seal
		is "$kind: the same text at $dpi dpi" "$seal" "$first"
	done
done

# Every sample: text, seal and profile, whatever its script or length.
while read -r number; do
	file=$work/documents/$number.pdf
	$verifier check --home "$home" --json "$file" > "$work/answer.json" 2>/dev/null
	pdftotext "$file" "$work/text"
	kind=$(json document.kind < "$work/answer.json")
	line=$(sed -n "s/.*\"line\":\([0-9]*\),.*$number.*/\1/p" "$work/import.jsonl")
	ok "record $line ($kind): the text of the PDF is the record" node tests/e2e/text.mjs "$work/answer.json" "$work/text"
	seal=$(seal_of "$file" 150)
	$verifier check --home "$home" --json --seal "${seal:-none}" > "$work/seal.json" 2>/dev/null
	is "record $line ($kind): the seal is valid and names the same document" "$(json verdict < "$work/seal.json") $(json document.number < "$work/seal.json")" \
		"$(json verdict < "$work/answer.json") $number"
	is "record $line ($kind): qpdf" "$(qpdf --check "$file" > /dev/null 2>&1; echo $?)" 0
	is "record $line ($kind): at most 80,000 bytes and the photo" "$(($(wc -c < "$file") > 80000 + 62000))" 0
done < <(sed -n 's/.*"result":"issued".*"number":"\([^"]*\)".*/\1/p' "$work/import.jsonl")
# A hyphen that ends a line is taken for hyphenation and dropped by pdftotext: names and remarks keep theirs, wherever the line ends.
node -e '
	for (let n = 36; n < 50; n++) {
		const word = "Specimen".repeat(7).slice(0, n - 30);
		console.log(JSON.stringify({ kind: "visa", holder: { surname: "SPECIMEN".repeat(7).slice(0, n) + "-AND-SAMPLE", given_names: "HYPHEN", birth_date: "1980-01-01",
			sex: "X", nationality: "UTO" }, number: "HY0000" + n, type: "visa", category: "L", entries: 1, enter_before: "2061-01-31", days: 30, issued: "2026-01-02",
			passport_number: "H00000" + n, remarks: (word + " - ").repeat(18).slice(0, 180).trim() + "x" }));
	}' > "$work/hyphens.ndjson"
$issuer import "$work/hyphens.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents" > "$work/hyphens.jsonl" 2> "$work/import.log"
is "names with hyphens are issued" "$(grep -c '"result":"issued"' "$work/hyphens.jsonl")" 14
lost=""
while read -r number; do
	$verifier check --home "$home" --json "$work/documents/$number.pdf" > "$work/answer.json" 2>/dev/null
	pdftotext "$work/documents/$number.pdf" "$work/text"
	node tests/e2e/text.mjs "$work/answer.json" "$work/text" > "$work/lost" || lost="$lost $number: $(cat "$work/lost")"
done < <(sed -n 's/.*"number":"\([^"]*\)".*/\1/p' "$work/hyphens.jsonl")
is "no hyphen is lost at the end of a line" "$lost" ""

# Names of many scripts, with vowels, tones and brackets: the text is the name character by character, also its spaces and the order of its marks.
node -e '
	const names = require("fs").readFileSync("tests/e2e/names.txt", "utf8").trim().split("\n");
	names.forEach((native_name, i) => console.log(JSON.stringify({ kind: "passport", holder: { surname: "SPECIMEN", native_name, birth_date: "1980-01-01", sex: "X",
		nationality: "UTO" }, number: "NA0000" + (10 + i), state: "UTO", issued: "2026-01-02", expires: "2036-01-01" })));
	' > "$work/names.ndjson"
$issuer import "$work/names.ndjson" --home "$home" --passphrase-file "$home/passphrase" --json --jobs 1 --out "$work/documents" > "$work/names.jsonl" 2> "$work/import.log"
is "names of many scripts are issued" "$(grep -c '"result":"issued"' "$work/names.jsonl")" "$(grep -c . tests/e2e/names.txt)"
while read -r line number; do
	name=$(sed -n "${line}p" tests/e2e/names.txt)
	pdftotext "$work/documents/$number.pdf" "$work/text"
	is "$name: is in the text" "$(grep -cF -- "$name" "$work/text")" 1
done < <(sed -n 's/.*"line":\([0-9]*\),.*"number":"\([^"]*\)".*/\1 \2/p' "$work/names.jsonl")
echo "1..$count"
