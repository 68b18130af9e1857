/* Owns: changes of state. */
#include "issuer/change.h"

#include "formats/crockford.h"
#include "registry/audit.h"

#include <string.h>

const char *const *change_reasons(enum document_state to)
{
	static const char *const revoked[] = { "issued-in-error", "record-revoked", "holder-request", "fraud", "lost-or-stolen", "deceased", "other", NULL };
	static const char *const suspended[] = { "under-review", "holder-request", "lost-or-stolen", "other", NULL };
	static const char *const issued[] = { "review-closed", "holder-request", "found-again", "other", NULL };
	return to == DOCUMENT_REVOKED ? revoked : to == DOCUMENT_SUSPENDED ? suspended : issued;
}

static enum err check_reason(struct ctx *cx, enum document_state to, const char *reason)
{
	struct buf list;
	for (const char *const *r = change_reasons(to); *r; r++) {
		if (reason && strcmp(*r, reason) == 0)
			return OK;
	}
	buf_init(&list, 256);
	for (const char *const *r = change_reasons(to); *r; r++)
		buf_printf(&list, " %s", *r);
	enum err e = fail(cx, ERR_USAGE, "--reason: want one of%.*s", SLICE_FMT(buf_slice(&list)));
	buf_free(&list);
	return e;
}

enum err change_number(struct ctx *cx, struct slice typed, struct slice *plain)
{
	char out[DOCUMENT_NUMBER_SIZE + 1];
	if (!crockford_parse(typed, DOCUMENT_NUMBER_SIZE - 1, out))
		return fail(cx, ERR_DOCUMENT_MISSING, "not a document number: want 11 characters such as XXXX-XXXX-XXX; compare each with the paper");
	*plain = ctx_copy(cx, slice_str(out));
	return OK;
}

static enum err commit_noted(struct ctx *cx, const struct desk *d, struct batch *b, enum err e, const char *operation, struct slice number, const char *reason)
{
	struct audit_entry entry = { .operation = slice_str(operation), .number = number, .operator_name = slice_str(d->operator), .reason = slice_str(reason) };
	if (e == OK)
		e = audit_append(cx, b, &entry);
	return batch_end(cx, b, e);
}

enum err change_state(struct ctx *cx, const struct desk *d, struct slice number, enum document_state to, const char *reason)
{
	struct slice plain;
	struct batch *b = NULL;
	enum err e = check_reason(cx, to, reason);
	if (e == OK)
		e = change_number(cx, number, &plain);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	const char *operation = to == DOCUMENT_REVOKED ? "revoke" : to == DOCUMENT_SUSPENDED ? "suspend" : "reinstate";
	return commit_noted(cx, d, b, documents_change(cx, b, plain, to, reason), operation, plain, reason);
}

enum err change_mark(struct ctx *cx, const struct desk *d, struct slice number, bool under_correction)
{
	struct slice plain;
	struct batch *b = NULL;
	enum err e = change_number(cx, number, &plain);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	const char *operation = under_correction ? "mark-correction" : "clear-correction";
	return commit_noted(cx, d, b, documents_mark(cx, b, plain, under_correction, operation), operation, plain, NULL);
}
