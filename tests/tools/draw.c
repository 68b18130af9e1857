/*
 * Owns: sample documents of every kind, unsigned, to look at and to measure: draw FOLDER [ROUNDS [PHOTO [NAME]]] writes them, ROUNDS
 * measures that many fills.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "templates/fill.h"

struct sample {
	const char *name;
	enum kind kind;
	const char *values[FIELD_COUNT];
	const char *recipient, *purpose;
	uint64_t masked;
};

static const struct sample samples[] = {
	{ "visa", KIND_VISA, { [FIELD_SURNAME] = "SPECIMEN", [FIELD_GIVEN] = "ANNA MARIA", [FIELD_NATIVE] = "样本安娜", [FIELD_BIRTH] = "1985-07-14",
		[FIELD_SEX] = "F", [FIELD_NATIONALITY] = "UTO", [FIELD_PASSPORT_NUMBER] = "*****4567", [FIELD_TYPE] = "residence-permit", [FIELD_CATEGORY] = "Z",
		[FIELD_NUMBER] = "EV1234567", [FIELD_ENTRIES] = "0", [FIELD_ENTER_BEFORE] = "2026-06-30", [FIELD_DAYS] = "0", [FIELD_ISSUED] = "2026-02-11",
		[FIELD_EXPIRES] = "2027-02-10", [FIELD_PLACE] = "Specimen City 样本市", [FIELD_REMARKS] = "Employed by Specimen Works Ltd." },
		"Specimen Bank, Branch 1", "Opening a current account", 1u << FIELD_PASSPORT_NUMBER },
	{ "pr-card", KIND_PR_CARD, { [FIELD_SURNAME] = "SPECIMEN", [FIELD_GIVEN] = "JAN", [FIELD_NATIVE] = "𠮷野样本", [FIELD_BIRTH] = "1970-01-02",
		[FIELD_SEX] = "M", [FIELD_NATIONALITY] = "UTO", [FIELD_CARD_NUMBER] = "911124197001020013", [FIELD_CARD_ISSUED] = "2024-01-02",
		[FIELD_CARD_EXPIRES] = "2034-01-01", [FIELD_AUTHORITY] = "Specimen Immigration Administration", [FIELD_PASSPORT_NUMBER] = "P1234567" },
		"样本社会保险机构", "Social insurance registration 社会保险登记", 0 },
	{ "passport", KIND_PASSPORT, { [FIELD_SURNAME] = "NGUYỄN SPECIMEN", [FIELD_GIVEN] = "THỊ ĐẶNG ŁÓDŹ", [FIELD_NATIVE] = "नमूना สมชาย", [FIELD_BIRTH] = "1985-00-00",
		[FIELD_SEX] = "X", [FIELD_NATIONALITY] = "UTO", [FIELD_PASSPORT_NUMBER] = "L898902C3", [FIELD_PASSPORT_STATE] = "UTO", [FIELD_PASSPORT_ISSUED] = "2020-04-15",
		[FIELD_PASSPORT_EXPIRES] = "2030-04-15", [FIELD_AUTHORITY] = "Utopian Passport Office", [FIELD_EARLIER_PASSPORTS] = "K1111111, K2222222",
		[FIELD_MRZ] = "P<UTOSPECIMEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10" },
		NULL, NULL, 0 },
	{ "identity-link", KIND_IDENTITY_LINK, { [FIELD_SURNAME] = "SPECIMEN", [FIELD_NATIVE] = "محمد عبد الله", [FIELD_BIRTH] = "1990-12-00", [FIELD_SEX] = "M",
		[FIELD_NATIONALITY] = "UTO", [FIELD_CARD_NUMBER] = "**************0013", [FIELD_CARD_ISSUED] = "2024-01-02", [FIELD_CARD_EXPIRES] = "2034-01-01",
		[FIELD_AUTHORITY] = "Specimen Immigration Administration", [FIELD_PASSPORT_NUMBER] = "P7654321", [FIELD_PASSPORT_STATE] = "UTO",
		[FIELD_PASSPORT_ISSUED] = "2025-05-06", [FIELD_PASSPORT_EXPIRES] = "2035-05-05", [FIELD_EARLIER_PASSPORTS] = "P1234567, P0000001, P0000002" },
		"Specimen Telecom", "SIM card contract", 1u << FIELD_CARD_NUMBER },
	{ "long", KIND_VISA, { [FIELD_SURNAME] = "SPECIMEN-LONGSURNAME DE LA FUENTE Y MONTENEGRO VON UND ZU HOHENUTOPIA-SAMPLEBERG",
		[FIELD_GIVEN] = "MARIA ALEJANDRA ESPERANZA GUADALUPE CONCEPCION DEL ROSARIO TERESA MARGARITA ELISABETH",
		[FIELD_NATIVE] = "Мария Александра Образцова-Длиннофамильная Константиновна", [FIELD_BIRTH] = "1985-07-14", [FIELD_SEX] = "F", [FIELD_NATIONALITY] = "UTO",
		[FIELD_TYPE] = "visa", [FIELD_CATEGORY] = "S2", [FIELD_NUMBER] = "EV1234567", [FIELD_ENTRIES] = "2",
		[FIELD_PLACE] = "Embassy of the Specimen Authority in the Capital City of the Republic of Utopia, Consular Section",
		[FIELD_REMARKS] = "The holder is accompanied by two children whose names are stated in the annex; the holder shall register with the local office of the "
			"authority within thirty days; employment is not permitted; a change of address shall be reported." },
		"Specimen Commercial and Industrial Bank of Utopia, Limited, International Private Clients Branch",
		"Proof of residence for a mortgage on a flat in Specimen City and for the insurance that goes with it", 0 },
	{ "korean", KIND_PR_CARD, { [FIELD_SURNAME] = "ПРИМЕР", [FIELD_GIVEN] = "WZÓR ŁUCJA", [FIELD_NATIVE] = "견본 홍길동", [FIELD_BIRTH] = "1970-01-02", [FIELD_SEX] = "F",
		[FIELD_NATIONALITY] = "UTO", [FIELD_CARD_NUMBER] = "911124197001020021" }, NULL, NULL, 0 },
};

static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static const struct house_style style = { "Specimen Immigration Administration", "样本移民管理局", "http://127.0.0.1:8080/v", "", "", true };

static enum err draw_one(struct ctx *cx, const struct fonts *fonts, struct stock *const stocks[], const struct sample *s, struct slice photo, struct fill *out)
{
	struct proof p = { .kind = s->kind, .number = SLICE("7K3QD9XW2M4"), .masked = s->masked, .issued_at = 1773144000, .proof_ends = { 2026, 6, 8 },
		.ends = { 2027, 2, 10 }, .status_list = 3, .status_index = 4711, .photo = photo };
	for (int i = 0; i < FIELD_COUNT; i++)
		p.value[i] = slice_str(s->values[i]);
	p.recipient = slice_str(s->recipient);
	p.purpose = slice_str(s->purpose);
	char seal[512] = "http://127.0.0.1:8080/v#";
	size_t n = strlen(seal);
	uint32_t x = 12345;
	for (size_t i = 0; i < 400; i++) {
		x = x * 1664525 + 1013904223;
		seal[n++] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[x >> 27];
	}
	static struct buf json;
	buf_init(&json, 65536);
	proof_encode(&p, &json);
	struct fill_input in = { &p, buf_slice(&json), slice_of(seal, n), "K7M2X9QPW3TR5", 2200 };
	enum err err = fill_build(cx, stocks[s->kind], fonts, &in, out);
	buf_free(&json);
	return err;
}

struct job {
	const char *folder, *only;
	long rounds;
	const struct fonts *fonts;
	struct stock *stocks[KIND_COUNT];
	struct buf photo;
};

/* The best of batches of 20, in microseconds of this process: other programs disturb the rest. */
static double measure(struct ctx *cx, const struct job *job, const struct sample *s)
{
	double best = 1e9;
	for (long batch = 0; batch * 20 < job->rounds; batch++) {
		double t = cpu_us();
		for (int k = 0; k < 20; k++) {
			struct fill f;
			ctx_reset(cx);
			if (draw_one(cx, job->fonts, job->stocks, s, buf_slice(&job->photo), &f) == OK)
				fill_free(&f);
		}
		t = (cpu_us() - t) / 20;
		best = t < best ? t : best;
	}
	return best;
}

static bool draw_sample(const struct job *job, const struct sample *s)
{
	struct ctx cx;
	struct fill f;
	struct buf file;
	char path[512];
	ctx_init(&cx, 1773144000);
	buf_init(&file, 1 << 20);
	enum err err = draw_one(&cx, job->fonts, job->stocks, s, buf_slice(&job->photo), &f);
	if (err == OK) {
		buf_put_slice(&file, stock_bytes(job->stocks[s->kind]));
		buf_put_slice(&file, buf_slice(&f.bytes));
		printf("%s: fill %zu, file %zu bytes", s->name, f.bytes.n, file.n);
		snprintf(path, sizeof path, "%s/%s.pdf", job->folder, s->name);
		err = file_write(&cx, path, buf_slice(&file), 0644);
		fill_free(&f);
	}
	if (err == OK && job->rounds > 0)
		printf(", %.0f us", measure(&cx, job, s));
	if (err == OK)
		printf("\n");
	else
		fprintf(stderr, "%s: %s: %s\n", s->name, err_name(err), cx.text);
	buf_free(&file);
	ctx_free(&cx);
	return err == OK;
}

static enum err open_all(struct ctx *cx, struct job *job, const char *photo)
{
	struct fonts *fonts = NULL;
	enum err err = fonts_open(cx, &fonts);
	job->fonts = fonts;
	for (enum kind k = KIND_VISA; k < KIND_COUNT && err == OK; k++) {
		double t = cpu_us();
		err = stock_build(cx, fonts, k, &style, &job->stocks[k]);
		if (err == OK)
			printf("%s: stock %zu bytes, %.1f ms\n", kind_name(k), stock_bytes(job->stocks[k]).n, (cpu_us() - t) / 1000);
	}
	if (err == OK && photo && *photo)
		err = file_read(cx, photo, &job->photo);
	return err;
}

int main(int argc, char **argv)
{
	struct ctx cx;
	struct job job = { .folder = argc > 1 ? argv[1] : ".", .rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 0, .only = argc > 4 ? argv[4] : NULL };
	bool good = true;
	ctx_init(&cx, 1773144000);
	buf_init(&job.photo, 1 << 20);
	if (open_all(&cx, &job, argc > 3 ? argv[3] : NULL) != OK) {
		fprintf(stderr, "draw: %s: %s\n", err_name(cx.err), cx.text);
		return 1;
	}
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
		if (!job.only || strcmp(job.only, samples[i].name) == 0)
			good &= draw_sample(&job, &samples[i]);
	return good ? 0 : 1;
}
