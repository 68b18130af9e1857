#!/bin/sh
# Proves each rule of the PDF, CMS and PAdES profiles: with one rule switched off, at least one test of a lie must fail.
# Builds the mutant variant of the unit tests of formats/. Prints one TAP line a rule; exits 0 when every rule is proved.
set -u
cd "$(dirname "$0")/../.." || exit 1
make -s VARIANT=mutant build/mutant/tests/formats-test >/dev/null || exit 1
test=build/mutant/tests/formats-test
if ! out=$(CINNABAR_RULE_OFF='' timeout 120 "$test" lie_ 2>&1); then
	echo "$out"
	echo "not ok - the tests of lies pass with every rule on"
	exit 1
fi
failed=0
for profile in PDF CMS PADES; do
	file=formats/$(echo "$profile" | tr '[:upper:]' '[:lower:]')_rules.def
	for rule in $(sed -n 's/^RULE(\([A-Z0-9_]*\),.*/\1/p' "$file"); do
		CINNABAR_RULE_OFF=${profile}_$rule timeout 60 "$test" lie_ >/dev/null 2>&1
		status=$?
		# 1 = some test failed; 0 = none needs the rule; anything else is a crash, which proves nothing.
		if [ $status -eq 1 ]; then
			echo "ok - a test fails without rule ${profile}_$rule"
		else
			failed=1
			echo "not ok - a test fails without rule ${profile}_$rule (exit $status)"
		fi
	done
done
exit $failed
