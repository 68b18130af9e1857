/*
 * Owns: what pages are made of: frame, forms, fields with label, hint, error and kept value, lists, tables, notices, buttons. Every
 * component is accessible by itself (WCAG 2.2 AA). Literal markup of a page goes through html_put(&v->h, ...).
 */
#ifndef PORTAL_PARTS_H
#define PORTAL_PARTS_H

#include "base/text.h"
#include "portal/visit.h"

/* ---- words in a page: marked as English where the language lacks them ---- */

/* The sentence, escaped, {1}.. replaced by the values (each in <bdi>); absent values write nothing. Text places only. */
void put_say(struct visit *v, const char *key);
void put_say1(struct visit *v, const char *key, struct slice a);
void put_say2(struct visit *v, const char *key, struct slice a, struct slice b);
void put_say3(struct visit *v, const char *key, struct slice a, struct slice b, struct slice c);
/* A person's or office's own words in their language: <span lang= dir=auto>. tag may be NULL (not known). */
void put_foreign(struct visit *v, struct slice text, const char *tag);
/* What stands between a label and its value: ": ", "：" or " :" as the language writes it. */
void put_colon(struct visit *v);
/* "2026-11-22" as <time>, with weekday and month in words of the page's language. Unknown parts are told. */
void put_date(struct visit *v, struct date d);
/* Date and time of an instant at an offset in minutes (an office's clock), as <time>. */
void put_time(struct visit *v, int64_t instant, int offset_minutes);

/* ---- frame ---- */

/* FORM: has the form "form", whose typed values the language switch keeps. WIDE: tiles and tables. PRINT: made for paper. */
enum { SCREEN_PLAIN = 0, SCREEN_FORM = 1, SCREEN_WIDE = 2, SCREEN_PRINT = 4 };
/* Head, banner, breadcrumb back link (`back` a path, or NULL), error summary, <h1> of title_key. */
void screen_open(struct visit *v, const char *title_key, const char *back, unsigned flags);
/* The same with a value in the title. */
void screen_open1(struct visit *v, const char *title_key, struct slice value, const char *back, unsigned flags);
/* Foot; the page becomes the reply. */
void screen_close(struct visit *v);

/* ---- forms: one main form a page, id "form"; others get ids of their own ---- */

/* POST to `action` with the token of the session or visitor. */
void part_form_open(struct visit *v, const char *action);
/* Button(s) and end. */
void part_form_close(struct visit *v, const char *button_key);
/* A form of one button only, e.g. "cancel", with hidden fields name=value pairs (NULL ended list of const char *). */
void part_button_form(struct visit *v, const char *id, const char *action, const char *button_key, bool danger, const char *const *hidden);
/* The same where the button is the page's first act. A form stands in no <p>: put several into <div class="actions">. */
void part_main_button_form(struct visit *v, const char *id, const char *action, const char *button_key, const char *const *hidden);
void part_hidden(struct visit *v, const char *name, struct slice value);

struct part_field {
	const char *name;          /* also the id */
	const char *label, *hint;  /* keys; hint may be NULL */
	const char *type;          /* "text" (NULL), "email", "tel", "password", "search", "number", "date" */
	const char *autocomplete;  /* HTML autofill token, NULL = off */
	const char *inputmode;     /* or NULL */
	const char *shape;         /* "code" (mono, wide letters), "short", "date", NULL = full width */
	struct slice value;        /* shown when nothing was typed yet */
	int longest;               /* maxlength, 0 = none */
	bool optional;             /* says so beside the label */
};
/* What was typed stands in it again (never a password); the field's problem stands over it. */
void part_field(struct visit *v, const struct part_field *f);
void part_textarea(struct visit *v, const struct part_field *f, int rows);

struct part_option {
	struct slice value;        /* sent; [a-z0-9-] and ids */
	const char *label;         /* key, or NULL: */
	struct slice text;         /* the words themselves (an office's name), already in the page's language or the holder's own */
	const char *hint;          /* key or NULL */
	struct slice hint_text;    /* or words */
	bool chosen;               /* when nothing was typed yet */
	bool disabled;
};
/* Radio buttons in a fieldset; `label` is the legend. Value of the chosen one under `name`. */
void part_radios(struct visit *v, const char *name, const char *label, const char *hint, const struct part_option *options, size_t count);
/* Checkboxes: each is sent as its own name `option.value` = "1". `group` is the name problems are noted under. */
void part_checks(struct visit *v, const char *group, const char *label, const char *hint, const struct part_option *options, size_t count);
/* A group whose options the page writes itself: legend, hint and problem as above. */
void part_group_open(struct visit *v, const char *name, const char *label, const char *hint);
void part_group_close(struct visit *v);
void part_select(struct visit *v, const struct part_field *f, const struct part_option *options, size_t count);

/* ---- reading ---- */

/* A list of label: value rows (<dl>); change links optional. */
void part_list_open(struct visit *v);
void part_row(struct visit *v, const char *label_key, struct slice value);
/* The value is written by the caller between these two. `change` is a path or NULL. */
void part_row_open(struct visit *v, const char *label_key);
void part_row_close(struct visit *v, const char *change);
void part_list_close(struct visit *v);

/* Tones: "good" "stale" "bad" "open" "info". A notice is a box with a sentence; a tag is a small label in a row. Never colour alone. */
void part_notice(struct visit *v, const char *tone, const char *key, struct slice value);
void part_tag(struct visit *v, const char *tone, const char *key);
/* A tile of a start page: icon of portal/web/icons, title and text keys. Between part_tiles_open and _close. */
void part_tiles_open(struct visit *v);
void part_tile(struct visit *v, const char *href, const char *icon, const char *title_key, const char *text_key);
void part_tiles_close(struct visit *v);
/* A link that looks like a button; main = the page's first action. */
void part_link_button(struct visit *v, const char *href, const char *key, bool main);
void part_icon(struct visit *v, const char *name);
void part_heading(struct visit *v, const char *key);   /* <h2> */
void part_text(struct visit *v, const char *key);      /* <p> */

#endif
