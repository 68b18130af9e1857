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
done
echo "1..$count"
