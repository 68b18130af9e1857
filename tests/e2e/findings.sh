#!/bin/bash
# What is presented, and exactly the findings it must get: the codes are what programs of others go by.
. "$(dirname "$0")/common.sh"

ok "a home with keys" make_home
ok "documents" import_samples
ok "published lists" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
bundle=$home/public
read -r number code <<< "$(pick visa)"
read -r _ other <<< "$(pick passport)"
file=$work/documents/$number.pdf
seal=$(seal_of "$file")
body=${seal#*#}
gives() { is "$1: $2" "$(verdict "${@:3}"): $(codes "${@:3}")" "$2"; }

gives "a file" "valid: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD REGISTRY_SAME STATUS_GOOD DATES_GOOD" "$file"
gives "a file offline" "valid: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD STATUS_GOOD DATES_GOOD" --offline "$bundle" "$file"
gives "a seal" "valid: SEAL_KEY_OURS SEAL_SIGNATURE_GOOD STATUS_GOOD DATES_GOOD" --seal "$seal"
gives "a seal offline" "valid: SEAL_KEY_OURS SEAL_SIGNATURE_GOOD STATUS_GOOD DATES_GOOD" --offline "$bundle" --seal "$seal"
gives "number and code" "valid: CODE_MATCHES STATUS_GOOD DATES_GOOD" --number "$number" --code "$code"
gives "number and code offline" "undecided: CODE_NEEDS_REGISTRY" --offline "$bundle" --number "$number" --code "$code"
gives "another document's code" "not_found: CODE_UNKNOWN" --number "$number" --code "$other"
gives "a typing mistake" "unreadable: CODE_TYPING" --number "${number%?}" --code "$code"
gives "no number" "unreadable: INPUT_EMPTY" --number "" --code "$code"
gives "no seal" "unreadable: INPUT_EMPTY" --seal ""
gives "half a seal" "unreadable: SEAL_STRUCTURE" --seal "${body:0:160}"
gives "a seal with a smudge" "unreadable: SEAL_TEXT" --seal "${seal:0:200}?${seal:201}"
gives "another address" "forged: SEAL_HOST" --seal "http://evil.example/v#$body"
: > "$work/nothing.pdf"
gives "an empty file" "unreadable: INPUT_EMPTY" "$work/nothing.pdf"
cp "$work/page.png" "$work/page.pdf"
gives "a picture" "unreadable: INPUT_NOT_PDF" "$work/page.pdf"
head -c 2500000 /dev/zero > "$work/big.pdf"
gives "a large file" "unreadable: INPUT_TOO_LARGE" "$work/big.pdf"
gives "before it was signed" "undecided: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD REGISTRY_SAME SIGNED_LATER STATUS_GOOD DATES_GOOD" --at 2001-01-01 "$file"
gives "long after" "expired: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD REGISTRY_SAME TRUST_STALE STATUS_GOOD STAY_ENDED PROOF_ENDED" --at 2090-01-01 "$file"
sed 's/"surname":"/"surname";"/' "$file" > "$work/json.pdf"
gives "broken data" "altered: PADES_DIGEST PDF_KEY_OURS PDF_PROOF_JSON" "$work/json.pdf"
sed 's/\/ByteRange\[/\/ByteRangf[/' "$file" > "$work/unsigned.pdf"
gives "a file without its signature" "altered: PDF_UNSIGNED PDF_STOCK_OURS" "$work/unsigned.pdf"
printf '%%PDF-1.7\n' > "$work/plain.pdf"
gives "somebody's file" "unreadable: PDF_UNSIGNED" "$work/plain.pdf"

# One made on the same day in a copy of the home: our key, and the registry has not got it.
cp -r "$home" "$work/copy"
$issuer import "$samples" --home "$work/copy" --passphrase-file "$work/copy/passphrase" --recipient "SPECIMEN Bank" --json \
	--out "$work/strange" > "$work/strange.jsonl" 2> /dev/null
strange=$(ls "$work/strange"/*.pdf | head -n 1)
gives "a file that was never issued here" \
	"not_found: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD REGISTRY_ABSENT" "$strange"
sleep 1.1
$keys revoke-key pdf-seal --home "$home" --passphrase-file "$home/passphrase" --at "$(date -u +%FT%TZ)" > /dev/null 2>&1
ok "published again" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
gives "a key withdrawn since" "valid: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD REGISTRY_SAME STATUS_GOOD DATES_GOOD" "$file"
gives "the same offline" "undecided: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD KEY_REVOKED_SINCE STATUS_GOOD DATES_GOOD" --offline "$bundle" "$file"
$issuer suspend "$number" --home "$home" --reason under-review > /dev/null 2>&1
ok "published with a hold" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
gives "a hold offline" "suspended: SEAL_KEY_OURS SEAL_SIGNATURE_GOOD STATUS_SUSPENDED DATES_GOOD" --offline "$bundle" --seal "$seal"
gives "a hold in an old bundle" "undecided: SEAL_KEY_OURS SEAL_SIGNATURE_GOOD STATUS_STALE DATES_GOOD" --offline "$bundle" --seal "$seal" \
	--at "$(date -u -d '+3 days' +%F)"
gives "a hold" "suspended: CODE_MATCHES STATUS_SUSPENDED DATES_GOOD" --number "$number" --code "$code"
# A key that came after the list at hand: the authority's own, and yet not known here. No verdict, and nothing of the file is shown.
cp -r "$home" "$work/before"
ok "a new seal key" $keys rotate pdf-seal --home "$home" --passphrase-file "$home/passphrase"
sed -n 1p "$samples" > "$work/record.json"
ok "a document by it" $issuer issue "$work/record.json" --purpose newer --home "$home" --passphrase-file "$home/passphrase" --out "$work/newer"
newer=$(ls "$work"/newer/*.pdf)
gives "it" "valid: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD REGISTRY_SAME STATUS_GOOD DATES_GOOD" "$newer"
old=(--offline "$work/old" --root "$bundle/root.pem")
cp -r "$bundle" "$work/old"
gives "it beside an older bundle" "undecided: PDF_PROFILE_GOOD PDF_KEY_NEWER" "${old[@]}" "$newer"
is "... which shows nothing of it" "$($verifier check --json "${old[@]}" "$newer" | grep -c '"document"')" 0
sed 's/"surname":"/"surname": /' "$newer" > "$work/newer-changed.pdf"
cp "$home/trust/trust-list.cbor" "$work/newest.cbor"
cp "$work/old/trust-list.cbor" "$home/trust/trust-list.cbor"
gives "it beside a registry that does not know the key" "forged: PDF_PROFILE_GOOD PDF_KEY_UNKNOWN" "$newer"
cp "$work/newest.cbor" "$home/trust/trust-list.cbor"
gives "it, changed" "forged: PADES_DIGEST PDF_KEY_UNKNOWN PDF_PROOF_JSON" "${old[@]}" "$work/newer-changed.pdf"
# Each thing that tells such a key from a stranger's: the authority's own CA, the later day, the signature.
ok "another authority of the same name" $keys init --home "$work/twin" --passphrase-file "$home/passphrase"
ok "a document of it" $issuer issue "$work/record.json" --home "$work/twin" --passphrase-file "$home/passphrase" --out "$work/foreign"
gives "it beside an older bundle" "forged: PDF_PROFILE_GOOD PDF_KEY_UNKNOWN" "${old[@]}" "$work"/foreign/*.pdf
sleep 1.1 # a list of a later second, which leaves the key out
ok "a list without the key, later" $keys rotate qr-seal --home "$work/before" --passphrase-file "$home/passphrase"
cp -r "$work/old" "$work/late"
cp "$work/before/trust/trust-list.cbor" "$work/late/trust-list.cbor"
gives "a key that a later list leaves out" "forged: PDF_PROFILE_GOOD PDF_KEY_UNKNOWN" --offline "$work/late" --root "$bundle/root.pem" "$newer"
python3 - "$newer" "$work/newer-signature.pdf" << 'END'
import sys
file = bytearray(open(sys.argv[1], "rb").read())
last = file.index(b">", file.rindex(b"/Contents<")) - 1
while file[last] == ord("0"):
    last -= 1
at = last - 9 # a digit within s
file[at] = ord("%x" % (int(chr(file[at]), 16) ^ 1))
open(sys.argv[2], "wb").write(file)
END
gives "a newer key's signature with a wrong digit" "forged: PDF_PROFILE_GOOD PDF_KEY_UNKNOWN" "${old[@]}" "$work/newer-signature.pdf"
ok "published again" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
gives "it beside the newest bundle" "valid: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD STATUS_GOOD DATES_GOOD" --offline "$bundle" --root "$bundle/root.pem" "$newer"
echo "1..$count"
