# Rules of the code: layers, doors, banned calls, allocation, comparison of secrets, must_use. Reads the output of code.awk.
# Usage: awk -v tables=tests/lint -v rooms="..." -f code_rules.awk STREAM   Prints "rule<TAB>file:line<TAB>reason".
function say(rule, reason) { printf "%s\t%s:%d\t%s\n", rule, file, line, reason }
function load(table, into, order,    row, parts, n) {
	n = 0
	while ((getline row < (tables "/" table)) > 0) {
		if (row ~ /^#/ || row == "") continue
		split(row, parts, " ")
		into[parts[1]] = substr(row, length(parts[1]) + 1)
		order[++n] = parts[1]
	}
	return n
}
# Does a list of folders ("http/", "*/main.c") and files hold this file?
function listed(list, what,    parts, n, i, p) {
	n = split(list, parts, " ")
	for (i = 1; i <= n; i++) {
		p = parts[i]
		if (p == "*" || p == what || (p ~ /\/$/ && index(what, p) == 1)) return 1
		if (p ~ /^\*\// && what ~ ("^[a-z]+/" substr(p, 3) "$")) return 1
	}
	return 0
}
BEGIN {
	FS = "\t"
	load("layers", layers, order)
	door_count = load("doors", doors, door_order)
	banned_count = load("banned", banned, banned_order)
	load("alloc", alloc, order)
	n = split(rooms, names, " ")
	for (i = 1; i <= n; i++) is_room[names[i]] = 1
	before = "(^|[^A-Za-z0-9_.>])"
}
function check_include(text,    target, room, i, list, parts) {
	if (match(text, /"[^"]*"/)) {
		target = substr(text, RSTART + 1, RLENGTH - 2)
		split(target, parts, "/")
		room = parts[1]
		if (!is_house || room == house) return
		if (index(target, "/") == 0) { say("layers", "an include names its room: \"room/" target "\""); return }
		list = layers[house] " "
		if (index(list, " -" target " ")) say("layers", house "/ must not include " target)
		else if (!index(list, " " room " ") && !index(list, " " target " ")) say("layers", house "/ must not include " target)
		return
	}
	if (!is_house || !match(text, /<[^>]*>/)) return
	target = substr(text, RSTART + 1, RLENGTH - 2)
	for (i = 1; i <= door_count; i++)
		if (index(target, door_order[i]) == 1) {
			if (!listed(doors[door_order[i]], file)) say("doors", "<" target "> stands only in" doors[door_order[i]])
			return
		}
	say("doors", "<" target "> has no door in tests/lint/doors")
}
function check_calls(text,    i, name, tail, where) {
	for (i = 1; i <= banned_count; i++) {
		name = banned_order[i]
		if (!index(text, name) || text !~ (before name "[ \t]*\\(")) continue
		tail = banned[name]; where = ""
		if (match(tail, / in /)) { where = substr(tail, RSTART + 4); tail = substr(tail, 1, RSTART - 1) }
		if (where != "" && (!is_house || listed(where, file))) continue
		gsub(/^[ \t]+/, "", tail)
		say("banned", name "(): want " tail)
	}
	if (is_house && house != "base" && !(file in alloc) && text ~ (before "(malloc|calloc|realloc|strdup|strndup|asprintf)[ \t]*\\("))
		say("alloc", "heap outside base/ and the files of tests/lint/alloc: want ctx_alloc")
	if (is_house && text ~ /mem(cmp|mem)[ \t]*\([^;]*(passphrase|secret|password|_code|code_digest|[^a-z_]code[^a-z_])/)
		say("compare", "secret compared byte by byte: want crypto_equal")
}
{
	file = $1; line = $2
	text = substr($0, length($1) + length($2) + 3)
	if (file != last) {
		last = file
		split(file, part, "/")
		house = part[1]; is_house = (house in is_room)
		is_header = file ~ /\.h$/
	}
	if (text ~ /^[ \t]*#[ \t]*include/) { check_include(text); next }
	check_calls(text)
	if (is_house && is_header && text ~ /^(static |inline |extern )*enum err [a-z_0-9]+\(/ && text !~ /must_use/ && text !~ / fail_(at|in)\(/)
		say("must-use", "returns enum err and is not must_use")
}
