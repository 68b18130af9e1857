#!/bin/sh
# Proves each rule of the PDF, CMS and PAdES profiles: with one rule switched off, at least one test of a lie must fail.
# Builds the mutant variant of the unit tests of formats/. Prints one line and exits 0, or names every rule that no test needs.
set -u
cd "$(dirname "$0")/../.." || exit 1
make -s VARIANT=mutant build/mutant/tests/formats-test >/dev/null || exit 1
test=build/mutant/tests/formats-test
out=$(CINNABAR_RULE_OFF= "$test" lie_ 2>&1) || { echo "$out"; echo "mutants: the tests fail with every rule on"; exit 1; }
rules=0 idle=0
for profile in PDF CMS PADES; do
	file=formats/$(echo "$profile" | tr A-Z a-z)_rules.def
	for rule in $(sed -n 's/^RULE(\([A-Z0-9_]*\),.*/\1/p' "$file"); do
		rules=$((rules + 1))
		CINNABAR_RULE_OFF=${profile}_$rule timeout 60 "$test" lie_ >/dev/null 2>&1
		status=$?
		if [ $status -ne 1 ]; then
			idle=$((idle + 1))
			echo "mutants: no test fails without rule ${profile}_$rule (exit $status)"
		fi
	done
done
echo "mutants: $rules rules, $((rules - idle)) proved"
[ $idle -eq 0 ]
