// Records, stamped proofs and documents, as somebody uses them who is signed in.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { accessible, as, leave } from './common.mjs';

const person = (world, name, identity) => world.sessions[name].persons[identity];
const main = (page) => page.innerText('main');
const next = (page) => page.click('#form .actions button');

// From the first question to the document's page; answers: what to choose on the way.
async function make(page, { institution = 'bank', recipient = '', purpose = '', days = '90', hide = [], show = [] } = {}) {
	await page.check(`input[name=institution][value=${institution}]`);
	await page.fill('#recipient', recipient);
	await page.fill('#purpose', purpose);
	await next(page);
	await page.check(`input[name=proof_days][value="${days}"]`);
	for (const key of hide)
		await page.check(`#${key}`);
	for (const key of show)
		await page.uncheck(`#${key}`);
	await next(page);
	await page.waitForURL(/preview$/);
	const seen = await page.$$eval('details.fold', (all) => all.map((one) => one.textContent));
	await next(page);
	await page.waitForURL(/documents\/[0-9A-Z]{11}\?done=/);
	return seen;
}

async function download(page) {
	const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
	return { name: file.suggestedFilename(), path: await file.path() };
}

// What the verifier's page says of an uploaded file.
async function verdict(world, path) {
	const context = await world.browser.newContext({ locale: 'en-GB' });
	const page = await context.newPage();
	await page.goto(world.verify);
	await page.setInputFiles('input[type=file]', { name: 'proof.pdf', mimeType: 'application/pdf', buffer: readFileSync(path) });
	const shown = await page.waitForSelector('article.answer[data-verdict]', { timeout: 20000 }).catch(async () => {
		await page.locator('form:has(input[type=file]) button').first().click();
		return page.waitForSelector('article.answer[data-verdict]');
	});
	const found = [await shown.getAttribute('data-verdict'), await page.innerText('main')];
	await context.close();
	return found;
}

export const tests = {
	async records_say_what_runs_out_first(world) {
		const page = await as(world, 'berta', '/visa');
		assert.equal(new URL(page.url()).pathname, `/p/${person(world, 'berta', 'visa:RPT000003')}/visa`);
		const ends = await page.locator('.ends li').allInnerTexts();
		assert.match(ends[0], /Passport valid until/);
		assert.match(ends[1], /Residence permit valid until[^]*45 days left[^]*at the latest on[^]*lasts longer than your passport/);
		assert.match(await main(page), /RPT000003/);
		assert.equal(await page.locator('details.fold').count(), 2);
		await page.goto(`${world.base}/passport`);
		assert.match(await main(page), /T0000002[^]*Earlier passports[^]*issued/);
		assert.match(await main(page), /needs both on record/);
		await page.goto(`${world.base}/card`);
		assert.match(await main(page), /No permanent-residence card is on record/);
		await leave(page);
	},

	// Clara's link is put together of her card and her passport; Anna's stands in the registry as one record.
	async each_of_the_four_proofs_is_valid(world) {
		const who = [['anna', 'visa:EV1234567', 'visa'], ['anna', 'visa:EV1234567', 'identity-link'], ...['pr-card', 'passport', 'identity-link'].map((kind) => (
			['clara', 'pr-card:93199919900615028X', kind]))];
		for (const [name, identity, kind] of who) {
			const page = await as(world, name, `/p/${person(world, name, identity)}/proof/${kind}`);
			const seen = await make(page, { recipient: ` Canary Bank ${kind} `, hide: ['birth_date'] });
			assert.equal(seen.length, 3);
			assert.ok(seen.every((text) => /19\d\d-\*\*-\*\*/.test(text)), `${kind}: hidden in the preview`);
			const file = await download(page);
			assert.match(file.name, /^[0-9A-Z]{11}\.pdf$/);
			const [word, text] = await verdict(world, file.path);
			assert.equal(word, 'valid', kind);
			assert.ok(text.includes(`Canary Bank ${kind}`) && /19\d\d-\*\*-\*\*/.test(text), kind);
			await leave(page);
		}
	},

	// The preview promises what a checker sees: field by field the same.
	async preview_is_what_the_checker_sees(world) {
		const page = await as(world, 'anna', `/p/${person(world, 'anna', 'visa:EV1234567')}/proof/visa`);
		const [paper] = await make(page, { institution: 'housing', hide: ['passport_number'] });
		const file = await download(page);
		const shown = JSON.parse(execFileSync(world.issuer.replace('issuer', 'verifier'), ['check', '--home', world.home, '--json', file.path]));
		for (const key of ['surname', 'given_names', 'number', 'passport_number', 'place', 'remarks'])
			assert.ok(paper.includes(shown.document.fields[key]), key);
		assert.deepEqual(shown.document.masked.sort(), ['number', 'passport_number']);
		await leave(page);
	},

	async made_twice_is_one_document(world) {
		const page = await as(world, 'berta', '/documents');
		const before = await page.locator('.paper').count();
		await page.goto(`${world.base}/p/${person(world, 'berta', 'visa:RPT000003')}/proof/visa`);
		await page.check('input[value=employer]');
		await next(page);
		await next(page);
		await page.waitForURL(/preview$/);
		const fields = await page.$$eval('#form input[type=hidden]', (all) => all.map((one) => [one.name, one.value]));
		const action = await page.getAttribute('#form', 'action');
		const post = () => page.request.post(world.base + action, { form: Object.fromEntries(fields), maxRedirects: 0, headers: { Origin: world.base } });
		const replies = await Promise.all([post(), post(), post()]);
		replies.push(await post());
		assert.deepEqual(replies.map((one) => one.status()), [303, 303, 303, 303]);
		assert.equal(new Set(replies.map((one) => one.headers().location)).size, 1);
		await page.goto(`${world.base}/documents`);
		assert.equal(await page.locator('.paper').count(), before + 1);
		await leave(page);
	},

	async renew_then_withdraw(world) {
		const page = await as(world, 'berta', `/p/${person(world, 'berta', 'visa:RPT000003')}/proof/passport`);
		await make(page, { institution: 'other', purpose: 'a canary lease' });
		const old = new URL(page.url()).pathname;
		const before = await download(page);
		await page.click('#renew button');
		await page.waitForURL(/done=proof-renewed/);
		assert.match(await main(page), /a canary lease/);
		const renewed = new URL(page.url()).pathname;
		assert.notEqual(renewed, old);
		assert.equal((await verdict(world, before.path))[0], 'superseded');
		await page.goto(world.base + old);
		assert.match(await main(page), /Replaced by a newer one/);
		assert.equal(await page.locator('a[download]').count(), 0);
		await page.goto(world.base + renewed);
		const file = await download(page);
		await page.click('a.danger');
		assert.match(await main(page), /cannot be undone/);
		assert.equal((await verdict(world, file.path))[0], 'valid');
		await next(page);
		await page.waitForURL(/done=proof-withdrawn/);
		assert.equal((await verdict(world, file.path))[0], 'revoked');
		await page.goto(`${world.base}/documents`);
		await page.getByRole('link', { name: 'Withdrawn', exact: true }).click();
		assert.match(await main(page), /a canary lease/);
		await leave(page);
	},

	async bad_input_stands_beside_its_field(world) {
		const page = await as(world, 'anna', `/p/${person(world, 'anna', 'visa:EV1234567')}/proof/visa`);
		await page.evaluate(() => document.querySelector('#recipient').removeAttribute('maxlength'));
		await page.fill('#recipient', 'x'.repeat(81));
		await next(page);
		assert.match(await page.innerText('#summary'), /Choose who will receive it[^]*at most 80/);
		assert.equal(await page.inputValue('#recipient'), 'x'.repeat(81));
		await page.click('#summary a');
		await accessible(page, 'proof with problems');
		// The language switch keeps what was typed and judges nothing.
		await page.fill('#recipient', 'Canary 银行');
		await page.click('.languages summary');
		await page.click('.languages button[lang=zh-Hans]');
		assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans');
		assert.equal(await page.inputValue('#recipient'), 'Canary 银行');
		assert.equal(await page.locator('#summary').count(), 0);
		await leave(page, ['422']);
	},

	async report_puts_the_record_under_correction(world) {
		const one = person(world, 'helper', 'visa:EVT00004');
		const page = await as(world, 'helper', `/p/${one}/visa`);
		assert.match(await main(page), /You act for SPECIMEN, CARLO/);
		await page.getByRole('link', { name: 'Something is wrong here' }).click();
		await next(page);
		assert.match(await page.innerText('#summary'), /Choose which entry is wrong[^]*Say what is right/);
		await page.check('input[value=place]');
		await page.fill('#text', 'Canary City');
		await next(page);
		await page.waitForURL(/done=reported/);
		assert.match(await main(page), /Under correction, case [0-9A-Z-]+/);
		assert.equal(await page.getByRole('link', { name: 'Something is wrong here' }).count(), 0);
		await page.goto(`${world.base}/p/${one}/documents`);
		assert.match(await main(page), /Under correction/);
		await leave(page, ['422']);
	},

	async several_persons_are_a_choice_and_nobody_leads_to_binding(world) {
		const page = await as(world, 'helper', '/visa');
		assert.equal(await page.locator('.choice').count(), 3);
		await page.locator('.choice a').first().click();
		assert.match(await page.innerText('.helped'), /You act for/);
		await leave(page);
		const alone = await as(world, 'nobody', '/card');
		assert.equal(await alone.locator('main a[href="/bind"]').count(), 1);
		await leave(alone);
	},

	// Whose record it is, is asked of the registry at every request.
	async strangers_and_lookers_get_no_further(world) {
		const anna = person(world, 'anna', 'visa:EV1234567');
		const page = await as(world, 'berta', '/');
		for (const path of ['visa', 'card', 'passport', 'photo/visa', 'documents', 'proof/visa', 'report/visa'])
			assert.equal((await page.goto(`${world.base}/p/${anna}/${path}`)).status(), 404, path);
		const number = (await (async () => {
			const own = await as(world, 'anna', '/documents');
			const href = await own.locator('.paper a').first().getAttribute('href');
			await leave(own);
			return href.split('/').pop();
		})());
		const mine = person(world, 'berta', 'visa:RPT000003');
		for (const path of [number, `${number}/file`, `${number}/withdraw`])
			assert.equal((await page.goto(`${world.base}/p/${mine}/documents/${path}`).catch(() => ({ status: () => 404 }))).status(), 404, path);
		await leave(page, ['404']);
		const looker = await as(world, 'looker', `/p/${anna}/visa`);
		assert.equal(await looker.getByRole('link', { name: 'Make a stamped proof' }).count(), 0);
		for (const path of ['proof/visa', 'report/visa', `documents/${number}/file`])
			assert.equal((await looker.goto(`${world.base}/p/${anna}/${path}`)).status(), 403, path);
		await leave(looker, ['403']);
	},
};
