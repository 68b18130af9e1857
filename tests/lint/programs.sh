# Rules that look at the built programs; sourced by run, which gives $work, $out, $skip and wants().
built=build/release

# The program that reads strangers' bytes holds no code that opens, makes or keeps private keys.
check_link() {
	if [ ! -f $built/cinnabar-verifier ] || [ ! -f $built/keys/keyring.o ]; then
		echo "link the programs are not built" >> "$skip"
		return
	fi
	for half in keyring ceremony pkcs8 renewal passphrase; do
		[ -f "$built/keys/$half.o" ] && nm -g --defined-only "$built/keys/$half.o" | awk '{ print $3 }'
	done | sort -u > "$work/private"
	nm $built/cinnabar-verifier | awk '{ print $NF }' | sort -u | comm -12 - "$work/private" |
		sed 's|.*|link\tverifier/main.c:1\tcinnabar-verifier holds & of the private half of keys/|' >> "$out"
}

# No program is linked with what it must do without (table "linked").
check_libraries() {
	grep -v '^#' "$lint/linked" | while read -r program libraries; do
		[ -f "$built/$program" ] || continue
		readelf -d "$built/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' > "$work/needed"
		for library in $libraries; do
			grep "^$library" "$work/needed" | sed "s|.*|link\t${program#cinnabar-}/main.c:1\t$program is linked with &|"
		done
	done >> "$out"
}

# One name, one thing: two rooms must not give a global name to different functions, or a program that needs both does not link.
check_names() {
	for room in $rooms; do
		for object in "$built/$room"/*.o; do
			name=${object##*/}
			[ -f "$room/${name%.o}.c" ] && [ "$name" != main.o ] && nm -g --defined-only "$object" | awk -v file="$room/${name%.o}.c" 'NF == 3 { print $3 "\t" file }'
		done
	done | sort | awk -F '\t' '$1 == last { printf "names\t%s:1\t%s is also in %s\n", $2, $1, where } { last = $1; where = $2 }' >> "$out"
}

# What a program has: "command" and "command --option", a line each.
list_commands() {
	for command in $("$1" --help | awk '/^  [a-z]/ { print $1 }'); do
		echo "$command"
		"$1" "$command" --help | awk -v command="$command" '
			/^ +(-[A-Za-z], )?--[a-z]/ { match($0, /--[a-z-]+/); option = substr($0, RSTART, RLENGTH)
				if (option != "--home" && option != "--help") print command " " option }'
	done | sort -u
}

# The same, as the table under "### cinnabar-NAME" of README tells it.
list_readme() {
	awk -v heading="### cinnabar-$1" '
		/^#/ { here = ($0 == heading) }
		here && /^\| `[a-z]/ {
			command = $0; sub(/^\| `/, "", command); sub(/[` ].*/, "", command); print command
			while (match($0, /--[a-z-]+/)) { print command " " substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH) }
		}' README.md | sort -u
}

# The same, as the man page tells it: .Ss COMMAND, then .It Fl -option.
list_page() {
	awk '/^\.Ss / { command = $2; print command }
		/^\.It Fl / { for (i = 3; i <= NF; i++) if ($i ~ /^-[a-z]/) print command " -" $i }' "$1" | sort -u
}

# usage: compare FILE PROGRAM      has and told in $work
compare() {
	comm -23 "$work/has" "$work/told" | sed "s|.*|commands\t$1:1\t$2 \`&\` is not told|" >> "$out"
	comm -13 "$work/has" "$work/told" | sed "s|.*|commands\t$1:1\t$2 \`&\` does not exist|" >> "$out"
}

check_commands() {
	seen=0
	for name in keys issuer verifier portal notifier; do
		[ -x "$built/cinnabar-$name" ] || continue
		seen=1
		list_commands "$built/cinnabar-$name" > "$work/has"
		list_readme "$name" > "$work/told"
		compare README.md "cinnabar-$name"
		if [ -f "$name/cinnabar-$name.1" ]; then
			list_page "$name/cinnabar-$name.1" > "$work/told"
			compare "$name/cinnabar-$name.1" "cinnabar-$name"
		else
			printf 'commands\t%s:1\tthere is no man page\n' "$name/cinnabar-$name.1" >> "$out"
		fi
	done
	[ $seen = 1 ] || echo "commands the programs are not built" >> "$skip"
}

if wants names; then check_names; fi
if wants link; then
	check_link
	check_libraries
fi
if wants commands && [ -f README.md ]; then check_commands; fi
