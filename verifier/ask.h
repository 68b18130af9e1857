/*
 * Owns: the question in a posted form (POST /check, the way without JavaScript): multipart/form-data with a file "pdf", or typed
 * fields "number" + "code" or "seal". Must never keep an upload.
 */
#ifndef VERIFIER_ASK_H
#define VERIFIER_ASK_H

#include "verifier/verify.h"

/* What is missing from a form that could be read: the person is shown the form again, with a sentence at the place. */
enum ask_flaw { ASK_FINE = 0, ASK_NO_FILE, ASK_EMPTY_FILE, ASK_NOTHING, ASK_NO_NUMBER, ASK_NO_CODE, ASK_TWO };

struct ask {
	struct question question;  /* QUESTION_NONE where nothing was typed or chosen, or where switched is set */
	bool switched;             /* the language button of the start page: show it again with what was typed */
	struct slice typed_number, typed_code, typed_seal;
	enum ask_flaw flaw;        /* beside ERR_FORM, where the form itself was whole */
};

/*
 * ERR_FORM (HTTP 400) malformed or contradictory, ERR_FORM_TYPE (415) not a form, ERR_LIMIT (413). Slices lie in the body or in
 * cx's arena. A number field that holds a whole seal text (a desk scanner types where the cursor stands) is taken as the seal.
 */
must_use enum err ask_form(struct ctx *cx, struct slice content_type, struct slice body, struct ask *out);

#endif
