/* Owns: printing and exporting what is stored. */
#include "issuer/show.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"
#include "formats/crockford.h"
#include "issuer/change.h"
#include "registry/audit.h"
#include "registry/reports.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static void put_instant(struct json_out *o, const char *key, int64_t at)
{
	char text[21];
	if (at == 0)
		return;
	instant_format(at, text);
	json_put_str(o, key, text);
}

static void put_document(struct json_out *o, const char *key, const struct document *d)
{
	json_begin(o, key, '{');
	json_put_str(o, "number", d->number);
	json_put_str(o, "state", document_state_name(d->state));
	if (d->kind)
		json_put_str(o, "kind", kind_name((enum kind)d->kind));
	if (d->under_correction)
		json_put_bool(o, "under_correction", true);
	put_instant(o, "issued_at", d->issued_at);
	put_instant(o, "changed_at", d->changed_at);
	if (d->reason.n)
		json_put_text(o, "reason", d->reason);
	json_put_int(o, "status_list", d->list);
	json_put_int(o, "status_index", d->index);
	if (d->successor[0])
		json_put_str(o, "successor", d->successor);
	if (d->predecessor[0])
		json_put_str(o, "predecessor", d->predecessor);
	json_end(o, '}');
}

static bool has_file(const struct document *d) { return d->state != DOCUMENT_RESERVED && d->state != DOCUMENT_VOID; }

static void print_buffer(struct buf *b)
{
	fwrite(b->p, 1, b->n, stdout);
	buf_free(b);
}

/* What was asked for when it was made: of two documents of one record, which is which. */
static void print_wish(const struct proof *p)
{
	char until[11];
	date_format(p->proof_ends, until);
	printf("relied on   until %s\n", until);
	if (p->recipient.n)
		printf("recipient   %.*s\n", SLICE_FMT(p->recipient));
	if (p->purpose.n)
		printf("purpose     %.*s\n", SLICE_FMT(p->purpose));
}

static void print_text(const struct document *d, const struct proof *p)
{
	char grouped[16], when[21];
	crockford_group(d->number, grouped);
	printf("number      %s\nstate       %s%s\n", grouped, document_state_name(d->state), d->under_correction ? ", under correction" : "");
	if (d->kind)
		printf("kind        %s\n", kind_name((enum kind)d->kind));
	instant_format(d->issued_at, when);
	if (d->issued_at)
		printf("issued      %s\n", when);
	instant_format(d->changed_at, when);
	printf("changed     %s\n", when);
	if (d->reason.n)
		printf("reason      %.*s\n", SLICE_FMT(d->reason));
	if (d->successor[0])
		printf("successor   %s\n", d->successor);
	if (d->predecessor[0])
		printf("replaces    %s\n", d->predecessor);
	printf("status      list %u, index %u\n", d->list, d->index);
	if (p)
		print_wish(p);
	for (const enum field_id *id = p ? kind_fields(p->kind) : NULL; id && *id; id++) {
		size_t end = slice_find(p->value[*id], SLICE("\n"), 0);
		if (p->value[*id].p)
			printf("  %-24s %.*s\n", field_of(*id)->label_en, SLICE_FMT(slice_sub(p->value[*id], 0, end)));
		/* The second line of a machine-readable zone. */
		if (p->value[*id].p && end != SIZE_MAX)
			printf("%27s%.*s\n", "", SLICE_FMT(slice_sub(p->value[*id], end + 1, p->value[*id].n)));
	}
}

static enum err read_proof(struct ctx *cx, struct snapshot *v, const struct document *d, struct slice *json, struct proof *out)
{
	struct slice fill;
	enum err e = documents_fill(cx, v, slice_str(d->number), &fill);
	if (e != OK)
		return e;
	*json = slice_sub(fill, d->proof_at, d->proof_size);
	return proof_parse(cx, *json, out);
}

static enum err print_document(struct ctx *cx, struct snapshot *v, const struct document *d, bool json)
{
	struct proof proof;
	struct slice text = { 0 };
	enum err e = has_file(d) ? read_proof(cx, v, d, &text, &proof) : OK;
	if (e != OK)
		return e;
	if (!json) {
		print_text(d, text.p ? &proof : NULL);
		return OK;
	}
	struct buf b;
	struct json *tree = NULL;
	buf_init(&b, 1 << 20);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	put_document(&o, "document", d);
	if (text.p && (e = json_parse(cx, text, &tree)) == OK)
		json_put_value(&o, "proof", tree);
	json_end(&o, '}');
	buf_putc(&b, '\n');
	print_buffer(&b);
	return e;
}

static enum err find(struct ctx *cx, struct snapshot *v, struct slice typed, struct slice *plain, struct document *out)
{
	bool found = false;
	enum err e = change_number(cx, typed, plain);
	if (e == OK)
		e = documents_find(cx, v, *plain, &found, out);
	if (e == OK && !found)
		e = fail(cx, ERR_DOCUMENT_MISSING, "there is no document with this number");
	return e;
}

static enum err open_view(struct ctx *cx, const struct desk *d, struct snapshot **v)
{
	enum err e = snapshot_open(cx, d->store, v);
	return e == OK ? snapshot_renew(cx, *v) : e;
}

enum err show_document(struct ctx *cx, const struct desk *d, struct slice number, bool json)
{
	struct snapshot *v = NULL;
	struct document document;
	struct slice plain;
	enum err e = open_view(cx, d, &v);
	if (e == OK)
		e = find(cx, v, number, &plain, &document);
	if (e == OK)
		e = print_document(cx, v, &document, json);
	snapshot_close(v);
	return e;
}

struct lister {
	enum document_state state;
	enum kind kind;
	bool json;
	size_t count;
};

static bool list_one(void *self, const struct document *d)
{
	struct lister *l = self;
	if ((l->state && d->state != l->state) || (l->kind && d->kind != (int)l->kind))
		return true;
	/* Numbers that wait for a document, or will never have one, are no documents to a person who has not asked for them. */
	if (!l->json && !l->state && !has_file(d))
		return true;
	l->count++;
	if (l->json) {
		struct buf b;
		buf_init(&b, 4096);
		struct json_out o = json_out(&b);
		put_document(&o, NULL, d);
		buf_putc(&b, '\n');
		print_buffer(&b);
		return true;
	}
	char grouped[16], when[21];
	crockford_group(d->number, grouped);
	instant_format(d->issued_at ? d->issued_at : d->changed_at, when);
	printf("%s  %-10s  %-13s  %s\n", grouped, document_state_name(d->state), d->kind ? kind_name((enum kind)d->kind) : "-", when);
	return true;
}

enum err show_list(struct ctx *cx, const struct desk *d, enum document_state state, enum kind kind, bool json, size_t *count)
{
	struct snapshot *v = NULL;
	struct lister l = { .state = state, .kind = kind, .json = json };
	enum err e = open_view(cx, d, &v);
	if (e == OK)
		e = documents_range(cx, v, (struct slice){ 0 }, list_one, &l);
	snapshot_close(v);
	*count = l.count;
	return e;
}

static enum err join_file(struct ctx *cx, struct snapshot *v, const struct document *d, struct buf *file)
{
	struct slice stock, fill;
	if (!has_file(d))
		return fail(cx, ERR_DOCUMENT_MISSING, "the document is %s and has no file", document_state_name(d->state));
	enum err e = documents_stock(cx, v, d->stock, &stock);
	if (e == OK)
		e = documents_fill(cx, v, slice_str(d->number), &fill);
	if (e != OK)
		return e;
	buf_put_slice(file, stock);
	buf_put_slice(file, fill);
	return buf_ok(file) && stock.n && fill.n ? OK : fail(cx, ERR_STORE_CORRUPT, "registry: a document's file is incomplete");
}

/* A file can be made here: no folder has this name, and the folder to hold it is there. */
static bool is_place(const char *path)
{
	char folder[4096];
	struct stat st;
	const char *slash = strrchr(path, '/');
	if (!slash)
		snprintf(folder, sizeof folder, ".");
	else
		snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return false;
	return stat(folder, &st) == 0 && S_ISDIR(st.st_mode);
}

static enum err put_file(struct ctx *cx, const char *path, struct slice bytes, bool force)
{
	if (strcmp(path, "-") != 0 && !is_place(path))
		return fail(cx, ERR_USAGE, "%s: is a folder, or its folder does not exist; -o names the new file", path);
	if (strcmp(path, "-") != 0)
		return force ? file_write(cx, path, bytes, 0640) : file_create(cx, path, bytes, 0640);
	bool written = fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n && fflush(stdout) == 0;
	return written ? OK : fail(cx, ERR_FILE_WRITE, "standard output cannot be written");
}

enum err show_export(struct ctx *cx, const struct desk *d, struct slice number, const char *path, bool force)
{
	struct snapshot *v = NULL;
	struct document document;
	struct slice plain;
	struct buf file;
	buf_init(&file, 4 << 20);
	enum err e = open_view(cx, d, &v);
	if (e == OK)
		e = find(cx, v, number, &plain, &document);
	if (e == OK)
		e = join_file(cx, v, &document, &file);
	if (e == OK)
		e = put_file(cx, path, buf_slice(&file), force);
	snapshot_close(v);
	buf_free(&file);
	return e;
}

struct exporter {
	struct ctx *cx;
	struct snapshot *v;
	const char *folder;
	struct buf file;
	size_t count;
	enum err err;
};

static bool export_one(void *self, const struct document *d)
{
	struct exporter *x = self;
	char path[4096];
	if (!has_file(d))
		return true;
	buf_reset(&x->file);
	snprintf(path, sizeof path, "%s/%s.pdf", x->folder, d->number);
	x->err = join_file(x->cx, x->v, d, &x->file);
	if (x->err == OK)
		x->err = file_write(x->cx, path, buf_slice(&x->file), 0640);
	x->count += x->err == OK;
	return x->err == OK;
}

enum err show_export_all(struct ctx *cx, const struct desk *d, const char *folder, size_t *count)
{
	struct exporter x = { .cx = cx, .folder = folder };
	buf_init(&x.file, 4 << 20);
	enum err e = file_make_folder(cx, folder, 0750);
	if (e == OK)
		e = open_view(cx, d, &x.v);
	if (e == OK)
		e = documents_range(cx, x.v, (struct slice){ 0 }, export_one, &x);
	snapshot_close(x.v);
	buf_free(&x.file);
	*count = x.count;
	return e == OK ? x.err : e;
}

static bool audit_one(void *self, const struct audit_entry *a)
{
	const struct lister *l = self;
	char when[21];
	instant_format(a->at, when);
	if (!l->json) {
		printf("%llu  %s  %-16.*s  %-11.*s  %.*s%s%.*s\n", (unsigned long long)a->seq, when, SLICE_FMT(a->operation), SLICE_FMT(a->number),
			SLICE_FMT(a->operator_name), a->reason.n ? "  " : "", SLICE_FMT(a->reason));
		return true;
	}
	struct buf b;
	buf_init(&b, 4096);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_int(&o, "seq", (int64_t)a->seq);
	json_put_str(&o, "at", when);
	json_put_text(&o, "operation", a->operation);
	json_put_text(&o, "number", a->number);
	json_put_text(&o, "operator", a->operator_name);
	json_put_text(&o, "reason", a->reason);
	json_end(&o, '}');
	buf_putc(&b, '\n');
	print_buffer(&b);
	return true;
}

enum err show_audit(struct ctx *cx, const struct desk *d, bool json, size_t *count, char head_text[static 65])
{
	struct snapshot *v = NULL;
	struct audit_head head = { 0 };
	struct lister l = { .json = json };
	enum err e = open_view(cx, d, &v);
	if (e == OK)
		e = audit_check(cx, v, NULL, &head);
	if (e == OK)
		e = audit_range(cx, v, 0, audit_one, &l);
	snapshot_close(v);
	*count = head.count;
	hex_format(slice_of(head.digest, 32), head_text);
	return e;
}

static void report_text(const struct report *r, const char *when)
{
	printf("%s  %s  person %s  %.*s  %.*s: ", r->case_code, when, r->person, SLICE_FMT(r->identity), SLICE_FMT(r->field));
	for (size_t i = 0; i < r->text.n; i++)
		putchar(r->text.p[i] < ' ' ? ' ' : r->text.p[i]);
	putchar('\n');
}

static bool report_one(void *self, const struct report *r)
{
	struct lister *l = self;
	char when[21];
	instant_format(r->at, when);
	l->count++;
	if (!l->json) {
		report_text(r, when);
		return true;
	}
	struct buf b;
	buf_init(&b, 16384);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "case", r->case_code);
	json_put_str(&o, "at", when);
	json_put_str(&o, "person", r->person);
	json_put_str(&o, "account", r->account);
	json_put_text(&o, "identity", r->identity);
	json_put_text(&o, "field", r->field);
	json_put_text(&o, "text", r->text);
	json_end(&o, '}');
	buf_putc(&b, '\n');
	print_buffer(&b);
	return true;
}

enum err show_reports(struct ctx *cx, const struct desk *d, const char *case_code, bool json, size_t *count)
{
	struct snapshot *v = NULL;
	struct lister l = { .json = json };
	enum err e = open_view(cx, d, &v);
	if (e == OK)
		e = reports_range(cx, v, case_code, report_one, &l);
	snapshot_close(v);
	*count = l.count;
	return e;
}
