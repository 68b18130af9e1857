#!/bin/bash
# The benchmark works: every figure is there once, and is a number above zero. What the figures say is no matter of a test.
. "$(dirname "$0")/common.sh"

exits 0 "make bench" env BENCH_QUICK=1 timeout 300 make -s bench
cp "$work/out" "$work/figures"
figures="issue.document_cpu:us issue.to_signature:signatures issue.size:bytes issue.stored:bytes verify.pdf_cpu:us
verify.seal_to_ecdsa:verifications http.cached_to_constant:requests http.cold_to_ecdsa:verifications memory.per_worker:bytes portal.booking_per_s:bookings
portal.page_cpu:us portal.proof_latency:ms portal.login_flood:ms"
for figure in $figures; do
	name=${figure%:*} unit=${figure#*:}
	is "$name once, above zero, in $unit" "$(awk -v n="$name" -v u="$unit" '$1 == "bench" && $2 == n && $3 + 0 > 0 && $4 == u && NF == 4' "$work/figures" | wc -l)" 1
done
is "and nothing else" "$(wc -l < "$work/figures")" "$(echo $figures | wc -w)"
echo "1..$count"
