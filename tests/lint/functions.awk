# Length and cyclomatic complexity of functions. First file: "file line end name" from ctags; second: the output of code.awk.
# A switch counts once, whatever its cases: a table is not a maze.
function say(rule, at, reason) { printf "%s\t%s:%d\t%s\n", rule, file, at, reason }
NR == FNR {
	split($0, f, " ")
	begins[f[1], f[2]] = f[4]; ends[f[1], f[2]] = f[3]
	next
}
{
	split($0, f, "\t")
	file = f[1]; line = f[2] + 0
	if ((file, line) in ends) {
		name = begins[file, line]; start = line; last = ends[file, line] + 0; paths = 1
		if (last - start + 1 > 60) say("function-size", start, name " has " (last - start + 1) " lines, 60 are the most")
	}
	if (name == "") next
	text = substr($0, length(f[1]) + length(f[2]) + 3)
	paths += gsub(/&&|\|\||\?/, "", text)
	gsub(/[^A-Za-z0-9_]+/, " ", text)
	n = split(text, words, " ")
	for (i = 1; i <= n; i++)
		if (words[i] == "if" || words[i] == "for" || words[i] == "while" || words[i] == "switch") paths++
	if (line >= last) {
		if (paths > limit) say("complexity", start, name " has complexity " paths ", " limit " are the most")
		name = ""
	}
}
