#!/bin/bash
# The portal in Chromium against real servers: tests/web/portal on a specimen home with issuer, verifier and portal. $1: part of the tests' names.
. "$(dirname "$0")/common.sh"

portal=$out/cinnabar-portal
port=${PORTAL_PORT:-18102}
# Passkeys want a name: an address of figures is none (WebAuthn 5.1.2).
url=http://localhost:$port
verify=http://127.0.0.1:${VERIFY_PORT:-18103}
sign_in=$out/tests/tools/sign_in

if [ ! -d tests/web/node_modules/playwright-core ]; then
	ok "npm fetches the browser's driver and axe" npm --prefix tests/web ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
ok "the tools of the tests" make -s VARIANT="$(basename "$out")" "$sign_in"
ok "a home" make_home --verify-url "$verify"
ok "the sample records" import_samples
ok "records that end around today" sh -c "node tests/web/portal/records.mjs > '$work/records.ndjson' &&
	$issuer import '$work/records.ndjson' --home '$home' --passphrase-file '$home/passphrase' --operator tester"
ok "the sample offices" $issuer offices import schemas/samples/offices.ndjson --home "$home"
ok "the sample applications" $issuer application import schemas/samples/applications.ndjson --home "$home" --operator tester
ok "published" $issuer publish --home "$home" --passphrase-file "$home/passphrase"

# Accounts that are signed in: session NAME CONTACT RIGHTS IDENTITY...
session() {
	local name=$1
	shift
	$sign_in "$home" "$@" > "$work/$name.session" || return 1
	awk -v name="$name" 'NR == 1 { printf "\"%s\":{\"cookie\":\"%s\",\"persons\":{", name, $0 } NR > 1 { printf "%s\"%s\":\"%s\"", (NR > 2 ? "," : ""), $1, $2 }
		END { printf "}}" }' "$work/$name.session"
}
sessions=$(
	session anna anna@example.org own visa:EV1234567 && echo ,
	session clara clara@example.org own pr-card:93199919900615028X && echo ,
	session berta berta@example.org own visa:RPT000003 && echo ,
	session helper helper@example.org 15 visa:RPT000003 visa:EVT00004 visa:LONGNUMBER012345 && echo ,
	session looker looker@example.org 1 visa:EV1234567 && echo ,
	session nobody nobody@example.org own
	# Those who walk through every page, once for each way (tests/web/portal/way.mjs).
	for way in en zh ar; do
		eval "$(node tests/web/portal/records.mjs "$way")"
		echo , && session "full-$way" "full-$way@example.org" own "visa:$permit" && echo , &&
			session "hand-$way" "hand-$way@example.org" 15 "visa:$permit" "visa:$child" "visa:$parent" && echo , &&
			session "look-$way" "look-$way@example.org" 1 "visa:$permit" && echo , && session "giver-$way" "giver-$way@example.org" own "visa:$parent" && echo , &&
			session "asker-$way" "asker-$way@example.org" own && echo , && session "ender-$way" "ender-$way@example.org" own
	done
)
is "people are signed in" "$(printf '{%s}' "$sessions" | json nobody.persons)" "{}"
printf '{"base":"%s","verify":"%s","home":"%s","outbox":"%s","issuer":"%s","sessions":{%s}}\n' "$url" "$verify" "$home" "$home/outbox" "$issuer" "$sessions" \
	> "$work/world.json"

$issuer serve --home "$home" --passphrase-file "$home/passphrase" > "$work/issuer.log" 2>&1 &
issuing=$!
CINNABAR_VERIFIER_BURST=100000 CINNABAR_VERIFIER_RATE=100000 $verifier serve --home "$home" --listen "${verify#http://}" --admin-listen "" > "$work/verifier.log" 2>&1 &
verifying=$!
background="$issuing $verifying"

# The tests ask more in a minute than a person in a day.
CINNABAR_PORTAL_URL=$url CINNABAR_PORTAL_ATTEMPTS_PER_ADDRESS=100000 CINNABAR_PORTAL_BURST=100000 CINNABAR_PORTAL_RATE=100000 \
	$portal serve --home "$home" --listen "127.0.0.1:$port" --admin-listen "" > "$work/serve.log" 2>&1 &
serving=$!
background="$background $serving"
ok "the portal answers" curl -sf --retry 20 --retry-delay 1 --retry-connrefused -o "$work/start.html" "$url/"
timeout 1500 node tests/web/portal/run.mjs "$work/world.json" "${1:-}" > "$work/web.tap" 2> "$work/web.err"
ended=$?
grep -v '^1\.\.' "$work/web.tap" | awk -v n="$count" '/^ok /{ n++; sub(/^ok [0-9]+/, "ok " n) } /^not ok /{ n++; sub(/^not ok [0-9]+/, "not ok " n) } { print }'
count=$((count + $(grep -cE '^(not )?ok ' "$work/web.tap")))
is "the browser's run ended well" "$ended" 0
[ "$ended" = 0 ] || tail -n 5 "$work/web.err" | sed 's/^/# /'
for one in "$serving" "$verifying" "$issuing"; do
	kill -TERM "$one"
	wait "$one"
	is "a server stopped cleanly" "$?" 0
done
# Who asks too much gets a page in their language, a program the problem.
CINNABAR_PORTAL_URL=$url CINNABAR_PORTAL_BURST=4 CINNABAR_PORTAL_RATE=1 $portal serve --home "$home" --listen "127.0.0.1:$port" --admin-listen "" \
	>> "$work/serve.log" 2>&1 &
serving=$!
background=$serving
ok "a portal with little patience answers" curl -sf --retry 20 --retry-delay 1 --retry-connrefused -o "$work/start.html" "$url/"
hurried() { # ACCEPT LANGUAGE: status and type of the first answer that is a refusal
	for _ in 1 2 3 4 5 6 7 8; do
		curl -s -H "Accept: $1" -H "Accept-Language: $2" -D "$work/hurried.head" -o "$work/hurried" -w '%{http_code} %{content_type}' "$url/about" > "$work/hurried.code"
		grep -q '^429' "$work/hurried.code" && break
	done
	cat "$work/hurried.code"
}
is "too many requests: a page" "$(hurried text/html en)" "429 text/html; charset=utf-8"
is "in words" "$(grep -c '<h1>Too many tries in a short time</h1>' "$work/hurried")" 1
is "with the time to wait" "$(grep -ci '^retry-after: [1-9]' "$work/hurried.head")" 1
is "in Chinese" "$(hurried text/html zh-CN)" "429 text/html; charset=utf-8"
is "in Chinese words" "$(grep -c '<h1>短时间内尝试次数过多</h1>' "$work/hurried")" 1
is "to a program a problem" "$(hurried '*/*' en)" "429 application/problem+json"
kill -TERM "$serving"
wait "$serving"
is "it stopped cleanly" "$?" 0
background=""
canaries='shenzhen|atlantis|SPECIMEN|护照|example\.org|EV1234567|RPT00000|RPW00000|SPECIMENTHAL|931999198503142462|93199919900615028X|canary|violet|ferries'
is "no log holds a name, a number or what was typed" \
	"$(cat "$work/serve.log" "$work/issuer.log" "$work/verifier.log" | grep -ciE "$canaries")" 0
echo "1..$count"
