#!/bin/bash
# Lies made from a document that was really issued: each must be refused with the finding its name states and the verdict given.
. "$(dirname "$0")/common.sh"

make -s "$out/tests/forge-papers" > "$work/make.log" 2>&1 || { cat "$work/make.log"; exit 1; }
ok "a home with keys" make_home
ok "documents to forge" import_samples
read -r other _ <<< "$(pick passport)"
for kind in visa identity-link; do
	read -r number _ <<< "$(pick $kind)"
	folder=$work/forged-$kind
	ok "$kind: forgeries are made" "$out/tests/forge-papers" "$work/documents/$number.pdf" "$work/documents/$other.pdf" "$folder"
	cp "$work/out" "$folder/list"
	while read -r verdict code file; do
		$verifier check --home "$home" --json "$folder/$file" > "$work/answer" 2> "$work/err"
		status=$?
		count=$((count + 1))
		if [ $status != 0 ] && grep -qF "\"verdict\":\"$verdict\"" "$work/answer" && grep -qF "\"code\":\"$code\"" "$work/answer"; then
			echo "ok $count - $kind: $file is $verdict"
		else
			echo "not ok $count - $kind: $file, want $verdict (exit $status)"
			grep -o '"verdict":"[^"]*"\|"code":"[^"]*"' "$work/answer" | tr '\n' ' ' | sed 's/^/# /'
			sed 's/^/# /' "$work/err"
			echo
		fi
	done < "$folder/list"
	# Nothing of a file whose signature does not hold is ever shown.
	for file in "$folder"/PADES_DIGEST.*.pdf "$folder"/PDF_KEY_UNKNOWN.*.pdf; do
		$verifier check --home "$home" --json "$file" > "$work/answer" 2>/dev/null
		is "$kind: $(basename "$file") shows no data" "$(grep -c '"document":{' "$work/answer")" 0
	done
	# Saved again by another program: no longer what was issued, but the holder has forged nothing.
	file=$work/documents/$number.pdf
	mkdir "$work/saved-$kind"
	qpdf "$file" "$work/saved-$kind/qpdf.pdf"
	qpdf --linearize "$file" "$work/saved-$kind/linearized.pdf"
	qpdf --object-streams=generate "$file" "$work/saved-$kind/object-streams.pdf"
	qpdf --encrypt "" owner 256 -- "$file" "$work/saved-$kind/encrypted.pdf"
	mutool clean -gggg -z "$file" "$work/saved-$kind/mutool.pdf" > /dev/null 2>&1
	mutool clean -d -a "$file" "$work/saved-$kind/mutool-ascii.pdf" > /dev/null 2>&1
	pdfseparate "$file" "$work/saved-$kind/poppler-%d.pdf" 2> /dev/null
	pdfunite "$file" "$file" "$work/saved-$kind/united.pdf" 2> /dev/null
	for saved in "$work/saved-$kind"/*.pdf; do
		$verifier check --home "$home" --json "$saved" > "$work/answer" 2> /dev/null
		is "$kind: $(basename "$saved") is altered" "$(grep -oE '"verdict":"[a-z]*"|"code":"PDF_KEY_OURS"' "$work/answer" | tr '\n' ' ')" \
			'"verdict":"altered" "code":"PDF_KEY_OURS" '
	done
	pdftocairo -pdf "$file" "$work/printed.pdf"
	$verifier check --home "$home" --json "$work/printed.pdf" > "$work/answer" 2> /dev/null
	is "$kind: printed to a file it is unreadable" "$(grep -oE '"verdict":"[a-z]*"|"code":"[A-Z_]*"' "$work/answer" | tr '\n' ' ')" \
		'"verdict":"unreadable" "code":"PDF_UNSIGNED" '
done
# A file that somebody else signed, with another kind of key, is not a damaged one of ours.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/rsa.key" -out "$work/rsa.pem" -subj "/CN=SPECIMEN stranger" 2> /dev/null
echo text | openssl cms -sign -binary -signer "$work/rsa.pem" -inkey "$work/rsa.key" -outform DER -out "$work/rsa.cms" 2> /dev/null
printf '%%PDF-1.6\n1 0 obj\n<</Type/Sig/ByteRange [0 10 20 30]/Contents<%s>>>\nendobj\n' "$(od -An -tx1 -v "$work/rsa.cms" | tr -d " \n")" > "$work/rsa.pdf"
$verifier check --home "$home" --json "$work/rsa.pdf" > "$work/answer" 2> /dev/null
has "a stranger's RSA signature is forged" "$work/answer" '"verdict":"forged"'
has "and said to be a stranger's" "$work/answer" '"code":"PDF_KEY_UNKNOWN"'
echo "1..$count"
