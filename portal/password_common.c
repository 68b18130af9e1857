/* Owns: the judgement whether a password is among the first that anybody tries. */
#include "portal/password_common.h"

#define WORD_MOST 64

static const char *const words[] = {
#define X(word) word,
#include "portal/password_common.def"
#undef X
};

static const char *const runs[] = { "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
	"azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
	"1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "!@#$%^&*()_+", "147258369", "159357", "qazwsxedcrfvtgbyhnujm" };

/* What stands for a letter in passwords that should look clever; i and l are one, for 1 stands for both. */
static uint8_t plain(uint8_t c)
{
	static const char from[] = "0134578@$!|i", to[] = "oleastbaslll";
	const char *at = c ? strchr(from, c) : NULL;
	return at ? (uint8_t)to[at - from] : c;
}

static bool is_letter(uint8_t c) { return (c >= 'a' && c <= 'z') || c >= 0x80; }

static bool same_word(struct slice s, const char *word)
{
	size_t n = strlen(word);
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (plain(s.p[i]) != plain((uint8_t)word[i]))
			return false;
	}
	return true;
}

static bool on_list(struct slice s)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (same_word(s, words[i]))
			return true;
	}
	return false;
}

/* "passw0rd!2024" -> "passw0rd": figures and signs off both ends, every way that leaves a word. */
static bool word_with_trimmings(struct slice s)
{
	size_t from = 0;
	for (;; from++) {
		for (size_t end = s.n; end > from; end--) {
			if (on_list(slice_sub(s, from, end - from)))
				return true;
			if (is_letter(s.p[end - 1]))
				break;
		}
		if (from + 1 >= s.n || is_letter(s.p[from]))
			return false;
	}
}

/* One piece of at most four bytes again and again ("aaaaaaaa", "abab", "123123123"), the last one perhaps cut. */
static bool repeats(struct slice s)
{
	for (size_t piece = 1; piece <= 4 && piece * 2 <= s.n; piece++) {
		size_t i = piece;
		while (i < s.n && s.p[i] == s.p[i - piece])
			i++;
		if (i == s.n)
			return true;
	}
	return false;
}

/* How long a piece of one of the runs, forwards or backwards, the text begins with. */
static size_t run_length(struct slice s, const char *run)
{
	size_t n = strlen(run), best = 0;
	for (size_t at = 0; at < n; at++) {
		size_t up = 0, down = 0;
		while (up < s.n && at + up < n && s.p[up] == (uint8_t)run[at + up])
			up++;
		while (down < s.n && down <= at && s.p[down] == (uint8_t)run[at - down])
			down++;
		best = up > best ? up : best;
		best = down > best ? down : best;
	}
	return best;
}

/* Nothing but runs of at least three, and three characters of something else in all. */
static bool all_runs(struct slice s)
{
	size_t others = 0;
	while (s.n) {
		size_t best = 0;
		for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
			size_t n = run_length(s, runs[i]);
			best = n > best ? n : best;
		}
		others += best < 3;
		if (others > 3)
			return false;
		s = slice_sub(s, best < 3 ? 1 : best, s.n);
	}
	return true;
}

bool password_is_common(struct slice lower)
{
	return lower.n > 0 && (repeats(lower) || all_runs(lower) || (lower.n <= WORD_MOST && word_with_trimmings(lower)));
}

bool password_is_made_of(struct slice lower, struct slice word)
{
	if (word.n < 4 || lower.n < word.n)
		return false;
	for (size_t at = 0; at + word.n <= lower.n; at++) {
		size_t i = 0;
		while (i < word.n && plain(lower.p[at + i]) == plain(word.p[i]))
			i++;
		/* "cinnabar" with "2024" hung on is still it; in a long sentence it is a word like others. */
		if (i == word.n && lower.n - word.n <= word.n)
			return true;
	}
	return false;
}
