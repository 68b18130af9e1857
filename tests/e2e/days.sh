#!/bin/bash
# Days end where the authority is: PDF, seal and typed code of one document say the same one second before the border and on it, from the registry
# and from a bundle, by any clock, and also when the clock is set otherwise after the document was made.
. "$(dirname "$0")/common.sh"
export CINNABAR_PUBLISH_TTL_HOURS=100

# A permit that ends on the day given.
permit() {
	grep -m 1 '"type":"residence-permit"' "$samples" |
		node -e 'const r=JSON.parse(require("fs").readFileSync(0,"utf8"));r.expires=process.argv[1];r.issued="2024-01-15";console.log(JSON.stringify(r))' "$1"
}
# The instant at which a day is over by a clock, and some seconds away from it: over 2026-11-30 +08:00 -1
over() {
	node -e 'const [day,clock,more]=process.argv.slice(1),m=/^([+-])(..):(..)$/.exec(clock);
		console.log(new Date(Date.parse(day)+864e5-(m[1]=="-"?-1:1)*(m[2]*60+ +m[3])*6e4+1e3*more).toISOString().slice(0,19)+"Z")' -- "$1" "$2" "$3"
}
# The claim exp of a seal.
exp() {
	node -e 'let bits="";for(const c of process.argv[1].split("#")[1])bits+="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5,"0");
		const hex=bits.match(/.{8}/g).map(b=>parseInt(b,2).toString(16).padStart(2,"0")).join(""),at=hex.indexOf("041a");
		console.log(new Date(1e3*parseInt(hex.slice(at+4,at+12),16)).toISOString().slice(0,19)+"Z")' "$1"
}
issue() {
	$issuer issue "$work/record.json" --home "$home" --passphrase-file "$home/passphrase" --json --out "$work/documents" "$@" > "$work/issued" || return 1
	number=$(json number < "$work/issued") code=$(json code < "$work/issued")
	file=$work/documents/$number.pdf
	seal=$(seal_of "$file")
}
publish() { $issuer publish --home "$home" --passphrase-file "$home/passphrase"; }
told() { $verifier check --json "$@" 2>/dev/null | sed -n 's/^{"verdict":"\([a-z_]*\)".*/\1/p'; }

# same NAME AT WANT: every way to ask, at one instant.
same() {
	local bundle="--offline $home/public --root $home/trust/root.pem"
	is "$1: PDF, seal, code; offline PDF and seal" "$(told --home "$home" --at "$2" "$file") $(told --home "$home" --at "$2" --seal "$seal") $(
		told --home "$home" --at "$2" --number "$number" --code "$code") $(told $bundle --at "$2" "$file") $(told $bundle --at "$2" --seal "$seal")" "$3 $3 $3 $3 $3"
}
# border NAME DAY CLOCK AFTER
border() {
	same "$1, a second before" "$(over "$2" "$3" -1)" valid
	same "$1, a second later" "$(over "$2" "$3" 0)" "$4"
}

tomorrow=$(date -u -d '+1 day' +%F)
for clock in +08:00 -03:30 +00:00; do
	home=$work/home$clock
	ok "$clock: a home" make_home --utc-offset "$clock"
	permit "$tomorrow" > "$work/record.json"
	ok "$clock: a permit that ends tomorrow" issue
	ok "$clock: publish" publish
	border "$clock: the stay" "$tomorrow" "$clock" expired
	is "$clock: the answer names the clock" "$($verifier check --home "$home" --json "$file" | json utc_offset)" "$clock"
	permit 2066-01-01 > "$work/record.json"
	ok "$clock: a proof for a day" issue --proof-days 1
	ok "$clock: publish again" publish
	last=$($verifier check --home "$home" --json "$file" | json document.proof_ends)
	border "$clock: the proof" "$last" "$clock" proof_expired
	is "$clock: exp is the last second of that day" "$(exp "$seal")" "$(over "$last" "$clock" -1)"
	signed=$($verifier check --home "$home" --json "$file" | json signed_at)
	is "$clock: its days are counted from the day of issue there" "$(over "$last" "$clock" -172800 | cut -c1-10)" \
		"$(over "$(node -e 'const m=/^([+-])(..):(..)$/.exec(process.argv[2]);
			console.log(new Date(Date.parse(process.argv[1])+(m[1]=="-"?-1:1)*(m[2]*60+ +m[3])*6e4-864e5).toISOString().slice(0,10))' -- "$signed" "$clock")" "$clock" 0 | cut -c1-10)"
done

# What was made by days of UTC keeps its day, not its hour: the clock of today judges all of it alike, once a list says so.
echo "authority.utc-offset = +08:00" > "$home/cinnabar.conf"
border "before the list is signed again, the old rule" "$last" +00:00 proof_expired
ok "publish signs the list again" publish
border "a document made by days of UTC, by +08:00" "$last" +08:00 proof_expired
is "its exp is what it was" "$(exp "$seal")" "$(over "$last" +00:00 -1)"
number_before=$($keys show --home "$home" --json | json sequence)
ok "another proof" issue --proof-days 2
is "leaves the list alone" "$($keys show --home "$home" --json | json sequence)" "$number_before"
is "show names the clock" "$($keys show --home "$home" --json | json utc_offset)" +08:00
has "and says so in words" <($keys show --home "$home") "days end     at midnight of UTC+08:00"

is "a day alone is its first second there" "$($verifier check --home "$home" --json --at "$tomorrow" "$file" | json checked_at)" \
	"$(over "$(date -u -d "$tomorrow -1 day" +%F)" +08:00 0)"
is "an instant may say its own offset" "$($verifier check --home "$home" --json --at "${tomorrow}T07:00:00+08:00" "$file" | json checked_at)" \
	"$(over "$(date -u -d "$tomorrow -1 day" +%F)" +08:00 25200)"
exits 2 "but not half of one" $verifier check --home "$home" --at "${tomorrow}T07:00:00+8" "$file"
for wrong in 8 +8 08:00 +08:07 +15:00 -12:15 -00:00 Asia/Shanghai; do
	echo "authority.utc-offset = $wrong" > "$home/cinnabar.conf"
	exits 2 "a clock that is none ($wrong) stops the issuer" $issuer list --home "$home"
	exits 2 "and config check" $keys config check --home "$home"
done
exits 2 "init with such a clock makes nothing" $keys init --home "$work/none" --passphrase-file "$home/passphrase" --utc-offset 8
is "no keys" "$(ls "$work/none/keys" 2>/dev/null | wc -l)" 0
echo "1..$count"
