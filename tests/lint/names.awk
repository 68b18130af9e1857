# Names in lists: each once, each used. Usage: awk -v list=FILE -v row=REGEXP -v prefix=ERR_ -v rule=NAME -f names.awk STREAM
# The list's rows begin like X(NAME, ...; a use is prefix NAME anywhere in the stream.
BEGIN {
	while ((getline text < list) > 0) {
		at++
		if (text !~ /^X\([A-Z]/) continue
		name = text; sub(/^X\(/, "", name); sub(/[ ,].*/, "", name)
		if (name in line) printf "%s\t%s:%d\t%s stands here and in line %d\n", rule, list, at, name, line[name]
		line[name] = at
	}
	FS = "\t"
}
{
	text = substr($0, length($1) + length($2) + 3)
	while (match(text, prefix "[A-Z0-9_]+")) {
		used[substr(text, RSTART + length(prefix), RLENGTH - length(prefix))] = 1
		text = substr(text, RSTART + RLENGTH)
	}
}
END {
	for (name in line)
		if (!(name in used)) printf "%s\t%s:%d\t%s%s is never used\n", rule, list, line[name], prefix, name
}
