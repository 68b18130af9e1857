# Rules about the papers beside the code; sourced by run, which gives $work, $out, $rooms and wants().

# A file that the papers name is there. Placeholders (NAME, <room>) and files of a home are not ours.
check_named_files() {
	for paper in README.md CONTRIBUTING.md SECURITY.md NEWS.md; do
		[ -f "$paper" ] || continue
		grep -noE '`[a-z0-9]+/[A-Za-z0-9_./*-]+`' "$paper" | tr -d '`' | while IFS=: read -r at path; do
			case "$path" in *NAME* | *.key | *.mdb | keys/cinnabar-*) continue ;; esac
			[ -d "${path%%/*}" ] || continue
			case "$path" in trust/* | public/*) continue ;; esac
			# shellcheck disable=SC2086
			set -- $path
			[ -e "$1" ] || printf 'docs\t%s:%s\t%s is named and does not exist\n' "$paper" "$at" "$path"
		done
	done
}

# README tells every public address and every verdict.
check_told() {
	if [ -f verifier/api.c ]; then
		sed -nE 's/^	\{ HTTP_[A-Z]+, "([^"]*)".*/\1/p' verifier/api.c | grep -vE '^/(assets/|favicon|robots)' | sort -u | sed 's|\*$||' | while read -r address; do
			grep -qF "$address" README.md || printf 'docs\tREADME.md:1\tthe address %s is not told\n' "$address"
		done
	fi
	if [ -f verifier/verdict.c ]; then
		awk '/names\[VERDICT_COUNT\]/ { here = 1 } here { print } here && /;/ { exit }' verifier/verdict.c | grep -oE '"[a-z_]+"' | tr -d '"' | while read -r name; do
			grep -q "^| \`$name\` |" README.md || printf 'docs\tREADME.md:1\tthe verdict %s is not told\n' "$name"
		done
	fi
}

if wants docs && [ -f README.md ]; then
	{ check_named_files; check_told; } >> "$out"
fi
