/* Owns: every setting of the project: key, built-in default, help, range of numbers. Relative paths are taken from the home folder. */
#include "base/conf.h"

#include "base/limits.h"

const struct conf_known conf_known[] = {
	{ "authority.code", "UTO", "issuer code of three letters in the seal (ICAO 9303-3 section 5)" },
	{ "authority.name-en", "Specimen Immigration Administration", "name on paper and pages, English" },
	{ "authority.name-zh", "样本移民管理局", "name on paper and pages, Chinese" },
	{ "authority.help-en", "", "line at the foot of the paper: office, telephone; English" },
	{ "authority.help-zh", "", "the same in Chinese" },
	{ "authority.specimen", "yes", "yes: SPECIMEN marks everywhere, specimen keys allowed; no: a specimen trust list stops the start" },
	{ "verify.url", "http://127.0.0.1:8080", "address of the verifier as printed on paper and in the QR, without a path" },
	{ "keys.folder", "keys", "private keys" },
	{ "trust.list", "trust/trust-list.cbor", "signed trust list" },
	{ "trust.root", "trust/root.pem", "pinned root certificate" },
	{ "trust.days", "90", "days until a signed trust list is stale" },
	{ "registry.folder", "registry", "LMDB environment" },
	{ "schemas.folder", "", "folder of *.schema.json; empty = the installed ones" },
	{ "issuer.proof-days", "90", "days a proof may be relied on, unless --proof-days says otherwise" },
	{ "issuer.socket", "issuer.sock", "Unix socket of cinnabar-issuer serve" },
	{ "issuer.group", "100", "documents per commit" },
	{ "outbox.folder", "outbox", "messages that wait to be sent" },
	{ "publish.folder", "public", "where publish writes the trust list and the status lists" },
	{ "publish.ttl-hours", "24", "hours until a published status list is stale" },
	{ "verifier.listen", "127.0.0.1:8080", "address of the public server" },
	{ "verifier.admin-listen", "127.0.0.1:8090", "address of /metrics, /livez and /readyz; empty = none" },
	{ "verifier.certificate", "", "TLS certificate chain, PEM; empty = plain HTTP" },
	{ "verifier.key", "", "TLS private key, PEM" },
	{ "verifier.loops", "0", "event loops, 0 = one per core" },
	{ "verifier.connections", "2000", "open connections in all" },
	{ "verifier.connections-per-address", "100", "open connections of one client address" },
	{ "verifier.rate", "50", "tokens per second and client address" },
	{ "verifier.burst", "200", "size of a client's token bucket" },
	{ "verifier.web-folder", "", "folder of the page's files; empty = the installed ones" },
	{ "portal.idle-minutes", "15", "minutes without a request that end a session" },
	{ 0 },
};

const struct conf_range conf_ranges[] = {
	{ "trust.days", 1, 3660 },
	{ "issuer.proof-days", 1, LIMIT_PROOF_DAYS },
	{ "issuer.group", 1, 1000 },
	{ "publish.ttl-hours", 1, 24 * 31 },
	{ "verifier.loops", 0, 64 },
	{ "verifier.connections", 1, 100000 },
	{ "verifier.connections-per-address", 1, 100000 },
	{ "verifier.rate", 1, 10000000 },
	{ "verifier.burst", 1, 10000000 },
	{ "portal.idle-minutes", 1, 720 },
	{ 0 },
};
