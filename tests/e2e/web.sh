#!/bin/bash
# The verifier's page in Chromium against a real server: tests/web on a specimen home whose papers name this server's address.
. "$(dirname "$0")/common.sh"

port=${WEB_PORT:-18081}
url=http://127.0.0.1:$port

make -s web > "$work/web.log" 2>&1
if [ ! -d tests/web/node_modules/playwright-core ]; then
	ok "npm fetches the browser's driver and axe" npm --prefix tests/web ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
ok "a home whose papers name this server" make_home --verify-url "$url"
ok "the samples are issued" import_samples
ok "and published" $issuer publish --home "$home" --passphrase-file "$home/passphrase"
read -r number code <<< "$(pick visa)"
file=$work/documents/$number.pdf
ok "the painter of pages" make -s VARIANT="$(basename "$out")" "$out/tests/page-preview"
printf '{"pdf":"%s","number":"%s","code":"%s","seal":"%s","preview":"%s"}\n' "$file" "$number" "$code" "$(seal_of "$file")" "$out/tests/page-preview" \
	> "$work/samples.json"

# The tests ask more in a minute than a clerk in an hour.
CINNABAR_VERIFIER_BURST=100000 CINNABAR_VERIFIER_RATE=100000 \
	$verifier serve --home "$home" --listen "127.0.0.1:$port" --admin-listen "" > "$work/serve.log" 2>&1 &
background=$!
ok "the server answers" curl -sf --retry 20 --retry-delay 1 --retry-connrefused -o "$work/start.html" "$url/"
is "on Chinese request in Chinese" "$(curl -s -H 'Accept-Language: zh-CN' "$url/" | grep -c '<html lang="zh-Hans"')" 1
timeout 600 node tests/web/run.mjs "$url" "$work/samples.json" "${1:-}" > "$work/web.tap" 2> "$work/web.err"
ended=$?
grep -v '^1\.\.' "$work/web.tap" | awk -v n="$count" '/^ok /{ n++; sub(/^ok [0-9]+/, "ok " n) } /^not ok /{ n++; sub(/^not ok [0-9]+/, "not ok " n) } { print }'
count=$((count + $(grep -cE '^(not )?ok ' "$work/web.tap")))
is "the browser's run ended well" "$ended" 0
[ "$ended" = 0 ] || tail -n 5 "$work/web.err" | sed 's/^/# /'
kill -TERM "$background"
wait "$background"
is "the server stopped cleanly" "$?" 0
background=""
is "its log holds no number, code or name" "$(grep -cE "$number|$code|SPECIMEN" "$work/serve.log")" 0
echo "1..$count"
