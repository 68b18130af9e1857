/* Owns: the program cinnabar-keys: words on the command line to ceremonies, and what it prints. Must never take a passphrase from argv. */
#include "base/cli.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/text.h"
#include "keys/ceremony.h"
#include "keys/chain.h"
#include "keys/passphrase.h"
#include "keys/renewal.h"
#include "keys/trust_list.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_MAX (1024 * 1024)

/* What every command has at hand. */
struct job {
	struct ctx cx;
	struct conf *conf;
	struct buf passphrase;
};

static enum err begin(struct job *j, const struct cli *cli)
{
	*j = (struct job){ 0 };
	ctx_init(&j->cx, time(NULL));
	return conf_load(&j->cx, cli_home(cli), conf_known, &j->conf);
}

static enum err unlock(struct job *j, const struct cli *cli, bool confirm)
{
	return passphrase_get(&j->cx, cli_get(cli, "passphrase-file"), confirm, &j->passphrase);
}

static int end(struct job *j, const struct cli *cli, enum err e)
{
	int code = e == OK ? EXIT_VALID : cli_fail(cli, &j->cx);
	buf_wipe(&j->passphrase);
	conf_free(j->conf);
	ctx_free(&j->cx);
	return code;
}

static void print(const struct buf *b) { fwrite(b->p, 1, b->n, stdout); }

/* ---- init ---- */

static const struct cli_option init_options[] = {
	{ "passphrase-file", "FILE", "one line: the passphrase of the keys; not readable by every user", 'p' },
	{ "authority-code", "ABC", "sets authority.code in a new cinnabar.conf", 0 },
	{ "authority-en", "NAME", "sets authority.name-en", 0 },
	{ "authority-zh", "NAME", "sets authority.name-zh", 0 },
	{ "utc-offset", "+HH:MM", "sets authority.utc-offset: where the days of documents end", 0 },
	{ "verify-url", "URL", "sets verify.url: where the QR points", 0 },
	{ "specimen", "yes|no", "sets authority.specimen", 0 },
	{ 0 },
};

static const struct {
	const char *option, *key;
} init_settings[] = { { "authority-code", "authority.code" }, { "authority-en", "authority.name-en" }, { "authority-zh", "authority.name-zh" },
	{ "utc-offset", "authority.utc-offset" }, { "verify-url", "verify.url" }, { "specimen", "authority.specimen" } };

/* The settings given on the command line become the home's configuration, so that every later program sees the same. */
static enum err write_conf(struct job *j, const struct cli *cli, const char **written)
{
	struct buf b;
	enum err e = OK;
	buf_init(&b, 8192);
	for (size_t i = 0; e == OK && i < sizeof init_settings / sizeof *init_settings; i++) {
		const char *value = cli_get(cli, init_settings[i].option);
		if (value && strpbrk(value, "\r\n"))
			e = fail(&j->cx, ERR_USAGE, "--%s: want one line", init_settings[i].option);
		else if (value) {
			e = conf_set(&j->cx, j->conf, init_settings[i].key, value);
			buf_printf(&b, "%s = %s\n", init_settings[i].key, value);
		}
	}
	const char *path = ctx_printf(&j->cx, "%s/cinnabar.conf", cli_home(cli));
	if (e == OK && b.n) {
		e = file_make_folder(&j->cx, cli_home(cli), 0755);
		if (e == OK)
			e = file_create(&j->cx, path, buf_slice(&b), 0644);
		if (e == OK)
			*written = path;
	}
	buf_free(&b);
	return e;
}

static int run_init(struct cli *cli)
{
	struct job j;
	const char *written = NULL;
	enum err e = begin(&j, cli);
	if (e == OK)
		e = unlock(&j, cli, true);
	if (e == OK)
		e = write_conf(&j, cli, &written);
	if (e == OK)
		e = ceremony_init(&j.cx, j.conf, buf_slice(&j.passphrase));
	if (e != OK && written)
		unlink(written);
	if (e == OK)
		fprintf(stderr, "keys and certificates are in %s, the root in %s, the trust list in %s\n", conf_path(&j.cx, j.conf, "keys.folder"),
			conf_path(&j.cx, j.conf, "trust.root"), conf_path(&j.cx, j.conf, "trust.list"));
	return end(&j, cli, e);
}

/* ---- show ---- */

static const struct cli_option show_options[] = {
	{ "json", NULL, "as JSON", 'j' },
	{ 0 },
};

/* One certificate of the home, as `show` prints it. */
struct row {
	const char *role, *state;
	struct certificate certificate;
	int64_t revoked_at;
};

#define ROWS_MAX 80

static enum err add_row(struct ctx *cx, struct row *rows, size_t *n, const char *role, const char *state, struct slice der, int64_t revoked_at)
{
	if (*n == ROWS_MAX)
		return fail(cx, ERR_LIMIT, "more than %d certificates", ROWS_MAX);
	rows[*n] = (struct row){ .role = role, .state = state, .revoked_at = revoked_at };
	enum err e = anchors_parse(cx, der, &rows[*n].certificate);
	*n += e == OK;
	return e;
}

static enum err collect(struct job *j, const struct trust *t, struct row *rows, size_t *n)
{
	struct certificate signer;
	const char *path = ctx_printf(&j->cx, "%s/trust-list.pem", conf_path(&j->cx, j->conf, "keys.folder"));
	enum err e = add_row(&j->cx, rows, n, "root", "pinned", t->root, 0);
	if (e == OK)
		e = add_row(&j->cx, rows, n, "issuing-ca", "active", t->issuing_ca, 0);
	if (e == OK && file_exists(path)) { /* a verifier's home has no keys folder */
		e = anchors_load(&j->cx, path, &signer);
		if (e == OK)
			e = add_row(&j->cx, rows, n, "trust-list", "active", signer.der, 0);
	}
	for (size_t i = 0; e == OK && i < t->key_count; i++) {
		const struct trusted_key *k = &t->keys[i];
		e = add_row(&j->cx, rows, n, key_role_name(k->role), trust_state_name(k->state), k->certificate, k->revoked_at);
	}
	return e;
}

/* Texts of one row that both forms print. */
struct printed {
	char from[21], to[21], revoked[21], fingerprint[65], serial[41];
};

static void format_row(const struct row *r, struct printed *p)
{
	uint8_t digest[32];
	crypto_sha256(r->certificate.der, digest);
	hex_format(slice_of(digest, 32), p->fingerprint);
	hex_format(r->certificate.serial, p->serial);
	instant_format(r->certificate.not_before, p->from);
	instant_format(r->certificate.not_after, p->to);
	instant_format(r->revoked_at, p->revoked);
}

static void show_json(const struct trust *t, const struct row *rows, size_t n, int64_t now, struct buf *b)
{
	struct json_out o = json_out(b);
	char issued[21], next[21], offset[7];
	offset_format(t->utc_offset, offset);
	instant_format(t->issued_at, issued);
	instant_format(t->next_update, next);
	json_begin(&o, NULL, '{');
	json_put_text(&o, "authority", t->authority);
	json_put_text(&o, "name_en", t->name_en);
	json_put_text(&o, "name_zh", t->name_zh);
	json_put_text(&o, "verify_host", t->verify_host);
	json_put_str(&o, "utc_offset", offset);
	json_put_bool(&o, "specimen", t->specimen);
	json_put_int(&o, "sequence", (int64_t)t->sequence);
	json_put_str(&o, "issued_at", issued);
	json_put_str(&o, "next_update", next);
	json_put_bool(&o, "stale", t->next_update < now);
	json_put_int(&o, "stocks", (int64_t)t->stock_count);
	json_begin(&o, "certificates", '[');
	for (size_t i = 0; i < n; i++) {
		struct printed p;
		format_row(&rows[i], &p);
		json_begin(&o, NULL, '{');
		json_put_str(&o, "role", rows[i].role);
		json_put_str(&o, "state", rows[i].state);
		json_put_text(&o, "kid", slice_of(p.fingerprint, 16));
		json_put_text(&o, "subject", rows[i].certificate.common_name);
		json_put_str(&o, "serial", p.serial);
		json_put_str(&o, "not_before", p.from);
		json_put_str(&o, "not_after", p.to);
		if (rows[i].revoked_at)
			json_put_str(&o, "revoked_at", p.revoked);
		json_put_bool(&o, "specimen", rows[i].certificate.specimen);
		json_put_str(&o, "sha256", p.fingerprint);
		json_end(&o, '}');
	}
	json_end(&o, ']');
	json_end(&o, '}');
	buf_putc(b, '\n');
}

static void show_text(const struct trust *t, const struct row *rows, size_t n, int64_t now, struct buf *b)
{
	char issued[21], next[21], offset[7];
	offset_format(t->utc_offset, offset);
	instant_format(t->issued_at, issued);
	instant_format(t->next_update, next);
	buf_printf(b, "authority    %.*s  %.*s  %.*s%s\n", SLICE_FMT(t->authority), SLICE_FMT(t->name_en), SLICE_FMT(t->name_zh),
		t->specimen ? "  (SPECIMEN)" : "");
	buf_printf(b, "seals name   %.*s\n", SLICE_FMT(t->verify_host));
	buf_printf(b, "days end     at midnight of UTC%s\n", offset);
	buf_printf(b, "trust list   number %llu, issued %s, next %s%s, %zu stocks\n\n", (unsigned long long)t->sequence, issued, next,
		t->next_update < now ? " (STALE)" : "", t->stock_count);
	for (size_t i = 0; i < n; i++) {
		struct printed p;
		format_row(&rows[i], &p);
		buf_printf(b, "%-12s %-8s %.10s to %.10s  kid %.16s  %.*s%s%s%s\n", rows[i].role, rows[i].state, p.from, p.to, p.fingerprint,
			SLICE_FMT(rows[i].certificate.common_name), rows[i].revoked_at ? "  revoked from " : "", rows[i].revoked_at ? p.revoked : "",
			rows[i].certificate.not_after < now ? "  EXPIRED" : "");
		buf_printf(b, "             sha256 %s\n", p.fingerprint);
	}
}

static int run_show(struct cli *cli)
{
	struct job j;
	struct trust *t = NULL;
	struct row rows[ROWS_MAX];
	size_t n = 0;
	enum err e = begin(&j, cli);
	if (e == OK)
		e = trust_read(&j.cx, j.conf, &t);
	if (e == OK)
		e = collect(&j, t, rows, &n);
	if (e == OK) {
		struct buf b;
		buf_init(&b, OUTPUT_MAX);
		(cli_has(cli, "json") ? show_json : show_text)(t, rows, n, j.cx.now, &b);
		print(&b);
		buf_free(&b);
	}
	trust_free(t);
	return end(&j, cli, e);
}

/* ---- the others ---- */

static const struct cli_option key_options[] = {
	{ "passphrase-file", "FILE", "one line: the passphrase of the keys; not readable by every user", 'p' },
	{ 0 },
};

static const struct cli_option revoke_options[] = {
	{ "passphrase-file", "FILE", "one line: the passphrase of the keys; not readable by every user", 'p' },
	{ "at", "TIME", "refuse what is dated at or after this instant (2026-11-22T12:30:00Z, 2026-11-22T20:30:00+08:00, or a date); default now", 0 },
	{ 0 },
};

static int run_check(struct cli *cli)
{
	struct job j;
	unsigned absent = 0;
	enum err e = begin(&j, cli);
	if (e == OK)
		e = unlock(&j, cli, false);
	if (e == OK)
		e = ceremony_check(&j.cx, j.conf, buf_slice(&j.passphrase), &absent);
	for (enum key_role role = ROLE_ROOT; e == OK && role < ROLE_COUNT; role++)
		printf("%-12s %s\n", key_role_name(role), absent & 1u << role ? "kept elsewhere, not checked" : "opens, belongs to its certificate, chains to the root");
	if (e == OK)
		printf("%-12s holds, and names the active keys\n", "list");
	return end(&j, cli, e);
}

static int run_rotate(struct cli *cli)
{
	struct job j;
	enum key_role role = key_role_parse(slice_str(cli->operands[0]));
	enum err e = begin(&j, cli);
	if (e == OK && role < ROLE_PDF_SEAL)
		e = fail(&j.cx, ERR_KEY_ROLE, "rotate takes pdf-seal, qr-seal, status-list or trust-list; root and issuing CA change by a new ceremony");
	if (e == OK)
		e = unlock(&j, cli, false);
	if (e == OK)
		e = ceremony_rotate(&j.cx, j.conf, buf_slice(&j.passphrase), role);
	if (e == OK)
		fprintf(stderr, "the %s key is new; the old one is retired and its private key gone\n", cli->operands[0]);
	return end(&j, cli, e);
}

static int run_revoke(struct cli *cli)
{
	struct job j;
	enum err e = begin(&j, cli);
	int64_t at = j.cx.now;
	int utc_offset = 0;
	const char *given = cli_get(cli, "at");
	if (e == OK)
		e = conf_offset(&j.cx, j.conf, "authority.utc-offset", &utc_offset);
	if (e == OK && given && !instant_typed(slice_str(given), utc_offset, &at))
		e = fail(&j.cx, ERR_USAGE, "--at: want an instant such as 2026-11-22T12:30:00Z or 2026-11-22T20:30:00+08:00, or a date");
	if (e == OK)
		e = unlock(&j, cli, false);
	if (e == OK)
		e = ceremony_revoke(&j.cx, j.conf, buf_slice(&j.passphrase), cli->operands[0], at);
	if (e == OK)
		fprintf(stderr, "revoked; `cinnabar-keys rotate` makes a new key\n");
	return end(&j, cli, e);
}

static int run_trust_list(struct cli *cli)
{
	struct job j;
	enum err e = begin(&j, cli);
	if (e == OK)
		e = unlock(&j, cli, false);
	if (e == OK)
		e = ceremony_renew(&j.cx, j.conf, buf_slice(&j.passphrase));
	return end(&j, cli, e);
}

static int run_config(struct cli *cli)
{
	struct job j;
	enum err e = begin(&j, cli);
	struct slice word = slice_str(cli->operands[0]), host, authority;
	bool specimen;
	int utc_offset;
	if (e == OK && !slice_is(word, "show") && !slice_is(word, "check"))
		e = fail(&j.cx, ERR_USAGE, "want `config show` or `config check`");
	if (e == OK && slice_is(word, "check")) {
		e = conf_bool(&j.cx, j.conf, "authority.specimen", &specimen);
		if (e == OK)
			e = conf_check_numbers(&j.cx, j.conf);
		if (e == OK)
			e = conf_offset(&j.cx, j.conf, "authority.utc-offset", &utc_offset);
		if (e == OK)
			e = renewal_authority(&j.cx, j.conf, &authority);
		if (e == OK)
			e = trust_host(&j.cx, conf_get(j.conf, "verify.url"), &host);
	}
	if (e == OK && slice_is(word, "show")) {
		struct buf b;
		buf_init(&b, OUTPUT_MAX);
		conf_show(j.conf, &b);
		print(&b);
		buf_free(&b);
	}
	return end(&j, cli, e);
}

static const struct cli_command commands[] = {
	{ "init", "", "make keys, certificates and the first trust list of a new home", init_options, 0, 0, run_init },
	{ "show", "", "certificates, roles, validity and fingerprints", show_options, 0, 0, run_show },
	{ "check", "", "open every key, check pairs, chains and the trust list", key_options, 0, 0, run_check },
	{ "rotate", "ROLE", "new key for pdf-seal, qr-seal, status-list or trust-list; the old one is retired", key_options, 1, 1, run_rotate },
	{ "revoke-key", "ROLE|KID", "refuse what a key signed from an instant on", revoke_options, 1, 1, run_revoke },
	{ "trust-list", "", "sign the trust list again: new end, today's configuration", key_options, 0, 0, run_trust_list },
	{ "config", "show|check", "the settings and where each comes from", NULL, 1, 1, run_config },
	{ 0 },
};

int main(int argc, char **argv) { return cli_main(argc, argv, "keys, certificates and trust list of Cinnabar", commands); }
