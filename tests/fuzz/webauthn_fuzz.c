/* Client data, authenticator data and attestations: first byte says which; nothing read may lie outside the input. */
#include "formats/webauthn.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

static void within(struct slice part, struct slice whole)
{
	if (part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx cx;
	struct webauthn_client client;
	struct webauthn_auth auth;
	struct webauthn_attestation at;
	if (size == 0)
		return 0;
	ctx_init(&cx, 0);
	struct slice in = slice_of(data + 1, size - 1);
	if (data[0] == 'c' && webauthn_parse_client(&cx, in, &client) == OK && (!client.type.n || !client.challenge.n || !client.origin.n))
		abort();
	if (data[0] == 'a' && webauthn_parse_auth(&cx, in, &auth) == OK) {
		within(auth.rp_hash, in);
		within(auth.credential, in);
		if (auth.has_credential != (auth.key.n == 64))
			abort();
	}
	if (data[0] == 't' && webauthn_parse_attestation(&cx, in, &at) == OK)
		within(at.auth_data, in);
	ctx_free(&cx);
	return 0;
}
