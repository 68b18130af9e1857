#!/bin/bash
# The portal in Chromium against a real server: tests/web/portal on a specimen home with the sample offices. $1: part of the tests' names.
. "$(dirname "$0")/common.sh"

portal=$out/cinnabar-portal
port=${PORTAL_PORT:-18082}
url=http://127.0.0.1:$port

if [ ! -d tests/web/node_modules/playwright-core ]; then
	ok "npm fetches the browser's driver and axe" npm --prefix tests/web ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
ok "a home" make_home
ok "the sample records" import_samples
ok "the sample offices" $issuer offices import schemas/samples/offices.ndjson --home "$home"
printf '{"base":"%s","home":"%s","outbox":"%s","issuer":"%s"}\n' "$url" "$home" "$home/outbox" "$issuer" > "$work/world.json"

# The tests ask more in a minute than a person in a day.
CINNABAR_PORTAL_URL=$url CINNABAR_PORTAL_BURST=100000 CINNABAR_PORTAL_RATE=100000 \
	$portal serve --home "$home" --listen "127.0.0.1:$port" --admin-listen "" > "$work/serve.log" 2>&1 &
background=$!
ok "the portal answers" curl -sf --retry 20 --retry-delay 1 --retry-connrefused -o "$work/start.html" "$url/"
timeout 900 node tests/web/portal/run.mjs "$work/world.json" "${1:-}" > "$work/web.tap" 2> "$work/web.err"
ended=$?
grep -v '^1\.\.' "$work/web.tap" | awk -v n="$count" '/^ok /{ n++; sub(/^ok [0-9]+/, "ok " n) } /^not ok /{ n++; sub(/^not ok [0-9]+/, "not ok " n) } { print }'
count=$((count + $(grep -cE '^(not )?ok ' "$work/web.tap")))
is "the browser's run ended well" "$ended" 0
[ "$ended" = 0 ] || tail -n 5 "$work/web.err" | sed 's/^/# /'
kill -TERM "$background"
wait "$background"
is "the portal stopped cleanly" "$?" 0
background=""
is "its log holds nothing that was typed" "$(grep -ciE 'shenzhen|atlantis|SPECIMEN|护照' "$work/serve.log")" 0
echo "1..$count"
