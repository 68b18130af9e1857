# Sourced by the end-to-end tests: TAP lines, a home in a temporary folder, the programs.
# CINNABAR_OUT names the build to test (default build/release).
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export LC_ALL=C.UTF-8
out=${CINNABAR_OUT:-build/release}
keys=$out/cinnabar-keys issuer=$out/cinnabar-issuer verifier=$out/cinnabar-verifier
work=$(mktemp -d)
home=$work/home
count=0
background=""
samples=$work/samples.ndjson # the sample records, in force today

cleanup() {
	[ -z "$background" ] || kill $background 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
node tests/e2e/samples.mjs schemas/samples/records.ndjson > "$samples" || exit 1

# ok NAME COMMAND...: passes when the command succeeds.
ok() {
	local name=$1
	shift
	count=$((count + 1))
	if "$@" > "$work/out" 2> "$work/err"; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name (code $?)"
		sed 's/^/# /' "$work/out" "$work/err" | head -n 20
	fi
}

# exits CODE NAME COMMAND...: passes when the command ends with exactly this code.
exits() {
	local want=$1 name=$2
	shift 2
	count=$((count + 1))
	"$@" > "$work/out" 2> "$work/err"
	local code=$?
	if [ "$code" = "$want" ]; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name (code $code, want $want)"
		sed 's/^/# /' "$work/out" "$work/err" | head -n 20
	fi
}

# is NAME GOT WANT
is() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1: got \"$2\", want \"$3\""
	fi
}

# has NAME FILE TEXT: the file holds the text.
has() {
	count=$((count + 1))
	if grep -qF -- "$3" "$2"; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1: no \"$3\""
		head -n 10 "$2" | sed 's/^/# /'
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# Value of a top-level or nested key in one line of JSON on standard input: json verdict
json() {
	node -e 'let v=JSON.parse(require("fs").readFileSync(0,"utf8"));for(const k of process.argv[1].split("."))v=v==null?v:v[k];
	console.log(v===undefined||v===null?"":typeof v==="object"?JSON.stringify(v):v)' "$1"
}

# A specimen home with keys, and the samples issued; numbers and codes in $work/import.jsonl, files in $work/documents.
make_home() {
	mkdir -p "$home"
	(umask 077; echo "correct horse battery specimen" > "$home/passphrase")
	$keys init --home "$home" --passphrase-file "$home/passphrase" "$@" > "$work/init.log" 2>&1 || { cat "$work/init.log"; return 1; }
}
import_samples() {
	$issuer import "$samples" --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents" "$@" \
		> "$work/import.jsonl" 2> "$work/import.log" || { cat "$work/import.jsonl" "$work/import.log"; return 1; }
}
# First issued number and code of a kind: pick visa
pick() { sed -n "s/.*\"result\":\"issued\",\"kind\":\"$1\",\"number\":\"\([^\"]*\)\",\"code\":\"\([^\"]*\)\".*/\1 \2/p" "$work/import.jsonl" | head -n 1; }
# Verdict and finding codes of a check.
verdict() { $verifier check --home "$home" --json "$@" 2>/dev/null | json verdict; }
codes() { $verifier check --home "$home" --json "$@" 2>/dev/null | node -e 'console.log(JSON.parse(require("fs").readFileSync(0,"utf8")).findings.map(f=>f.code).join(" "))'; }
# Text of the QR on the first page.
seal_of() { pdftoppm -r "${2:-150}" -png -singlefile "$1" "$work/page" && zbarimg -q --raw --oneshot -Sdisable -Sqrcode.enable "$work/page.png" 2>/dev/null; }
