#!/bin/bash
# A thousand people, two hundred places, real pages: tests/web/crowd.mjs against a portal on loopback. Accounts, sessions and persons are made in the
# stores (a thousand password hashes would take minutes); everything after that goes over HTTP. Some people have a helper who books for them as well.
# The home lies in memory: what a kill leaves behind is the same, and the time does not depend on the disk.
if [ -w /dev/shm ] && [ "$(df --output=avail -m /dev/shm | tail -n 1)" -ge 200 ]; then
	export TMPDIR=/dev/shm
fi
. "$(dirname "$0")/../e2e/common.sh"

PEOPLE=1000
HELPERS=100
port=${PORTAL_PORT:-18086}

make -s VARIANT="$(basename "$out")" "$out/tests/tools/sign_in" "$out/tests/tools/bookings" || exit 1
ok "a home" make_home

# One office, one open day within reach, with twenty times of ten places for each of two services.
office() {
	local services='["visa-extension","stay-permit"]'
	printf '{"id":"crowded-1","province":"BJ","name":{"en":"Crowded Office","zh":"样本办事处"},"city":{"en":"Beijing","zh":"北京市"},"address":{"en":"1 Sample Road","zh":"样本路1号"},'
	printf '"postcode":"100000","phone":"000-0000-0101","latitude":39.9,"longitude":116.4,"time_zone":"Asia/Shanghai","utc_offset":480,'
	printf '"hours":{"%s":[["09:00","12:20"]]},"exceptions":[{"from":"%s","until":"%s","closed":true,"name":{"en":"Closed","zh":"关闭"}}],"services":%s,' \
		"$(TZ=UTC-8 date -d '+5 days' +%a | tr '[:upper:]' '[:lower:]')" "$(TZ=UTC-8 date -d '+6 days' +%F)" "$(TZ=UTC-8 date -d '+80 days' +%F)" "$services"
	printf '"counters":[{"number":"1","services":%s}],"slot_minutes":10,"places":{"visa-extension":10,"stay-permit":10},"last_confirmed":"2026-01-05","sample":true}\n' "$services"
}
records() {
	awk -v n=$PEOPLE 'BEGIN { for (i = 0; i < n; i++) printf "{\"kind\":\"visa\",\"holder\":{\"surname\":\"SPECIMEN\",\"given_names\":\"PERSON\",\"birth_date\":\"1990-01-02\"," \
		"\"sex\":\"X\",\"nationality\":\"UTO\"},\"number\":\"CRW%06d\",\"type\":\"visa\",\"category\":\"L\",\"entries\":1,\"enter_before\":\"2026-06-01\",\"days\":60," \
		"\"issued\":\"2026-01-05\",\"expires\":\"2026-07-01\",\"place\":\"Specimen City\",\"passport_number\":\"C%08d\"}\n", i, i }'
}
# A helper comes at the same moment as the person.
accounts() {
	awk -v n=$PEOPLE -v h=$HELPERS 'BEGIN { for (i = 0; i < n; i++) {
		printf "crowd%d@example.org own visa:CRW%06d\n", i, i
		if (i < h) printf "helper%d@example.org 15 visa:CRW%06d\n", i, i } }'
}
office > "$work/office.ndjson"
records > "$work/records.ndjson"
ok "an office with two hundred places" $issuer offices import "$work/office.ndjson" --home "$home"
ok "a thousand people" $issuer register "$work/records.ndjson" --home "$home" --operator tester
ok "who are signed in" sh -c "$(declare -f accounts); PEOPLE=$PEOPLE HELPERS=$HELPERS; accounts | '$out/tests/tools/sign_in' '$home' - > '$work/sessions'"
node - "$work" "$home" "$out" "127.0.0.1:$port" << 'END'
const { readFileSync, writeFileSync } = require('fs');
const [work, home, out, listen] = process.argv.slice(2), lines = readFileSync(`${work}/sessions`, 'utf8').trim().split('\n'), people = [];
for (let i = 0; i + 1 < lines.length; i += 2)
	people.push({ cookie: lines[i], person: lines[i + 1].split(' ')[1] });
const env = { CINNABAR_PORTAL_BURST: '1000000', CINNABAR_PORTAL_RATE: '1000000', CINNABAR_PORTAL_CONNECTIONS_PER_ADDRESS: '2000' };
writeFileSync(`${work}/world.json`, JSON.stringify({ home, portal: `${out}/cinnabar-portal`, bookings: `${out}/tests/tools/bookings`, listen, log: `${work}/portal.log`, people, env }));
END
is "all of them have a person" "$(json people.length < "$work/world.json")" $((PEOPLE + HELPERS))
timeout 300 node tests/web/crowd.mjs "$work/world.json" > "$work/crowd.tap" 2> "$work/crowd.err"
ended=$?
grep -v '^1\.\.' "$work/crowd.tap" | awk -v n="$count" '/^ok /{ n++; sub(/^ok [0-9]+/, "ok " n) } /^not ok /{ n++; sub(/^not ok [0-9]+/, "not ok " n) } { print }'
count=$((count + $(grep -cE '^(not )?ok ' "$work/crowd.tap")))
is "the crowd's run ended well" "$ended" 0
[ "$ended" = 0 ] || tail -n 5 "$work/crowd.err" | sed 's/^/# /'
is "the log holds no name, address or passport" "$(grep -cE 'SPECIMEN|example\.org|C000[0-9]{5}|CRW0' "$work/portal.log")" 0
echo "1..$count"
