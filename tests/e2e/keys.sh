#!/bin/bash
# cinnabar-keys by its command line, with openssl as foreign witness. Run from the repository's root after `make`; prints TAP.
set -u
KEYS=${KEYS:-build/release/cinnabar-keys}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
unset CINNABAR_PASSPHRASE CINNABAR_HOME
H=$T/home
P=$T/passphrase
umask 022
n=0

# ok NAME COMMAND...   passes when the command succeeds
ok() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >"$T/out" 2>&1; then echo "ok $n - $name"; else echo "not ok $n - $name"; sed 's/^/# /' "$T/out" | head -5; fi
}
# refused NAME WORDS COMMAND...   exit code 2, exactly one line on stderr that holds these words, nothing on stdout
refused() {
	local name=$1 words=$2 code
	shift 2
	n=$((n + 1))
	"$@" >"$T/out" 2>"$T/err" </dev/null
	code=$?
	if [ $code = 2 ] && [ "$(wc -l <"$T/err")" = 1 ] && [ ! -s "$T/out" ] && grep -qF -- "$words" "$T/err"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name (code $code)"
		sed 's/^/# /' "$T/out" "$T/err" | head -5
	fi
}
holds() { grep -qF -- "$2" <<<"$1"; }
fresh() { rm -rf "$T/copy" && cp -a "$H" "$T/copy"; } # a copy to spoil
keys() { "$KEYS" "$1" --home "$T/copy" "${@:2}"; }
sum() { find "$1" -type f -exec sha256sum {} + | sort; }

printf 'a specimen passphrase\n' >"$P"
chmod 600 "$P"

# ---- init
ok "init makes a home" "$KEYS" init --home "$H" --passphrase-file "$P"
ok "check opens all" "$KEYS" check --home "$H" --passphrase-file "$P"
ok "no folder is left beside" test "$(ls "$H" | tr '\n' ' ')" = "keys trust "
sum "$H" >"$T/before"
refused "init on a home with keys" "there are keys already" "$KEYS" init --home "$H" -p "$P"
sum "$H" >"$T/after"
ok "... changes nothing" cmp "$T/before" "$T/after"
printf 'short\n' >"$T/short"
chmod 600 "$T/short"
refused "passphrase too short" "at least 12 characters" "$KEYS" init --home "$T/new" -p "$T/short"
: >"$T/empty"
chmod 600 "$T/empty"
refused "passphrase empty" "empty" "$KEYS" init --home "$T/new" -p "$T/empty"
cp "$P" "$T/open"
chmod 644 "$T/open"
refused "passphrase file of everybody" "chmod 600" "$KEYS" init --home "$T/new" -p "$T/open"
refused "passphrase file missing" "No such file" "$KEYS" init --home "$T/new" -p "$T/none"
refused "no passphrase and no terminal" "--passphrase-file" setsid "$KEYS" init --home "$T/new"
ok "refused ceremonies leave nothing" test ! -e "$T/new"
ok "passphrase from the environment" env CINNABAR_PASSPHRASE='from the environment' "$KEYS" init --home "$T/env"
refused "... and it must fit" "wrong passphrase" "$KEYS" check --home "$T/env" -p "$P"
# The prompt forgets what was typed before it stood: type until it is taken.
lines() { for _ in $(seq 25); do sleep 1; echo "$1"; done 2>/dev/null; }
prompted() { lines "$1" | timeout 30 script -qec "'$KEYS' check --home '$H'" /dev/null; }
unprompted() { ! prompted "$1"; }
ok "passphrase from the terminal" prompted "a specimen passphrase"
ok "... a wrong one opens nothing" unprompted "a specimen passphrasE"
ok "settings of init go into cinnabar.conf" "$KEYS" init --home "$T/named" -p "$P" --authority-code UTA --authority-en 'Utopia Office' --verify-url https://verify.example
ok "... and into the list" holds "$("$KEYS" show --home "$T/named")" "verify.example"
ok "... and into the certificates" holds "$(openssl x509 -in "$T/named/keys/pdf-seal.pem" -noout -subject)" "O = Utopia Office, OU = SPECIMEN, CN = SPECIMEN Document Seal"
refused "settings where there is a cinnabar.conf" "cinnabar.conf: exists already" "$KEYS" init --home "$T/named" -p "$P" --authority-code UTA

# ---- foreign witness
K=$H/keys
for role in pdf-seal qr-seal status-list; do
	ok "openssl verifies $role" openssl verify -x509_strict -check_ss_sig -CAfile "$H/trust/root.pem" -untrusted "$K/issuing-ca.pem" "$K/$role.pem"
	ok "openssl does not verify $role without the issuing CA" sh -c "! openssl verify -CAfile '$H/trust/root.pem' '$K/$role.pem'"
done
ok "openssl verifies trust-list under the root" openssl verify -x509_strict -CAfile "$H/trust/root.pem" "$K/trust-list.pem"
text() { openssl x509 -in "$K/$1.pem" -noout -text -certopt no_sigdump | tr -s ' \n' ' '; }
arc=1.2.840.113556.1.8000.2554.23117.56036.32786.20254.46457.2410051.15948885.1
ok "root says what a root says" holds "$(text root)" "Basic Constraints: critical CA:TRUE, pathlen:1 X509v3 Key Usage: critical Certificate Sign, CRL Sign"
ok "issuing CA likewise" holds "$(text issuing-ca)" "Basic Constraints: critical CA:TRUE, pathlen:0 X509v3 Key Usage: critical Certificate Sign, CRL Sign"
ok "PDF seal likewise" holds "$(text pdf-seal)" "CA:FALSE X509v3 Key Usage: critical Digital Signature, Non Repudiation X509v3 Extended Key Usage: 1.3.6.1.5.5.7.3.36, E-mail Protection"
ok "QR seal likewise" holds "$(text qr-seal)" "CA:FALSE X509v3 Key Usage: critical Digital Signature X509v3 Extended Key Usage: critical $arc.1"
ok "status list likewise" holds "$(text status-list)" "Digital Signature X509v3 Extended Key Usage: critical $arc.2"
ok "trust list likewise" holds "$(text trust-list)" "Digital Signature X509v3 Extended Key Usage: critical $arc.3"
for role in root issuing-ca pdf-seal qr-seal status-list trust-list; do
	ok "openssl opens the $role key with the passphrase" openssl pkey -in "$K/$role.key" -passin "file:$P" -noout
	ok "... which is the certificate's" cmp <(openssl pkey -in "$K/$role.key" -passin "file:$P" -pubout) <(openssl x509 -in "$K/$role.pem" -noout -pubkey)
done
ok "... and not with another" sh -c "! openssl pkey -in '$K/root.key' -passin pass:wrong -noout"
ok "the box is scrypt with AES-256-CBC" sh -c "openssl asn1parse -in '$K/pdf-seal.key' | grep -q scrypt && openssl asn1parse -in '$K/pdf-seal.key' | grep -q aes-256-cbc"
ok "serial numbers differ" test "$(for f in "$K"/*.pem; do openssl x509 -in "$f" -noout -serial; done | sort -u | wc -l)" = 6
ok "keys differ" test "$(for f in "$K"/*.pem; do openssl x509 -in "$f" -noout -pubkey | sha256sum; done | sort -u | wc -l)" = 6
ok "modes of keys" test "$(stat -c %a "$K" "$K"/*.key | sort | uniq -c | tr -s ' ' | tr '\n' ';')" = " 6 600; 1 700;"

# ---- the verifier's program
verifier=$(dirname "$KEYS")/cinnabar-verifier
ok "the verifier holds the public half" sh -c "nm '$verifier' | grep -q ' [Tt] trust_open'"
ok "... and nothing of the private half" sh -c "! nm '$verifier' | grep -E ' (keyring|pkcs8|ceremony|renewal|passphrase)_'"

# ---- show
ok "show names the specimen" holds "$("$KEYS" show --home "$H")" "(SPECIMEN)"
ok "show gives openssl's fingerprint" holds "$("$KEYS" show --home "$H")" "$(openssl x509 -in "$K/qr-seal.pem" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f)"
want='const d = JSON.parse(require("fs").readFileSync(0)); process.exit(d.specimen && d.certificates.length === 6 && d.sequence === 1 && !d.stale ? 0 : 1)'
ok "show --json is JSON" sh -c "'$KEYS' show --home '$H' --json | node -e '$want'"
mkdir -p "$T/verifier" && cp -a "$H/trust" "$T/verifier"
ok "show works in a verifier's home" "$KEYS" show --home "$T/verifier"

# ---- rotate, revoke, renew
fresh
ok "rotate a seal" keys rotate qr-seal -p "$P"
ok "... the old one is retired" test "$(keys show | grep -c '^qr-seal .*retired')" = 1
ok "... the new one active" test "$(keys show | grep -c '^qr-seal .*active')" = 1
ok "... and another key" sh -c "! cmp '$T/copy/keys/qr-seal.pem' '$K/qr-seal.pem'"
ok "... check still holds" keys check -p "$P"
ok "... openssl verifies it" openssl verify -x509_strict -CAfile "$H/trust/root.pem" -untrusted "$K/issuing-ca.pem" "$T/copy/keys/qr-seal.pem"
ok "rotate the trust list's key" keys rotate trust-list -p "$P"
ok "... check still holds" keys check -p "$P"
refused "rotate the root" "new ceremony" keys rotate root -p "$P"
refused "rotate nothing known" "rotate takes" keys rotate seal -p "$P"
ok "revoke by role" keys revoke-key pdf-seal -p "$P" --at "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
ok "... show says since when" holds "$(keys show)" "revoked from"
refused "... check names it" "pdf-seal key is revoked" keys check -p "$P"
refused "revoke in the future" "future" keys revoke-key qr-seal -p "$P" --at 2999-01-01
refused "revoke at no time" "--at" keys revoke-key qr-seal -p "$P" --at yesterday
refused "revoke an unknown kid" "16 hex digits" keys revoke-key 0011223344556677 -p "$P"
ok "rotate after revocation" keys rotate pdf-seal -p "$P"
ok "... check holds again" keys check -p "$P"
ok "sign the list again" keys trust-list -p "$P"
ok "... its number grows" holds "$(keys show)" "trust list   number 6,"
fresh
printf 'verify.url = https://verify.example\n' >"$T/copy/cinnabar.conf"
refused "configuration names another host" "cinnabar-keys trust-list" keys check -p "$P"
ok "... a new list heals it" sh -c "'$KEYS' trust-list --home '$T/copy' -p '$P' && '$KEYS' check --home '$T/copy' -p '$P'"
printf 'authority.specimen = no\n' >"$T/copy/cinnabar.conf"
refused "specimen keys in production" "not for production" keys check -p "$P"
refused "... cannot be signed again either" "not for production" keys trust-list -p "$P"

# ---- damage
wrong() { printf 'a wrong passphrase\n' >"$T/wrong" && chmod 600 "$T/wrong"; }
wrong
fresh
refused "wrong passphrase" "wrong passphrase" keys check -p "$T/wrong"
refused "wrong passphrase for rotate" "wrong passphrase" keys rotate qr-seal -p "$T/wrong"
ok "... changes nothing" diff -r "$H" "$T/copy"
head -c 200 "$K/pdf-seal.key" >"$T/copy/keys/pdf-seal.key"
refused "truncated key file" "pdf-seal.key: private key file: damaged" keys check -p "$P"
: >"$T/copy/keys/pdf-seal.key"
refused "empty key file" "pdf-seal.key" keys check -p "$P"
rm "$T/copy/keys/pdf-seal.key"
refused "missing key file" "pdf-seal.key: there is no such key file" keys check -p "$P"
mkdir "$T/copy/keys/pdf-seal.key" && chmod 700 "$T/copy/keys/pdf-seal.key"
refused "a folder for a key file" "pdf-seal.key: not a regular file" keys check -p "$P"
fresh
cp "$K/qr-seal.key" "$T/copy/keys/pdf-seal.key"
refused "key of another role" "does not belong" keys check -p "$P"
cp "$K/qr-seal.pem" "$T/copy/keys/pdf-seal.pem"
refused "key and certificate of another role" "not that of a pdf-seal certificate" keys check -p "$P"
fresh
cp "$T/env/keys/pdf-seal.pem" "$T/copy/keys/pdf-seal.pem"
refused "certificate of another home" "names another issuer" keys check -p "$P"
fresh
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/rsa.key" -subj /O=Utopia/CN=RSA -days 30 -out "$T/copy/keys/pdf-seal.pem" 2>/dev/null
refused "RSA certificate" "not ecdsa-with-SHA256" keys check -p "$P"
printf '%s\n' '[x]' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature,nonRepudiation \
	extendedKeyUsage=1.3.6.1.5.5.7.3.36,emailProtection policyConstraints=critical,requireExplicitPolicy:0 >"$T/x.cnf"
openssl req -new -key "$K/pdf-seal.key" -passin "file:$P" -subj /O=Utopia/OU=SPECIMEN/CN=X -out "$T/x.csr" 2>/dev/null
openssl x509 -req -in "$T/x.csr" -CA "$K/issuing-ca.pem" -CAkey "$K/issuing-ca.key" -passin "file:$P" -days 30 -extfile "$T/x.cnf" -extensions x -out "$T/copy/keys/pdf-seal.pem" 2>/dev/null
refused "unknown critical extension" "unknown extension is critical" keys check -p "$P"
fresh
chmod 644 "$T/copy/keys/root.key"
refused "key file of everybody" "root.key: others may read" keys check -p "$P"
fresh
rm "$T/copy/trust/trust-list.cbor"
refused "missing trust list" "no such trust list" keys check -p "$P"
fresh
cp "$T/env/trust/trust-list.cbor" "$T/copy/trust/trust-list.cbor"
refused "trust list of another root" "another root" keys check -p "$P"
refused "... is not shown either" "another root" keys show
fresh
size=$(stat -c %s "$H/trust/trust-list.cbor")
bad=0
for ((at = 0; at < size; at += size / 40)); do
	cp "$H/trust/trust-list.cbor" "$T/copy/trust/trust-list.cbor"
	printf '\377' | dd of="$T/copy/trust/trust-list.cbor" bs=1 seek="$at" conv=notrunc 2>/dev/null
	cmp -s "$H/trust/trust-list.cbor" "$T/copy/trust/trust-list.cbor" && continue
	keys show >"$T/out" 2>"$T/err"
	[ $? = 2 ] && [ "$(wc -l <"$T/err")" = 1 ] && [ ! -s "$T/out" ] || bad=$((bad + 1))
done
ok "trust list damaged in 40 places: one line each" test $bad = 0
refused "no home" "No such file" "$KEYS" check --home "$T/none" -p "$P"
printf 'authority.cod = UTO\n' >"$T/copy/cinnabar.conf"
refused "unknown setting" "cinnabar.conf:1" keys config check
refused "unknown command" "unknown command" "$KEYS" initialise
ok "config show" holds "$("$KEYS" config show --home "$H")" "trust.days = 90  # default"
ok "config check" "$KEYS" config check --home "$H"

# ---- crashes: a ceremony killed anywhere leaves a home that is whole, or one where init can be done
# killed COMMAND...   runs it and kills it at a random point of the time that one run takes, or shortly after
took=0
killed() {
	"$KEYS" "$@" 2>/dev/null &
	local pid=$!
	sleep "$(awk -v t="$took" -v r="$RANDOM" 'BEGIN { print t * (0.5 + r / 32768 * 0.7) }')"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
}
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }
start=$EPOCHREALTIME
"$KEYS" init --home "$T/crash" -p "$P" 2>/dev/null
took=$(since "$start")
bad=0 whole=0
for i in $(seq 1 16); do
	rm -rf "$T/crash"
	killed init --home "$T/crash" -p "$P"
	if [ -e "$T/crash/keys" ]; then whole=$((whole + 1)); else "$KEYS" init --home "$T/crash" -p "$P" 2>/dev/null || bad=$((bad + 1)); fi
	"$KEYS" check --home "$T/crash" -p "$P" >/dev/null 2>&1 || bad=$((bad + 1))
	[ "$(ls "$T/crash" | tr '\n' ' ')" = "keys trust " ] || bad=$((bad + 1))
done
ok "init killed 16 times ($whole after its commit)" test $bad = 0
fresh
start=$EPOCHREALTIME
keys rotate pdf-seal -p "$P" 2>/dev/null
took=$(since "$start")
bad=0
for i in $(seq 1 16); do
	killed rotate pdf-seal --home "$T/copy" -p "$P"
	keys check -p "$P" >/dev/null 2>&1 || bad=$((bad + 1))
	[ "$(keys show | grep -c '^pdf-seal .*active')" = 1 ] || bad=$((bad + 1))
done
ok "rotate killed 16 times ($(($(keys show | grep -c '^pdf-seal') - 2)) after its commit)" test $bad = 0
ok "... no half-made file is left" test "$(find "$T/copy" -name '*.next' -o -name '*.making' | wc -l)" = 0
echo "1..$n"
