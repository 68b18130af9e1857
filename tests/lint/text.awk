# Rules of the text itself: line length, tabs, trailing space, notes for later, home folders, opening comment, include guard, file length.
# Usage: awk -v rooms="base formats ..." -f text.awk FILE...   Prints "rule<TAB>file:line<TAB>reason".
BEGIN {
	n = split(rooms, names, " ")
	for (i = 1; i <= n; i++) is_room[names[i]] = 1
	later = "(^|[^A-Za-z])(TO" "DO|FIX" "ME)"
	personal = "[ \"](surname|given|name|birth|nationality|number|code|passport|card|photo|address|peer|path|query|seal)=%"
	home = "(^|[^A-Za-z0-9_.])/(home|root|Users|work)/[A-Za-z]"
}
function say(rule, line, reason) { printf "%s\t%s:%d\t%s\n", rule, name, line, reason }
function finish() {
	if (name == "") return
	if (is_c && count > 600) say("file-size", count, "the file has " count " lines, 600 are the most")
	if (is_house && !owns) say("owns", 1, "the file does not open with a comment that says what it \"Owns:\"")
	if (is_house && opening > 8) say("owns", 1, "the opening comment has more than six lines")
	if (is_header && guard != wanted && (is_house || guard !~ /_H$/)) say("guard", 1, "want the include guard " wanted)
}
FNR == 1 {
	finish()
	name = FILENAME; count = 0; owns = 0; opening = 0; guard = ""; guard_line = 0
	split(name, part, "/")
	is_c = name ~ /\.[ch]$/
	is_test = part[1] == "tests" && part[2] != "lint"
	is_header = name ~ /\.h$/
	is_house = is_c && (part[1] in is_room)
	is_code = is_c || name ~ /\.(sh|awk|mk|js|mjs)$/ || name ~ /(^|\/)run$/
	wanted = toupper(name); gsub(/[^A-Z0-9]/, "_", wanted)
	in_opening = ($0 ~ /^\/\*/)
}
{
	count = FNR
	if (in_opening) {
		opening = FNR
		if ($0 ~ /Owns:/) owns = 1
		if ($0 ~ /\*\//) in_opening = 0
	}
	if (is_header && guard == "" && $1 == "#ifndef") { guard = $2; guard_line = FNR }
	if (is_header && FNR == guard_line + 1 && guard_line && $2 != guard) guard = "?"
	if ($0 ~ /[ \t]$/) say("trailing-space", FNR, "space at the end of the line")
	if ($0 ~ later) say("later", FNR, "a note for later: do it now, or open an issue")
	if ($0 ~ home) say("paths", FNR, "path of somebody's own folder")
	if (is_c && ($0 ~ /^  / || $0 ~ /^ [^*]/)) say("indent", FNR, "indented with spaces, want tabs")
	if (is_house && $0 ~ /log_event\(/ && $0 ~ personal) say("logs", FNR, "personal data, or what a client chose, in a log line")
	if (is_code) {
		long = $0
		gsub(/[\200-\277]/, "", long)
		most = is_test ? 200 : 160
		if (length(long) > most) say("line-length", FNR, "the line has " length(long) " characters, " most " are the most")
	}
}
END { finish() }
