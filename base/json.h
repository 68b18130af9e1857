/*
 * Owns: reading and writing JSON (RFC 8259). The only user of jansson. Duplicate keys, NUL bytes, invalid UTF-8 and
 * anything after the value are refused. Must never keep jansson's objects: the tree lives in the arena.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/ctx.h"

enum json_type { JSON_IS_NONE = 0, JSON_IS_NULL, JSON_IS_BOOL, JSON_IS_INTEGER, JSON_IS_REAL, JSON_IS_STRING, JSON_IS_ARRAY, JSON_IS_OBJECT };

/*
 * One value; a whole number is an integer however it is spelled (1, 1.0, 1e0). Children of arrays and objects form a list: first,
 * then next; objects keep the order of the text.
 */
struct json {
	enum json_type type;
	bool boolean;
	int64_t integer;
	double real;
	struct slice string;
	struct slice key;          /* member name where the parent is an object */
	struct json *first, *next;
	size_t count;              /* children */
};

/* Parses one value of at most LIMIT_JSON_BYTES. Fails with ERR_JSON (line and column in the text) or ERR_LIMIT. */
must_use enum err json_parse(struct ctx *cx, struct slice text, struct json **out);
/*
 * A quick look for the commonest request: an object whose one member is this, a text of ASCII without escapes. True: json_parse would say
 * exactly that of these bytes. False says nothing of them: ask json_parse. *text lies in json.
 */
bool json_only_text(struct slice json, const char *key, struct slice *text);
/* Member by name, NULL when absent or when o is not an object (o may be NULL). */
const struct json *json_get(const struct json *o, const char *key);
/* String value of a member, or the absent slice. */
struct slice json_text(const struct json *o, const char *key);
/* Integer value of a member, or 0. */
int64_t json_int(const struct json *o, const char *key);
/* Whether a member is the boolean true. */
bool json_flag(const struct json *o, const char *key);
/* The integer value of a member that must be there; false, and *out untouched, where it is none. */
bool json_take_int(const struct json *o, const char *key, int64_t *out);
/* JSON Schema equality: 1 equals 1.0, object order ignored. */
bool json_same(const struct json *a, const struct json *b);

/* Writer: commas and escapes are its business, pairing of begin and end is the caller's. key NULL inside arrays. */
struct json_out {
	struct buf *b;
	bool comma;
};

struct json_out json_out(struct buf *b);
/* Goes on behind a member (or item) that another writer left in b. */
struct json_out json_out_inside(struct buf *b);
void json_begin(struct json_out *o, const char *key, char bracket); /* '{' or '[' */
void json_end(struct json_out *o, char bracket);                    /* '}' or ']' */
void json_put_text(struct json_out *o, const char *key, struct slice text);
void json_put_str(struct json_out *o, const char *key, const char *text);
void json_put_int(struct json_out *o, const char *key, int64_t v);
void json_put_real(struct json_out *o, const char *key, double v);
void json_put_bool(struct json_out *o, const char *key, bool v);
void json_put_null(struct json_out *o, const char *key);
/* JSON as it is: the caller answers for its being one value. */
void json_put_raw(struct json_out *o, const char *key, struct slice json);
void json_put_value(struct json_out *o, const char *key, const struct json *v);
/* The tree as compact JSON with sorted keys: equal values give equal bytes (used as record content to hash). */
void json_canonical(struct buf *b, const struct json *v);

#endif
