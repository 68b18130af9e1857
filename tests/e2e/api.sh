#!/bin/bash
# The verifier's API by curl: answers, problems, published files, photo, health, log.
. "$(dirname "$0")/common.sh"

port=${API_PORT:-18082}
admin=$((port + 1))
url=http://127.0.0.1:$port
make_home --verify-url "$url" && import_samples || { echo "not ok 1 - a home with the samples"; exit 1; }
exits 0 "publish" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
$verifier serve --home "$home" --listen "127.0.0.1:$port" --admin-listen "127.0.0.1:$admin" > "$work/serve.log" 2>&1 &
background=$!
ok "the server answers" curl -sf --retry 20 --retry-delay 1 --retry-connrefused -o /dev/null "$url/"

read -r number code <<< "$(pick visa)"
file=$work/documents/$number.pdf
seal=$(seal_of "$file")
# post TYPE DATA [curl options]: body into $work/body, prints the status
post() { curl -s -o "$work/body" -w '%{http_code}' -H "Content-Type: $1" --data-binary "$2" "${@:3}" "$url/v1/verify"; }

is "a PDF" "$(post application/pdf "@$file") $(json verdict < "$work/body")" "200 valid"
$verifier check --home "$home" --json "$file" > "$work/cli.json"
strip() { node -e 'const a=JSON.parse(require("fs").readFileSync(process.argv[1],"utf8"));delete a.checked_at;delete a.status_as_of;console.log(JSON.stringify(a))' "$1"; }
is "says over HTTP what the command line says" "$(strip "$work/body")" "$(strip "$work/cli.json")"
is "its keys are the documented ones" "$(node -e 'console.log(Object.keys(JSON.parse(require("fs").readFileSync(process.argv[1]))).join())' "$work/body")" \
	"verdict,etsi,text,findings,document,signed_at,status_as_of,checked_at,utc_offset,specimen"
is "a seal" "$(post application/json "{\"seal\":\"$seal\"}") $(json verdict < "$work/body")" "200 valid"
is "the same seal again" "$(post application/json "{\"seal\":\"$seal\"}") $(json verdict < "$work/body")" "200 valid"
wrapped=$(fold -w 76 <<< "$seal")
is "a seal that a mail program wrapped" "$(post application/json "{\"seal\":\"${wrapped//$'\n'/\\r\\n}\"}") $(json verdict < "$work/body")" "200 valid"
is "typed with gaps" "$(post application/json "{\"seal\":\"${wrapped//$'\n'/ }\"}") $(json verdict < "$work/body")" "200 valid"
is "pasted into the form" "$(curl -s --data-urlencode "seal=$wrapped" "$url/check" | grep -c '>valid (EN 319 102-1: passed)')" 1
is "number and code" "$(post application/json "{\"number\":\"$number\",\"code\":\"$code\"}") $(json verdict < "$work/body")" "200 valid"
is "shows its numbers cut" "$(json document.numbers_shortened < "$work/body")" true
is "a wrong code" "$(post application/json "{\"number\":\"$number\",\"code\":\"$(pick passport | cut -d' ' -f2)\"}") $(json verdict < "$work/body")" "200 not_found"
has "has no document" <(grep -c '"document"' "$work/body" || true) 0
cp "$work/body" "$work/wrong"
other=$(pick passport | cut -d' ' -f1)
post application/json "{\"number\":\"$other\",\"code\":\"$code\"}" > /dev/null
is "an unknown pair reads the same" "$(strip "$work/body")" "$(strip "$work/wrong")"
is "in Chinese on request" "$(post application/json "{\"seal\":\"$seal\"}" -H 'Accept-Language: zh-CN'; json text < "$work/body")" "200真实且现行有效。"
mark=$'\xef\xbb\xbf'
is "a byte-order mark before the JSON" "$(post application/json "$mark{\"number\":\"$number\",\"code\":\"$code\"}") $(json verdict < "$work/body")" "200 valid"
is "or before a seal" "$(post application/json "$mark{\"seal\":\"$seal\"}") $(json verdict < "$work/body")" "200 valid"
foreign=${seal/127.0.0.1/evil.example}
is "a seal that points elsewhere" "$(post application/json "{\"seal\":\"$foreign\"}") $(json verdict < "$work/body")" "200 forged"

# Problems: RFC 9457, each with its code.
problem() { is "$1" "$2 $(json code < "$work/body") $(json status < "$work/body")" "$3"; }
problem "broken JSON" "$(post application/json '{"seal":')" "400 JSON 400"
problem "a member too many" "$(post application/json '{"seal":"A","number":"B"}')" "400 REQUEST 400"
problem "a number alone" "$(post application/json '{"number":"B"}')" "400 REQUEST 400"
problem "another type" "$(post text/plain hello)" "415 CONTENT_TYPE 415"
head -c 2200000 /dev/zero > "$work/large"
is "a body over the limit" "$(post application/pdf "@$work/large")" 413
is "an unknown path" "$(curl -s -o "$work/body" -w '%{http_code} %{content_type}' "$url/nothing")" "404 application/problem+json"
is "to a person a page" "$(curl -s -H 'Accept: text/html' -o "$work/body" -w '%{http_code} %{content_type}' "$url/nothing")" "404 text/html; charset=utf-8"
is "nothing to send to either" "$(curl -s -o "$work/body" -w '%{http_code}' -d a=b "$url/nothing")" 404
is "a wrong method" "$(curl -s -o "$work/body" -w '%{http_code}' "$url/v1/verify")" 405
is "a path does not become a file name" "$(curl -s --path-as-is -o "$work/body" -w '%{http_code}' "$url/assets/../../keys/root.key")" 404

# Published files.
is "the trust list is the published one" "$(curl -s "$url/v1/trust-list" | sha256sum)" "$(sha256sum < "$home/public/trust-list.cbor")"
curl -s -D "$work/head" -o "$work/list" "$url/v1/status/0"
is "so is the status list" "$(sha256sum < "$work/list")" "$(sha256sum < "$home/public/status-0.cwt")"
has "with its media type" "$work/head" "application/statuslist+cwt"
has "for any page" "$work/head" "Access-Control-Allow-Origin: *"
etag=$(sed -n 's/^[Ee][Tt]ag: \(.*\)\r$/\1/p' "$work/head")
is "unchanged when asked again" "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$url/v1/status/0")" 304
is "no list of that number" "$(curl -s -o /dev/null -w '%{http_code}' "$url/v1/status/7")" 404
is "nor one of that spelling" "$(curl -s -o /dev/null -w '%{http_code}' "$url/v1/status/00")" 404
is "no history" "$(curl -s -o /dev/null -w '%{http_code}' "$url/v1/status/0?time=1")" 501
is "one of several tags, weak too" "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: \"x\", W/$etag" "$url/v1/status/0")" 304
is "another tag" "$(curl -s -o /dev/null -w '%{http_code}' -H 'If-None-Match: "x"' "$url/v1/status/0")" 200

# Pages of other origins: what they may ask, what they may read of the answer. Never with credentials.
origin="Origin: https://bank.example"
headers() { curl -s -D "$work/head" -o "$work/body" "$@"; tr -d '\r' < "$work/head" > "$work/head.txt"; }
for path in /v1/verify /v1/trust-list /v1/root.pem /v1/status/0; do
	headers -X OPTIONS -H "$origin" -H "Access-Control-Request-Method: POST" -H "Access-Control-Request-Headers: content-type" "$url$path"
	is "preflight of $path" "$(head -n 1 "$work/head.txt") $(sed -n 's/^Access-Control-Allow-Headers: //p;s/^Access-Control-Allow-Methods: //p' "$work/head.txt" | tr '\n' ' ')" \
		"HTTP/1.1 204 No Content GET, POST Content-Type, If-None-Match "
done
is "the form takes none" "$(curl -s -o /dev/null -D - -X OPTIONS -H "$origin" -H "Access-Control-Request-Method: POST" "$url/check" | grep -ci access-control)" 0
for path in /v1/trust-list /v1/root.pem /v1/status/0 /v1/status/7 "/v1/status/0?time=1"; do
	headers -H "$origin" "$url$path"
	has "$path may be read" "$work/head.txt" "Access-Control-Allow-Origin: *"
	has "$path: with its tag" "$work/head.txt" "Access-Control-Expose-Headers: ETag, Retry-After, X-Request-Id"
	headers -I -H "$origin" "$url$path"
	has "$path: HEAD too" "$work/head.txt" "Access-Control-Allow-Origin: *"
done
headers -I "$url/v1/trust-list"
has "HEAD tells the length" "$work/head.txt" "Content-Length: $(stat -c %s "$home/public/trust-list.cbor")"
headers -H "$origin" -H "If-None-Match: $etag" "$url/v1/status/0"
has "an unchanged list too" "$work/head.txt" "Access-Control-Allow-Origin: *"
has "and may be kept for minutes" "$work/head.txt" "Cache-Control: public, max-age=300"
ask() { headers -H "$origin" -H 'Content-Type: application/json' -d "$1" "$url/v1/verify" "${@:2}"; }
for i in 1 2 3; do
	ask "{\"seal\":\"$seal\"}"
	has "an answer ($i)" "$work/head.txt" "Access-Control-Allow-Origin: *"
	has "is not kept ($i)" "$work/head.txt" "Cache-Control: no-store"
done
ask '{"seal":'
has "a refusal" "$work/head.txt" "Access-Control-Allow-Origin: *"
headers -H "$origin" -H 'Content-Type: application/pdf' --data-binary "@$work/large" "$url/v1/verify"
has "a body over the limit" "$work/head.txt" "Access-Control-Allow-Origin: *"
is "no credentials anywhere" "$(grep -ci credentials "$work/head.txt")" 0
ask "{\"seal\":\"$seal\"}" -H 'Accept: text/html'
is "the page's own part is not for others" "$(grep -ci access-control-allow "$work/head.txt")" 0
headers -H "$origin" "$url/"
is "nor the page" "$(grep -ci access-control-allow "$work/head.txt")" 0

# A person's form gets a page, a program its problem.
browser='Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
sent() { curl -s -o "$work/page" -w '%{http_code} %{content_type}' -H "$browser" "$@"; }
page="text/html; charset=utf-8"
head -c 3000000 /dev/zero > "$work/three.pdf"
: > "$work/nothing.pdf"
printf '\377\330\377\340 a photo' > "$work/photo.jpg"
printf 'PK\003\004 a letter' > "$work/letter.docx"
is "3 MB in the form" "$(sent -F "pdf=@$work/three.pdf" "$url/check")" "413 $page"
has "says so" "$work/page" "The file is too large"
is "in Chinese" "$(sent -F "pdf=@$work/three.pdf" "$url/check?lang=zh")" "413 $page"
has "too" "$work/page" "文件过大"
is "sent in chunks" "$(sent -H 'Transfer-Encoding: chunked' -F "pdf=@$work/three.pdf" "$url/check")" "413 $page"
is "a little over the limit" "$(head -c 2130000 /dev/zero > "$work/little"; sent -F "pdf=@$work/little" "$url/check")" "413 $page"
is "an empty file" "$(sent -F "pdf=@$work/nothing.pdf" "$url/check")" "400 $page"
has "is named" "$work/page" "The file you chose is empty."
is "no file" "$(sent -F "pdf=@$work/nothing.pdf;filename=" "$url/check?lang=zh")" "400 $page"
has "is named, in Chinese" "$work/page" "尚未选择文件。"
is "a code alone" "$(sent -d "number=&code=$code" "$url/check")" "400 $page"
has "asks for the number" "$work/page" "The document number is missing."
has "and keeps what was typed" "$work/page" "value=\"$code\""
is "a form of no known kind" "$(sent -H 'Content-Type: text/plain' -d x "$url/check")" "415 $page"
is "a torn form" "$(sent -H 'Content-Type: multipart/form-data; boundary=b' -d '--b' "$url/check")" "400 $page"
is "a photo" "$(sent -F "pdf=@$work/photo.jpg" "$url/check")" "200 $page"
has "is told to be no PDF" "$work/page" "This file is not a PDF document."
is "a letter" "$(sent -F "pdf=@$work/letter.docx" "$url/check")" "200 $page"
has "as well" "$work/page" "This file is not a PDF document."
is "a page that is not there" "$(sent "$url/nothing")" "404 $page"
slowly() { exec 3<>"/dev/tcp/127.0.0.1/$port"; printf 'POST /check HTTP/1.1\r\nHost: a\r\n%s\r\nContent-Length: 99\r\n\r\nx' "$browser" >&3; timeout 45 cat <&3; }
is "a form that arrives too slowly" "$( (slowly) | tr -d '\r' | grep -aE '^HTTP|^Content-Type' | tr '\n' ' ')" "HTTP/1.1 408 Request Timeout Content-Type: $page "
is "a program that asks for JSON" "$(curl -s -o /dev/null -w '%{http_code} %{content_type}' -H 'Accept: application/json' -F "pdf=@$work/three.pdf" "$url/check")" \
	"413 application/problem+json"
is "the API" "$(curl -s -o /dev/null -w '%{http_code} %{content_type}' -H 'Content-Type: application/pdf' --data-binary "@$work/three.pdf" "$url/v1/verify")" \
	"413 application/problem+json"
is "a form too many" "$(for i in $(seq 100); do sent -D "$work/head" -d "code=1" "$url/share" | grep 429 && break; done)" "429 $page"
has "says to wait" "$work/page" "Too many checks in a short time"
is "and when" "$(tr -d '\r' < "$work/head" | grep -cE '^Retry-After: [0-9]+$')" 1
sleep 5

mkdir "$work/bundle"
cp "$home/public/root.pem" "$work/bundle/"
curl -s -o "$work/bundle/trust-list.cbor" "$url/v1/trust-list"
cp "$work/list" "$work/bundle/status-0.cwt"
exits 0 "what was fetched is a bundle for offline checks" $verifier check --home "$home" --offline "$work/bundle" "$file"

# A change shows at once, also for a seal that was seen before: often enough, by now, that every thread has its answer in memory.
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do post application/json "{\"seal\":\"$seal\"}" > /dev/null; done
post application/json "{\"seal\":\"$seal\"}" > /dev/null
cp "$work/body" "$work/kept"
sleep 1.1
post application/json "{\"seal\":\"$seal\"}" > /dev/null
is "an answer from memory is the command line's" "$(strip "$work/body")" "$($verifier check --home "$home" --json --seal "$seal" > "$work/cli.json"; strip "$work/cli.json")"
is "with instants of its own" "$([ "$(json checked_at < "$work/kept")" \< "$(json checked_at < "$work/body")" ] && json status_as_of < "$work/body")" "$(json checked_at < "$work/body")"
exits 0 "suspend beside the running server" $issuer suspend "$number" --home "$home"
is "the seal is suspended" "$(post application/json "{\"seal\":\"$seal\"}") $(json verdict < "$work/body")" "200 suspended"
exits 0 "reinstate" $issuer reinstate "$number" --home "$home"
is "and valid again" "$(post application/json "{\"seal\":\"$seal\"}") $(json verdict < "$work/body")" "200 valid"
exits 0 "mark" $issuer mark "$number" --home "$home"
post application/json "{\"seal\":\"$seal\"}" > /dev/null
has "the mark of correction shows" "$work/body" UNDER_CORRECTION
exits 0 "clear the mark" $issuer mark "$number" --clear --home "$home"
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do post application/json "{\"seal\":\"$seal\"}" > /dev/null; done
has "and goes" <(grep -c UNDER_CORRECTION "$work/body" || true) 0

# The page shows the holder's photo, the API does not.
read -r pictured its_code <<< "$(sed -n 's/.*"line":1,.*"number":"\([^"]*\)","code":"\([^"]*\)".*/\1 \2/p' "$work/import.jsonl")"
photo=$(sed -n 1p "$samples" | json holder.photo)
curl -s -o "$work/page" -d "number=$pictured&code=$its_code" "$url/check"
is "the photo on the page is the record's" "$(grep -o 'base64,[^"]*' "$work/page" | cut -d, -f2 | sha256sum)" "$(echo "$photo" | sha256sum)"
is "a wrong code shows none" "$(curl -s -d "number=$pictured&code=$(pick passport | cut -d' ' -f2)" "$url/check" | grep -c 'base64,')" 0
sed 's/Specimen/Specimeu/' "$work/documents/$pictured.pdf" > "$work/altered.pdf"
is "an altered file shows none" "$(curl -s -F "pdf=@$work/altered.pdf;type=application/pdf" "$url/check" | grep -c 'base64,')" 0

for typed in / /v /v/ "/v/?lang=zh"; do
	is "the page at $typed" "$(curl -s -o /dev/null -w '%{http_code} %{content_type}' "$url$typed")" "200 text/html; charset=utf-8"
done

# Health and figures stand on the admin address alone.
is "livez" "$(curl -s -w '%{http_code}' "http://127.0.0.1:$admin/livez")" "ok
200"
is "readyz" "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$admin/readyz")" 200
curl -s -o "$work/metrics" "http://127.0.0.1:$admin/metrics"
has "metrics count the verdicts" "$work/metrics" 'cinnabar_verdicts_total{verdict="forged"} 1'
is "not on the public address" "$(curl -s -o /dev/null -w '%{http_code}' "$url/metrics")" 404

# A new trust list is read by the running server within five seconds, and what was kept under the old one is gone.
exits 0 "revoke the key of the seals" $keys revoke-key qr-seal --home "$home" --passphrase-file "$home/passphrase" --at 2020-01-01
for i in 1 2 3 4 5 6 7 8; do
	sleep 1
	post application/json "{\"seal\":\"$seal\"}" > /dev/null
	[ "$(json verdict < "$work/body")" = valid ] || break
done
is "a seal seen before is forged by the new list" "$(json verdict < "$work/body")" forged

# Ctrl-C under `make run`: the terminal tells the server, and so does the script. A request on its way gets its answer.
curl -s --limit-rate 30k -o "$work/late" -H 'Content-Type: application/pdf' --data-binary @"$file" "$url/v1/verify" &
late=$!
sleep 0.5
kill -INT $background
kill -TERM $background
wait $background
is "SIGINT and SIGTERM together stop it cleanly" "$?" 0
wait $late
is "... and a request that had begun was answered" "$?$(json verdict < "$work/late")" "0$(json verdict < <($verifier check --home "$home" --json "$file"))"
background=""
payload=${seal##*#}
is "the log holds no number, code, seal or name" "$(grep -cE "$number|$code|${payload:0:40}|SPECIMEN|ANNA" "$work/serve.log")" 0
has "but a line a request" "$work/serve.log" "route=/v1/verify status=200"

# As README's "Two users" says, word for word, in a home of production.
as_verifier="setpriv --reuid 65534 --regid 65534 --groups 65533"
chmod 755 "$work"
if [ "$(id -u)" = 0 ] && $as_verifier "$(realpath $verifier)" --version > /dev/null 2>&1; then
	rm -rf "$home/checks"
	(cd "$home" && chgrp 65533 . cinnabar.conf; chgrp -R 65533 registry trust public; chmod 750 .; chmod 2750 registry trust public
		install -d -o 65534 -g 65533 -m 2750 seen && echo "checks.folder = seen/checks" >> cinnabar.conf)
	$as_verifier "$(realpath $verifier)" serve --home "$home" --listen "127.0.0.1:$port" --admin-listen "127.0.0.1:$admin" > "$work/other.log" 2>&1 &
	background=$!
	ok "the verifier's own user serves" curl -sf --retry 20 --retry-delay 1 --retry-connrefused -o /dev/null "http://127.0.0.1:$admin/readyz"
	is "... and answers from the registry" "$(post application/json "{\"number\":\"$number\",\"code\":\"$code\"}") $(json verdict < "$work/body")" "200 valid"
	is "... keeps what it writes for the group" "$(stat -c %g "$home/seen/checks/data.mdb")" 65533
	exits 1 "... and reads no key" $as_verifier cat "$home/keys/pdf-seal.key"
	kill -TERM $background
	wait $background
	background=""
else
	skip "the verifier's own user serves" "not root, or the programs lie where no other user may go"
fi
echo "1..$count"
