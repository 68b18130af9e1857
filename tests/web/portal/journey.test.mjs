// One person's whole way, with real clicks, in three languages: register, connect, four proofs that the verifier finds valid, book, move, follow
// progress, help a relative, share, freeze. Words are not looked at: the pages differ by language alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, chooseTime, fits, leave, toDayAfter, visit } from './common.mjs';
import { travellers } from './records.mjs';

const PASSWORD = 'violet harbour kettle';
const KINDS = ['visa', 'pr-card', 'passport', 'identity-link'];
const next = (page) => page.click('#form .actions button.button');
const messages = (world, to) => readdirSync(world.outbox).filter((name) => name.endsWith('.json'))
	.map((name) => JSON.parse(readFileSync(join(world.outbox, name), 'utf8'))).filter((m) => m.to === to).sort((a, b) => a.made_at - b.made_at);
const officer = (world, ...words) => execFileSync(world.issuer, [...words, '--home', world.home, '--operator', 'tester'], { stdio: ['pipe', 'pipe', 'pipe'], encoding: 'utf8' });

// The code in a message, whatever its language: behind the colon at the end of a line.
function codeFrom(world, to) {
	const body = messages(world, to).at(-1)?.body ?? '';
	const found = /[:：]\s*([0-9A-Z][0-9A-Z -]{4,})\s*$/m.exec(body) ?? /\b(\d{6})\b/.exec(body);
	assert.ok(found, `no code for ${to}`);
	return found[1].trim();
}

async function register(page, world, contact) {
	await page.click('a[href^="/sign-in"]');
	await page.click('main a[href^="/register"]');
	await page.fill('#contact', contact);
	await next(page);
	await page.fill('#code', codeFrom(world, contact));
	await next(page);
	await page.fill('#new', PASSWORD);
	await next(page);
	await page.waitForURL(/\/bind/);
}

async function connect(page, world, who) {
	await page.fill('#passport', who.passport);
	await page.fill('#birth', who.birth);
	await page.fill('#number', who.permit);
	await next(page);
	await page.fill('#code', codeFrom(world, who.email));
	await next(page);
	await page.waitForSelector('.notice.good');
	await page.goto(`${world.base}/visa`);
	return /\/p\/([0-9A-Z]{12})\/visa/.exec(page.url())[1];
}

async function prove(page, world, person, kind) {
	await page.goto(`${world.base}/p/${person}/proof/${kind}`);
	await page.check('input[name=institution][value=bank]');
	await page.fill('#recipient', 'Specimen Bank');
	await next(page);
	await page.check('input[name=proof_days][value="90"]');
	await next(page);
	await page.waitForURL(/preview$/);
	await next(page);
	await page.waitForURL(/documents\/[0-9A-Z]{11}\?done=/);
	const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
	return file.path();
}

async function verdict(world, path) {
	const context = await world.browser.newContext({ locale: 'en-GB' });
	const page = await context.newPage();
	await page.goto(world.verify);
	await page.setInputFiles('input[type=file]', { name: 'proof.pdf', mimeType: 'application/pdf', buffer: readFileSync(path) });
	const shown = await page.waitForSelector('article.answer[data-verdict]', { timeout: 30000 });
	const word = await shown.getAttribute('data-verdict');
	await context.close();
	return word;
}

async function book(page, world) {
	await page.goto(`${world.base}/appointments/service`);
	await page.check('input[value=residence-permit]');
	await next(page);
	const boxes = page.locator('#people input[type=checkbox]:not(:disabled)');
	await boxes.first().waitFor();
	for (let i = 0; i < await boxes.count(); i++)
		await boxes.nth(i).setChecked(i === 0);
	await next(page);
	await page.fill('#near', 'Shanghai');
	await page.locator('form[method=get] button').click();
	await page.waitForURL(/near=Shanghai/);
	await page.check('#office-1');
	await next(page);
	await page.waitForURL(/appointments\/time/);
	await chooseTime(page, 3);
	await next(page);
	await page.waitForURL(/check$/);
	await next(page);
	await page.waitForURL(/bookings\/[0-9A-Z]{12}\?done=booked/);
	const path = page.url().split('?')[0];
	const before = await page.locator('main time').first().getAttribute('datetime');
	await page.goto(`${path}/move`);
	await toDayAfter(page);
	await chooseTime(page, 5);
	await next(page);
	await page.waitForURL(/done=booking-moved/);
	assert.notEqual(await page.locator('main time').first().getAttribute('datetime'), before);
}

async function follow(page, world, person, who) {
	const file = join(world.home, `application-${who.language}.json`);
	writeFileSync(file, JSON.stringify(who.application));
	officer(world, 'application', 'add', file);
	await page.goto(`${world.base}/p/${person}/progress`);
	assert.match(await page.innerText('main'), new RegExp(who.applicationNumber));
	const steps = await page.locator('main .steps li, main time').count();
	officer(world, 'application', 'update', who.applicationNumber, '--step', 'review');
	await page.reload();
	assert.ok(await page.locator('main .steps li, main time').count() > steps, 'the new step is shown');
}

async function help(page, world) {
	await page.goto(`${world.base}/relatives/ask`);
	await page.fill('#label', 'grandmother');
	await page.fill('#passport_number', 'E00000033');
	await page.fill('#birth_date', '1946/2/11');
	await page.fill('#number', 'SP000033');
	await page.check('#may-view');
	await page.check('#may-download');
	await next(page);
	await page.click('main a[href="/relatives/code"]');
	await page.fill('#code', codeFrom(world, 'erna@example.org'));
	await next(page);
	await page.waitForURL(/done=relative-confirmed/);
	assert.match(await page.innerText('main'), /ERNA/);
	await page.click('main a[href$="/visa"]');
	assert.match(await page.innerText('main'), /SP000033/);
	await page.goto(`${world.base}/relatives`);
	await page.locator('form[id^=stop-] button').first().click();
	await page.waitForURL(/done=helper-stopped/);
	assert.doesNotMatch(await page.innerText('main'), /ERNA/);
}

// What the verifier's page shows for a share code.
async function opened(world, code, birth) {
	const context = await world.browser.newContext({ locale: 'en-GB' });
	const page = await context.newPage();
	await page.goto(`${world.verify}/share`);
	await page.fill('#code', code);
	await page.fill('#birth_date', birth);
	await page.fill('#organisation', 'Specimen Telecom, Shop 7');
	await page.click('#by-share button');
	const found = [await page.getAttribute('article.answer', 'data-verdict'), await page.innerText('main')];
	await context.close();
	return found;
}

async function share(page, world, person, who) {
	await page.goto(`${world.base}/p/${person}/shares/new`);
	await page.check('input[name=purpose][value=telecom]');
	await page.check('#visa');
	await next(page);
	const code = await page.innerText('#share-code');
	assert.match(code, /^T[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
	const [word, text] = await opened(world, code, who.birth);
	assert.equal(word, 'open');
	assert.match(text, new RegExp(who.surname));
	assert.doesNotMatch(text, new RegExp(who.permit));
	assert.equal((await opened(world, code, '1901-01-01'))[0], 'closed');
	await page.goto(`${world.base}/p/${person}/shares`);
	assert.match(await page.innerText('main'), /Specimen Telecom, Shop 7/);
	await accessible(page, 'share codes');
	await page.click('#freeze button');
	await page.waitForURL(/done=frozen/);
	assert.equal((await opened(world, code, who.birth))[0], 'closed');
	await page.click('#freeze button');
	await page.waitForURL(/done=thawed/);
	await page.locator('form[id^=end-] button').first().click();
	await page.waitForURL(/done=share-stopped/);
	assert.equal((await opened(world, code, who.birth))[0], 'closed');
	assert.match(await page.innerText('main'), /Specimen Telecom, Shop 7/);
}

// A closed account holds no right any more: what it shared is closed with it.
async function closeAccount(page, world, person, who) {
	await page.goto(`${world.base}/p/${person}/shares/new`);
	await page.check('input[name=purpose][value=bank]');
	await page.check('#visa');
	await next(page);
	const code = await page.innerText('#share-code');
	assert.equal((await opened(world, code, who.birth))[0], 'open');
	await page.goto(`${world.base}/account/close`);
	await page.check('#yes');
	await next(page);
	await page.waitForURL(/done=closed/);
	assert.equal((await opened(world, code, who.birth))[0], 'closed');
}

async function journey(world, language) {
	const who = travellers.find((one) => one.language === language);
	const page = await visit(world, `/?lang=${language}`, { viewport: { width: 390, height: 844 } });
	assert.equal(await page.getAttribute('html', 'dir'), language === 'ar' ? 'rtl' : 'ltr');
	await register(page, world, `account-${who.email}`);
	const person = await connect(page, world, who);
	for (const kind of KINDS)
		assert.equal(await verdict(world, await prove(page, world, person, kind)), 'valid', kind);
	await book(page, world);
	await follow(page, world, person, who);
	await help(page, world);
	await share(page, world, person, who);
	await page.goto(`${world.base}/p/${person}/acts`);
	assert.ok(await page.locator('tbody tr').count() >= 8, 'the log of acts');
	await fits(page, 'the log of acts');
	await closeAccount(page, world, person, who);
	await leave(page, ['422']);
}

export const tests = {
	english: (world) => journey(world, 'en'),
	chinese: (world) => journey(world, 'zh'),
	arabic: (world) => journey(world, 'ar'),
};
