# Prints every line of C files as "file<TAB>line<TAB>code": comments gone, texts and characters emptied, so that a rule sees code alone.
# What an #include names is kept. Usage: awk -f code.awk FILE...
FNR == 1 { in_comment = 0 }
{
	line = $0; out = ""
	if (!in_comment && line ~ /^[ \t]*#[ \t]*include/) {
		sub(/[ \t]*\/[*\/].*$/, "", line)
		printf "%s\t%d\t%s\n", FILENAME, FNR, line
		next
	}
	while (line != "") {
		if (in_comment) {
			end = index(line, "*/")
			if (!end) break
			line = substr(line, end + 2); in_comment = 0; out = out " "
			continue
		}
		if (!match(line, /\/\*|\/\/|"|'/)) { out = out line; break }
		mark = substr(line, RSTART, RLENGTH)
		out = out substr(line, 1, RSTART - 1)
		line = substr(line, RSTART + RLENGTH)
		if (mark == "//") break
		if (mark == "/*") { in_comment = 1; continue }
		out = out mark
		while (line != "") {
			c = substr(line, 1, 1)
			if (c == "\\") { line = substr(line, 3); continue }
			line = substr(line, 2)
			if (c == mark) break
		}
		out = out mark
	}
	printf "%s\t%d\t%s\n", FILENAME, FNR, out
}
