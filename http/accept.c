/* Owns: the reading of Accept-Language, Accept and Accept-Encoding. */
#include "http/accept.h"

#include <strings.h>

static struct slice trim(struct slice s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = slice_sub(s, 1, SIZE_MAX);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* RFC 9110 12.4.2, in thousandths; 1000 where no weight stands, 0 where it is malformed. */
static int weight_of(struct slice item)
{
	size_t at = slice_find(item, SLICE(";"), 0);
	if (at == SIZE_MAX)
		return 1000;
	struct slice q = trim(slice_sub(item, at + 1, SIZE_MAX));
	if (q.n < 3 || (q.p[0] | 0x20) != 'q' || q.p[1] != '=' || (q.p[2] != '0' && q.p[2] != '1'))
		return 0;
	int weight = q.p[2] == '1' ? 1000 : 0, unit = 100;
	for (size_t i = 4; i < q.n && i < 7 && q.p[3] == '.' && q.p[i] >= '0' && q.p[i] <= '9'; i++, unit /= 10)
		weight += unit * (q.p[i] - '0');
	return weight > 1000 ? 1000 : weight;
}

static int index_of(struct slice item, const char *const *offered, int count)
{
	struct slice tag = trim(slice_sub(item, 0, slice_find(item, SLICE(";"), 0)));
	tag = slice_sub(tag, 0, slice_find(tag, SLICE("-"), 0));
	for (int i = 0; i < count && tag.n == 2; i++) {
		if (strncasecmp((const char *)tag.p, offered[i], 2) == 0)
			return i;
	}
	return -1;
}

int accept_language_best(struct slice header, const char *const *offered, int count)
{
	int best = -1, most = 0;
	for (size_t at = 0; at < header.n;) {
		size_t end = slice_find(header, SLICE(","), at);
		end = end == SIZE_MAX ? header.n : end;
		struct slice item = slice_sub(header, at, end - at);
		int i = index_of(item, offered, count), weight = weight_of(item);
		if (i >= 0 && weight > most) {
			best = i;
			most = weight;
		}
		at = end + 1;
	}
	return best;
}

bool accept_html(struct slice header)
{
	/* What programs send. */
	if (slice_is(header, "application/json"))
		return false;
	size_t html = slice_find(header, SLICE("text/html"), 0), json = slice_find(header, SLICE("json"), 0);
	return html != SIZE_MAX && html < json;
}

bool accept_gzip(struct slice header)
{
	for (size_t at = 0; at < header.n;) {
		size_t end = slice_find(header, SLICE(","), at);
		end = end == SIZE_MAX ? header.n : end;
		struct slice item = slice_sub(header, at, end - at), coding = trim(slice_sub(item, 0, slice_find(item, SLICE(";"), 0)));
		if (coding.n == 4 && strncasecmp((const char *)coding.p, "gzip", 4) == 0)
			return weight_of(item) > 0;
		at = end + 1;
	}
	return false;
}
