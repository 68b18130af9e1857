// One way through every page of the portal and most of its states, with real clicks; it works with and without scripts. At each stop it calls
// look(page, name): walk.test.mjs judges the page there, and a tour may take its picture.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseTime, toDayAfter, visit } from './common.mjs';
import { walkers } from './records.mjs';

const PASSWORD = 'violet harbour kettle', NEXT = 'seven quiet ferries';
const next = (page) => page.click('#form .actions button.button');
const main = (page) => page.innerText('main');
const messages = (world, to) => readdirSync(world.outbox).filter((name) => name.endsWith('.json'))
	.map((name) => JSON.parse(readFileSync(join(world.outbox, name), 'utf8'))).filter((m) => m.to === to).sort((a, b) => a.made_at - b.made_at);

// The codes of this kind of message, the last one last: two of one second have no order.
function codes(world, to, kind) {
	const found = messages(world, to).filter((m) => m.kind === kind)
		.map((m) => /[:：]\s*([0-9A-Z][0-9A-Z -]{4,})\s*$/m.exec(m.body) ?? /\b(\d{6})\b/.exec(m.body)).filter(Boolean).map((m) => m[1].trim());
	assert.ok(found.length, `no ${kind} for ${to}`);
	return found.reverse();
}

async function typeCode(page, all) {
	for (const one of all) {
		const before = page.url();
		await page.fill('#code', one);
		await next(page);
		await page.waitForLoadState();
		if (page.url() !== before || !(await page.locator('#code').count()))
			return;
	}
	assert.fail('no code fits');
}

// RFC 6238, as an authenticator app counts.
function totp(key, step) {
	const bits = [...key.replaceAll(' ', '').toUpperCase()].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const message = Buffer.alloc(8);
	message.writeBigUInt64BE(BigInt(step));
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(message).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}
const stepNow = () => Math.floor(Date.now() / 30000);

class Way {
	constructor(world, { language, script = true, look, options = {} }) {
		Object.assign(this, { world, language, script, look, who: walkers.find((one) => one.language === language) });
		this.options = { javaScriptEnabled: script, locale: { en: 'en-GB', zh: 'zh-CN', ar: 'ar-EG', ru: 'ru-RU' }[language], ...options };
		this.contact = `new-${this.who.email}`;
		this.pages = [];
	}

	// A browser of its own; `name`: a session of world.sessions, or nobody.
	async open(path, name) {
		const page = await visit(this.world, '/about', this.options);
		this.pages.push(page);
		const cookies = [{ name: 'language', value: this.language, url: this.world.base }];
		if (name) {
			const [key, value] = this.world.sessions[`${name}-${this.who.language}`].cookie.split('=');
			cookies.push({ name: key, value, url: this.world.base });
		}
		await page.context().addCookies(cookies);
		await page.goto(this.world.base + path);
		return page;
	}

	person(name, identity) { return this.world.sessions[`${name}-${this.who.language}`].persons[identity]; }

	async at(page, path, name) {
		await page.goto(this.world.base + path);
		await this.look(page, name);
	}

	// The open form, posted as it is.
	async posted(page, name) {
		await next(page);
		await page.waitForLoadState();
		await this.look(page, name);
	}

	async close() {
		for (const page of this.pages)
			await page.context().close();
	}

	// ---- without an account ----

	async stranger() {
		const page = await this.open('/');
		await this.look(page, 'start');
		for (const path of ['/about', '/help', '/offices', '/guidance', '/appointments', '/progress', '/progress/number'])
			await this.at(page, path, path.slice(1).replace('/', '-'));
		await this.posted(page, 'progress-number-empty');
		await page.fill('#number', this.who.application.number);
		await page.fill('#birth', this.who.birth);
		await this.posted(page, 'progress-number-found');
		await this.at(page, '/offices?near=Atlantis', 'offices-unknown-place');
		await this.at(page, '/offices?near=Shanghai&service=residence-permit', 'offices-near');
		await this.at(page, '/offices?q=nothing-like-this', 'offices-none');
		await this.at(page, '/offices/sh-pudong', 'office');
		await this.at(page, '/guidance?q=passport', 'guidance-found');
		await this.at(page, '/guidance?q=qqqqq', 'guidance-not-found');
		await this.at(page, '/guidance/visa-extension', 'topic');
		await page.goto(`${this.world.base}/guidance/residence-permit`);
		const past = await page.locator('main a[href*="/versions/"]').first().getAttribute('href');
		await this.at(page, past, 'topic-past');
		await this.at(page, '/guidance/residence-permit/checklist', 'checklist-questions');
		const questions = await page.locator('fieldset').count();
		for (let i = 0; i < questions; i++)
			await page.locator('fieldset').nth(i).locator('label').first().click();
		await page.click('main form .actions button');
		await page.waitForLoadState();
		await this.look(page, 'checklist');
		await this.at(page, '/with-code', 'with-code');
		await this.posted(page, 'with-code-empty');
		await this.at(page, '/nowhere', '404');
		await this.at(page, '/account', 'sign-in-wanted');
		await this.at(page, '/sign-in', 'sign-in');
		await this.posted(page, 'sign-in-empty');
		await page.fill('#contact', `stranger-${this.who.email}`);
		await page.fill('#password', 'not the password');
		await this.posted(page, 'sign-in-wrong');
		for (const path of ['/v1/offices', '/v1/offices/sh-pudong'])
			assert.ok((await page.request.get(this.world.base + path)).ok(), path);
		this.visited(['/v1/offices', '/v1/offices/sh-pudong']);
	}

	visited(paths) { (this.beside ??= []).push(...paths); }

	// ---- a new account, step by step, with nothing in it ----

	async newcomer() {
		const page = this.newPage = await this.open('/register');
		await this.look(page, 'register');
		await this.posted(page, 'register-empty');
		await page.fill('#contact', this.contact);
		await this.posted(page, 'register-code');
		await page.fill('#code', '000000');
		await this.posted(page, 'register-code-wrong');
		await typeCode(page, codes(this.world, this.contact, 'account-code'));
		await this.look(page, 'register-password');
		await page.fill('#new', 'short');
		await this.posted(page, 'register-password-short');
		await page.fill('#new', PASSWORD);
		await this.posted(page, 'bind');
		await this.posted(page, 'bind-empty');
		for (const path of ['/', '/visa', '/card', '/passport', '/documents', '/shares', '/relatives', '/progress', '/appointments', '/appointments/service',
			'/appointments/who', '/account'])
			await this.at(page, path, `nothing${path.replaceAll('/', '-')}`);
		await page.goto(`${this.world.base}/bind`);
		await page.fill('#passport', this.who.passport);
		await page.fill('#birth', this.who.birth);
		await page.fill('#number', this.who.permit);
		await this.posted(page, 'bind-code');
		await page.fill('#code', 'WRONG1');
		await this.posted(page, 'bind-code-wrong');
		await typeCode(page, codes(this.world, this.who.email, 'bind-code'));
		await this.look(page, 'bound');
	}

	async account() {
		const page = this.newPage, { who, world } = this;
		await this.at(page, '/account', 'account');
		await this.at(page, '/account/language', 'account-language');
		await this.at(page, '/account/devices', 'account-devices');
		await this.at(page, '/account/password', 'account-password');
		await this.posted(page, 'account-password-empty');
		await this.at(page, '/account/contact', 'account-contact');
		await this.posted(page, 'account-contact-empty');
		await page.fill('#contact', `moved-${who.email}`);
		await this.posted(page, 'account-contact-code');
		await this.posted(page, 'account-contact-code-empty');
		await this.at(page, '/account/prove', 'account-prove');
		await this.posted(page, 'account-prove-empty');
		await this.at(page, '/account/close', 'account-close');
		await this.posted(page, 'account-close-empty');
		await this.at(page, '/account/security', 'security');
		await page.click('#app-on button');
		await page.waitForLoadState();
		await this.look(page, 'security-app');
		const key = await page.textContent('#key');
		await page.fill('#code', '123456');
		await this.posted(page, 'security-app-wrong');
		await page.fill('#code', totp(key, stepNow()));
		await this.posted(page, 'security-on');
		await page.click('#codes button');
		await page.waitForLoadState();
		await this.look(page, 'security-codes');
		const [paper, second] = await page.locator('ol.code li').allInnerTexts();
		if (this.script)
			await this.passkeys(page);
		await page.goto(`${world.base}/`);
		await page.click('#sign-out button');
		await page.waitForLoadState();
		await this.look(page, 'signed-out');
		await page.goto(`${world.base}/sign-in`);
		await page.fill('#contact', this.contact);
		await page.fill('#password', PASSWORD);
		await this.posted(page, 'sign-in-code');
		await this.posted(page, 'sign-in-code-empty');
		if (this.script) {
			await page.click('#with-passkey button, form[action="/sign-in/passkey/begin"] button');
			await page.waitForURL(/sign-in\/passkey/);
			await this.look(page, 'sign-in-passkey');
		}
		await this.at(page, '/recover', 'recover');
		await this.posted(page, 'recover-empty');
		await page.fill('#contact', this.contact);
		await this.posted(page, 'recover-code');
		await this.posted(page, 'recover-code-empty');
		await page.fill('#code', paper);
		await this.posted(page, 'recover-password');
		await this.posted(page, 'recover-password-empty');
		await page.fill('#second', second);
		await page.fill('#new', NEXT);
		await this.posted(page, 'recovered');
	}

	async passkeys(page) {
		const cdp = await page.context().newCDPSession(page);
		await cdp.send('WebAuthn.enable');
		await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
			isUserVerified: true, automaticPresenceSimulation: true } });
		await page.goto(`${this.world.base}/account/security`);
		await page.click('#passkey-on button');
		await page.waitForURL(/security\/passkey/);
		await this.look(page, 'security-passkey');
		await page.fill('#label', 'blue key');
		await page.click('#form button.button');
		await page.waitForURL(/done=passkey-on/);
		await this.look(page, 'security-passkey-on');
		await page.goto(`${this.world.base}/account/prove`);
		await page.click('#with-passkey button');
		await page.waitForURL(/prove\/passkey/);
		await this.look(page, 'account-prove-passkey');
	}

	// ---- somebody with everything ----

	async holder() {
		const { who } = this, one = this.person('full', `visa:${who.permit}`);
		const page = this.holderPage = await this.open('/', 'full');
		await this.look(page, 'overview');
		for (const path of ['/visa', '/card', '/passport', '/documents', '/shares'])
			await page.goto(this.world.base + path); // one person: straight to the record
		this.visited(['/visa', '/card', '/passport', '/documents', '/shares']);
		for (const part of ['visa', 'card', 'passport', 'progress', 'documents', 'shares', 'acts', 'report/visa', 'proof/visa', 'shares/new'])
			await this.at(page, `/p/${one}/${part}`, `own-${part.replace('/', '-')}`);
		assert.ok((await page.request.get(`${this.world.base}/p/${one}/photo/pr-card`)).status() !== 500);
		this.visited([`/p/${one}/photo/pr-card`]);
		await this.proofs(page, one);
		await this.shares(page, one);
		await page.goto(`${this.world.base}/p/${one}/report/visa`);
		await this.posted(page, 'report-empty');
		await page.check('input[name=field][value=place]');
		await page.fill('#text', 'Another place');
		await this.posted(page, 'reported');
		await this.at(page, `/p/${one}/acts`, 'acts-full');
		await this.at(page, '/', 'overview-full');
	}

	async proofs(page, one) {
		const path = `/p/${one}/proof/identity-link`;
		await this.at(page, path, 'proof-1');
		await this.posted(page, 'proof-1-empty');
		await page.check('input[name=institution][value=bank]');
		await page.fill('#recipient', 'The Very Old Specimen Savings and Loan Bank of the Eastern Provinces, Branch 17');
		await page.fill('#purpose', 'Opening an account for wages, and nothing else');
		await this.posted(page, 'proof-2');
		await page.check('input[name=proof_days][value="90"]');
		await this.posted(page, 'proof-3-preview');
		await this.at(page, `${path}/make`, 'proof-3-reloaded');
		await page.goto(`${this.world.base}${path}/preview`);
		await next(page);
		await page.waitForURL(/documents\/[0-9A-Z]{11}\?done=/);
		await this.look(page, 'proof-4-document');
		const file = await page.locator('a[download]').getAttribute('href');
		assert.equal((await page.request.get(this.world.base + file)).headers()['content-type'], 'application/pdf');
		// Two addresses of forms lead back to their page when they are opened again.
		this.visited([file, `${path}/make`, `${new URL(page.url()).pathname}/renew`]);
		await this.at(page, `${new URL(page.url()).pathname}/renew`, 'renew-reloaded');
		await page.click('#renew button');
		await page.waitForURL(/done=proof-renewed/);
		await this.look(page, 'document-renewed');
		await page.click('a.danger');
		await page.waitForURL(/withdraw/);
		await this.look(page, 'withdraw');
		await this.posted(page, 'withdrawn');
		await this.at(page, `/p/${one}/documents`, 'documents-full');
		await this.at(page, `/p/${one}/documents?state=ended`, 'documents-none-so');
	}

	async shares(page, one) {
		await page.goto(`${this.world.base}/p/${one}/shares/new`);
		await page.locator('input[type=checkbox]:checked').first().uncheck();
		await this.posted(page, 'share-empty');
		await page.check('input[name=purpose][value=bank]');
		for (const box of await page.locator('input[type=checkbox]').all())
			await box.check();
		await this.posted(page, 'share-made');
		const code = await page.innerText('#share-code');
		await this.opened(code);
		await this.at(page, `/p/${one}/shares`, 'shares-full');
		await page.click('#freeze button');
		await page.waitForURL(/done=frozen/);
		await this.look(page, 'shares-frozen');
	}

	// The verifier's page of a share code, as a bank sees it.
	async opened(code) {
		const context = await this.world.browser.newContext({ ...this.options });
		const page = await context.newPage();
		await page.goto(`${this.world.verify}/share`);
		await page.fill('#code', code);
		await page.fill('#birth_date', this.who.birth);
		await page.fill('#organisation', 'The Very Old Specimen Savings and Loan Bank of the Eastern Provinces, Branch 17');
		await page.click('#by-share button');
		await page.waitForSelector('article.answer');
		await context.close();
	}

	// ---- helpers ----

	async helper() {
		this.holderPage ??= await this.open('/', 'full');
		const { who, world } = this, one = this.person('hand', `visa:${who.permit}`), child = this.person('hand', `visa:${who.child}`);
		const page = await this.open('/', 'hand');
		await this.look(page, 'helper-overview');
		for (const path of ['/visa', '/card', '/passport', '/documents', '/shares', '/progress', '/relatives'])
			await this.at(page, path, `helper-choose${path.replaceAll('/', '-')}`);
		for (const part of ['visa', 'card', 'progress', 'documents', 'shares'])
			await this.at(page, `/p/${child}/${part}`, `helped-${part}`);
		await this.at(page, `/p/${one}/acts`, 'helper-acts-403');
		await this.at(page, '/relatives/ask', 'relative-ask');
		await this.posted(page, 'relative-ask-empty');
		// The person asked sees it, and answers.
		const asker = await this.open('/relatives/ask', 'asker');
		await asker.fill('#label', 'the aunt of my neighbour in the old house by the river');
		await asker.fill('#passport_number', who.passport);
		await asker.fill('#birth_date', who.birth);
		await asker.fill('#number', who.permit);
		await asker.check('#may-view');
		await asker.check('#may-download');
		await this.posted(asker, 'relative-asked');
		await this.at(asker, '/relatives/code', 'relative-code');
		await this.posted(asker, 'relative-code-empty');
		await asker.goto(`${world.base}/relatives/ask`);
		await asker.fill('#label', 'child');
		await asker.fill('#passport_number', who.childPassport);
		await asker.fill('#birth_date', who.childBirth);
		await asker.fill('#number', who.child);
		await asker.check('#guardian');
		await this.posted(asker, 'relative-asked-office');
		await this.at(this.holderPage, '/relatives', 'relatives-asked');
		await this.holderPage.locator('form[id^=yes-] button').first().click();
		await this.holderPage.waitForURL(/done=helper-allowed/);
		await this.look(this.holderPage, 'relatives-allowed');
		const looker = await this.open(`/p/${this.person('look', `visa:${who.permit}`)}/visa`, 'look');
		await this.look(looker, 'looker-visa');
		await this.at(looker, `/p/${this.person('look', `visa:${who.permit}`)}/proof/visa`, 'looker-403');
	}

	// ---- appointments ----

	async times(page, service, people, names) {
		const see = async (name) => names && this.look(page, `${names}-${name}`);
		await page.goto(`${this.world.base}/appointments/service`);
		await see('service');
		if (names === 'book')
			await this.posted(page, 'book-service-empty');
		await page.check(`input[value=${service}]`);
		await next(page);
		await page.waitForLoadState();
		const boxes = page.locator('#people input[type=checkbox]:not(:disabled)');
		for (let i = 0; i < await boxes.count(); i++)
			await boxes.nth(i).setChecked(i < people);
		await see('who');
		await next(page);
		await page.waitForLoadState();
		await see('place');
		if (names === 'book')
			await this.posted(page, 'book-place-empty');
		await page.fill('#near', 'Lhasa');
		await page.locator('form[method=get] button').click();
		await page.waitForURL(/near=Lhasa/);
		await page.check('#office-1');
		await next(page);
		await page.waitForURL(/appointments\/time/);
		await see('time');
	}

	async held(page, nth, names) {
		await chooseTime(page, nth);
		await next(page);
		await page.waitForURL(/check$/);
		if (names)
			await this.look(page, `${names}-check`);
	}

	async booked(page, names) {
		await next(page);
		await page.waitForURL(/bookings\/[0-9A-Z]{12}\?done=booked/);
		if (names)
			await this.look(page, `${names}-booked`);
		return new URL(page.url()).pathname;
	}

	async booking() {
		const page = this.holderPage ??= await this.open('/', 'full');
		await this.times(page, 'residence-permit', 1, 'book');
		await this.posted(page, 'book-time-empty');
		await toDayAfter(page);
		await this.look(page, 'book-day');
		await this.held(page, 3, 'book');
		await this.at(page, '/appointments', 'appointments-held');
		await this.at(page, '/appointments/check', 'book-check-again');
		const path = await this.booked(page, 'book');
		await this.at(page, '/appointments/check', 'book-check-gone');
		await this.at(page, '/appointments/ended', 'book-ended');
		await this.at(page, path, 'booking');
		const code = await page.innerText('main .code');
		for (const part of ['slip', 'move', 'office', 'move-to/bj-chaoyang', 'cancel'])
			await this.at(page, `${path}/${part}`, `booking-${part.split('/')[0]}`);
		await page.goto(`${this.world.base}${path}/move-to/bj-chaoyang`);
		await toDayAfter(page);
		await this.look(page, 'booking-move-to-day');
		assert.match((await page.request.get(`${this.world.base}${path}/calendar`)).headers()['content-type'], /text\/calendar/);
		this.visited([`${path}/calendar`]);
		await page.goto(`${this.world.base}${path}/move`);
		await toDayAfter(page);
		await this.look(page, 'booking-move-day');
		await this.posted(page, 'booking-move-empty');
		await this.at(page, '/appointments', 'appointments-mine');
		await this.at(page, '/', 'overview-booked');
		await this.byCode(code);
		await this.at(page, path, 'booking-cancelled');
	}

	async byCode(code) {
		const page = await this.open('/with-code');
		await page.fill('#code', code);
		await page.fill('#birth', '1901-01-01');
		await this.posted(page, 'with-code-wrong');
		await page.fill('#code', code);
		await page.fill('#birth', this.who.birth);
		await this.posted(page, 'with-code-booking');
		const path = '/with-code/booking';
		for (const part of ['slip', 'move', 'office', 'move-to/bj-chaoyang', 'cancel'])
			await this.at(page, `${path}/${part}`, `with-code-${part.split('/')[0]}`);
		await page.goto(`${this.world.base}${path}/move-to/bj-chaoyang`);
		await toDayAfter(page);
		await this.look(page, 'with-code-move-to-day');
		assert.match((await page.request.get(`${this.world.base}${path}/calendar`)).headers()['content-type'], /text\/calendar/);
		this.visited([`${path}/calendar`]);
		await page.goto(`${this.world.base}${path}/move`);
		await toDayAfter(page);
		await this.look(page, 'with-code-move-day');
		await page.goto(`${this.world.base}${path}/cancel`);
		await page.click('#form .danger');
		await page.waitForURL(/done=booking-cancelled/);
		await this.look(page, 'with-code-cancelled');
	}

	// One waits; another gives a place back: the first is offered it. The family of three comes in adjoining places.
	async waiting() {
		const page = this.holderPage ??= await this.open('/', 'full'), giver = await this.open('/', 'giver');
		await this.times(giver, 'visa-replacement', 1);
		await this.held(giver, 5);
		const given = await this.booked(giver);
		await this.times(page, 'visa-replacement', 1);
		await this.at(page, '/appointments/wait', 'wait');
		await page.fill('#from', '');
		await this.posted(page, 'wait-empty');
		await page.goto(`${this.world.base}/appointments/wait`);
		await this.posted(page, 'waiting');
		const path = new URL(page.url()).pathname;
		await giver.goto(`${this.world.base}${given}/cancel`);
		await giver.click('#form .danger');
		await giver.waitForURL(/done=booking-cancelled/);
		await this.at(page, '/appointments', 'appointments-waiting');
		await this.at(page, path, 'waiting-offer');
		await page.click('#accept button');
		await page.waitForURL(/check$/);
		await this.look(page, 'offer-accepted');
		await page.click('#release button, form[action="/appointments/release"] button');
		await page.waitForLoadState();
		await this.look(page, 'released');
		const family = await this.open('/', 'hand');
		await this.times(family, 'stay-permit', 3, 'family');
		await this.held(family, 2, 'family');
		const together = await this.booked(family, 'family');
		const code = await family.innerText('main .code');
		await this.at(family, `${together}/slip`, 'family-slip');
		await this.at(family, `${together}/leave`, 'family-leave');
		await this.posted(family, 'family-leave-empty');
		const guest = await this.open('/with-code');
		await guest.fill('#code', code);
		await guest.fill('#birth', this.who.birth);
		await next(guest);
		await guest.waitForURL(/with-code\/booking/);
		await this.at(guest, '/with-code/booking/leave', 'with-code-leave');
		await family.goto(`${this.world.base}${together}/cancel`);
		await family.click('#form .danger');
		await family.waitForURL(/done=booking-cancelled/);
	}

	// ---- what goes wrong ----

	async troubles() {
		const { world } = this, page = this.holderPage ??= await this.open('/', 'full');
		// A form of another session: its token is not ours.
		await page.goto(`${world.base}/relatives/ask`);
		await page.evaluate(() => { document.querySelector('#form input[name=token]').value = 'AAAA'; });
		await this.posted(page, 'page-open-too-long');
		// Ended elsewhere while a form is open.
		const other = await this.open('/account/password', 'ender');
		await other.context().addCookies([{ name: 'cinnabar', value: '0'.repeat(64), url: world.base }]);
		await this.posted(other, 'session-ended');
		assert.equal(await other.locator('main .notice.stale').count(), 1, 'it is told that the session ended');
		// Refused by the server itself, before any page of ours was asked.
		const talker = await this.open('/sign-in');
		await talker.evaluate(() => document.querySelector('#contact').removeAttribute('maxlength'));
		await talker.fill('#contact', 'x'.repeat(9000));
		await this.posted(talker, 'too-much-text');
		const guesser = await this.open('/sign-in');
		for (let i = 0; i < 16 && (await guesser.locator('#summary').count() === 0 || this.status !== 429); i++) {
			await guesser.fill('#contact', this.contact);
			await guesser.fill('#password', `guess number ${i}`);
			const [reply] = await Promise.all([guesser.waitForResponse((r) => r.request().method() === 'POST'), next(guesser)]);
			await guesser.waitForLoadState();
			this.status = reply.status();
		}
		await this.look(guesser, 'too-many-tries');
	}
}

// Parts of the way, in order; what a part needs of an earlier one it opens itself.
export async function everyPage(world, options) {
	const way = new Way(world, options);
	for (const part of options.parts ?? ['stranger', 'newcomer', 'account', 'holder', 'helper', 'booking', 'waiting', 'troubles'])
		await way[part]();
	return way;
}

// The application of everybody who walks: an officer has put it in.
export function prepare(world) {
	for (const one of walkers) {
		const file = join(world.home, `${one.application.number}.json`);
		writeFileSync(file, JSON.stringify(one.application));
		execFileSync(world.issuer, ['application', 'add', file, '--home', world.home, '--operator', 'tester'], { stdio: ['pipe', 'pipe', 'pipe'] });
	}
}
