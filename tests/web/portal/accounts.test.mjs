// Accounts in a browser: registering, signing in and out, recovery, second steps, passkeys, binding, and what is told to nobody.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, leave, visit } from './common.mjs';

const PASSWORD = 'violet harbour kettle';
const NEXT = 'seven quiet ferries';
const heading = (page) => page.textContent('h1');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
let serial = 0;
const somebody = () => `person${++serial}.${process.pid}@example.org`;

// Messages to a contact, oldest first.
const messages = (world, to) => readdirSync(world.outbox).filter((name) => name.endsWith('.json'))
	.map((name) => JSON.parse(readFileSync(join(world.outbox, name), 'utf8'))).filter((m) => m.to === to).sort((a, b) => a.made_at - b.made_at);
const kinds = (world, to) => messages(world, to).map((m) => m.kind);
// The last one's code.
function code(world, to, kind, shape = /\b(\d{6})\b/) {
	const all = messages(world, to).filter((m) => m.kind === kind);
	assert.ok(all.length, `no ${kind} for ${to}`);
	return all.map((m) => shape.exec(m.body)[1]);
}

// Types each of the codes that may be meant: two of one second have no order.
async function typeCode(page, codes, button) {
	for (const one of codes) {
		await page.fill('#code', one);
		await press(page, button);
		if (!(await page.locator('#summary').count()))
			return;
	}
	assert.fail('no code fits');
}

async function register(world, contact, options = {}) {
	const page = await visit(world, '/register', options);
	await page.fill('#contact', contact);
	await press(page, 'Send me a code');
	await typeCode(page, code(world, contact, 'account-code'), 'Continue');
	await page.fill('#new', PASSWORD);
	await press(page, 'Create the account');
	assert.equal(await heading(page), 'Connect your records');
	return page;
}

async function signIn(page, world, contact, password = PASSWORD) {
	await page.goto(`${world.base}/sign-in`);
	await page.fill('#contact', contact);
	await page.fill('#password', password);
	await press(page, 'Sign in');
}

// RFC 6238, as an authenticator app counts.
function totp(key, step) {
	const bits = [...key.replaceAll(' ', '').toUpperCase()].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
	const message = Buffer.alloc(8);
	message.writeBigUInt64BE(BigInt(step));
	const mac = createHmac('sha1', bytes).update(message).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}
// An officer's command, and the account's number as its owner sees it.
const officer = (world, ...words) => execFileSync(world.issuer.replace('issuer', 'portal'), ['account', ...words, '--home', world.home], { encoding: 'utf8',
	stdio: ['ignore', 'pipe', 'ignore'] }).trim();
async function idOf(page, world) {
	await page.goto(`${world.base}/account`);
	return /[0-9A-HJKMNP-TV-Z]{12}/.exec(await page.textContent('main .hint'))[0];
}
const stepNow = () => Math.floor(Date.now() / 30000);

export const tests = {
	async registering_from_the_start_page(world) {
		const contact = somebody();
		const page = await visit(world, '/');
		await page.getByRole('link', { name: 'Sign in' }).click();
		await page.getByRole('link', { name: 'Create an account' }).click();
		await press(page, 'Send me a code');
		assert.match(await page.textContent('#contact-problem'), /Type your e-mail/);
		await page.fill('#contact', 'nobody at nowhere');
		await press(page, 'Send me a code');
		assert.equal(await page.inputValue('#contact'), 'nobody at nowhere');
		assert.equal(await page.getAttribute('#contact', 'aria-invalid'), 'true');
		await page.fill('#contact', ` ${contact.toUpperCase()} `);
		await press(page, 'Send me a code');
		assert.match(await page.textContent('main'), /p\*\*\*@example\.org/);
		await page.fill('#code', '000000');
		await press(page, 'Continue');
		assert.match(await page.textContent('#code-problem'), /not the code/);
		await accessible(page, 'wrong code');
		await page.fill('#code', code(world, contact, 'account-code')[0].replace(/(...)/, '$1 '));
		await press(page, 'Continue');
		for (const [bad, said] of [['short', /at least 8/], ['Password123', /first that strangers/], ['cinnabar2026', /name of this service/]]) {
			await page.fill('#new', bad);
			await press(page, 'Create the account');
			assert.match(await page.textContent('#new-problem'), said);
			assert.equal(await page.inputValue('#new'), '');
		}
		await page.fill('#new', PASSWORD);
		await press(page, 'Create the account');
		assert.equal(await heading(page), 'Connect your records');
		const cookies = (await page.context().cookies()).filter((c) => c.name.endsWith('cinnabar'));
		assert.equal(cookies.length, 1);
		assert.ok(cookies[0].httpOnly && cookies[0].sameSite === 'Lax' && cookies[0].expires === -1);
		await leave(page, ['422']);
	},

	async registering_twice_tells_nobody(world) {
		const contact = somebody();
		const first = await register(world, contact);
		await leave(first);
		const page = await visit(world, '/register');
		await page.fill('#contact', contact);
		await press(page, 'Send me a code');
		assert.equal(await heading(page), 'Type the code we sent you');
		assert.ok(kinds(world, contact).includes('account-known'));
		await page.fill('#code', code(world, contact, 'account-code')[0]);
		await press(page, 'Continue');
		assert.match(await page.textContent('#code-problem'), /not the code/);
		await leave(page, ['422']);
	},

	async signing_in_and_out(world) {
		const contact = somebody();
		const page = await register(world, contact);
		const before = (await page.context().cookies()).find((c) => c.name === 'cinnabar').value;
		await press(page, 'Sign out');
		assert.match(await page.textContent('.notice'), /signed out/);
		await page.goto(`${world.base}/account`);
		assert.equal(await heading(page), 'Sign in');
		await signIn(page, world, contact, 'wrong harbour kettle');
		const known = await page.textContent('#summary');
		assert.equal(await page.inputValue('#contact'), contact);
		assert.equal(await page.inputValue('#password'), '');
		await signIn(page, world, somebody(), 'wrong harbour kettle');
		assert.equal(await page.textContent('#summary'), known);
		await page.goto(`${world.base}/account/devices`);
		await page.fill('#contact', contact);
		await page.fill('#password', PASSWORD);
		await press(page, 'Sign in');
		assert.equal(new URL(page.url()).pathname, '/account/devices');
		assert.notEqual((await page.context().cookies()).find((c) => c.name === 'cinnabar').value, before);
		await leave(page, ['422']);
	},

	async no_way_out_of_our_own_site(world) {
		const contact = somebody();
		const page = await register(world, contact);
		await press(page, 'Sign out');
		for (const next of ['//evil.test/', 'https://evil.test/', '/\\evil.test', '/account?x=1']) {
			await page.goto(`${world.base}/sign-in?next=${encodeURIComponent(next)}`);
			await page.fill('#contact', contact);
			await page.fill('#password', PASSWORD);
			await press(page, 'Sign in');
			assert.equal(page.url(), `${world.base}/`);
			await press(page, 'Sign out');
		}
		await leave(page);
	},

	async guessing_gets_slower(world) {
		const contact = somebody();
		const page = await visit(world, '/sign-in');
		// A loaded machine spends part of each wait on the guess itself: some more guesses then.
		let said = '', guesses = 0;
		for (; guesses < 16 && !/Too many tries/.test(said); guesses++) {
			await signIn(page, world, contact, `guess number ${guesses}`);
			await page.waitForLoadState();
			said = await page.textContent('#summary');
			assert.match(said, /Too many tries|do not belong/);
		}
		assert.match(said, /Too many tries/);
		assert.ok(guesses > 3, `slower after ${guesses} guesses`);
		await leave(page, ['422', '429']);
	},

	async the_language_switch_keeps_what_was_typed(world) {
		const page = await visit(world, '/sign-in');
		await page.fill('#contact', 'anna@example.org');
		await page.fill('#password', 'something secret');
		await page.locator('.languages summary').click();
		await page.locator('.languages button[lang="zh-Hans"]').click();
		assert.equal(await heading(page), '登录');
		assert.equal(await page.inputValue('#contact'), 'anna@example.org');
		assert.equal(await page.inputValue('#password'), '');
		assert.equal(await page.locator('#summary').count(), 0);
		await leave(page);
	},

	async a_forgotten_password(world) {
		const contact = somebody();
		const page = await register(world, contact), other = await visit(world, '/sign-in');
		await press(page, 'Sign out');
		await signIn(other, world, contact);
		await page.goto(`${world.base}/sign-in`);
		await page.getByRole('link', { name: 'Forgot password' }).click();
		const stranger = somebody();
		await page.fill('#contact', stranger);
		await press(page, 'Continue');
		const unknown = await page.textContent('main');
		assert.deepEqual(kinds(world, stranger), []);
		await page.goto(`${world.base}/recover`);
		await page.fill('#contact', contact);
		await press(page, 'Continue');
		assert.equal(await page.textContent('main'), unknown);
		await accessible(page, 'recover code');
		await typeCode(page, code(world, contact, 'account-recover'), 'Continue');
		await page.fill('#new', NEXT);
		await press(page, 'Save the new password');
		assert.match(await page.textContent('.notice'), /new password is saved/);
		await other.goto(`${world.base}/account`);
		assert.equal(await heading(other), 'Sign in');
		await signIn(page, world, contact);
		assert.match(await page.textContent('#summary'), /do not belong/);
		await signIn(page, world, contact, NEXT);
		assert.equal(await heading(page), 'Your overview');
		assert.ok(kinds(world, contact).includes('account-recovered'));
		await leave(page, ['422']);
		await leave(other);
	},

	async password_contact_and_language_changed(world) {
		const contact = somebody(), moved = somebody();
		const page = await register(world, contact), other = await visit(world, '/sign-in');
		await signIn(other, world, contact);
		await page.goto(`${world.base}/account/password`);
		await page.fill('#old', 'not the password');
		await page.fill('#new', NEXT);
		await press(page, 'Save');
		assert.match(await page.textContent('#old-problem'), /not the password/);
		await page.fill('#old', PASSWORD);
		await page.fill('#new', NEXT);
		await press(page, 'Save');
		assert.match(await page.textContent('.notice.good'), /other devices were signed out/);
		await other.goto(`${world.base}/account`);
		assert.equal(await heading(other), 'Sign in');
		await page.goto(`${world.base}/account/contact`);
		await page.fill('#contact', moved);
		await press(page, 'Send me a code');
		await typeCode(page, code(world, moved, 'account-contact'), 'Use this contact');
		assert.match(await page.textContent('main'), new RegExp(moved));
		assert.deepEqual(kinds(world, contact).slice(-2).sort(), ['account-contact-changed', 'account-password-changed']);
		await page.goto(`${world.base}/account/language`);
		await page.getByLabel('中文').check();
		await press(page, 'Save');
		assert.match(await page.textContent('dl'), /中文/);
		await leave(page, ['422']);
		await leave(other);
	},

	async devices_listed_and_ended(world) {
		const contact = somebody();
		const page = await register(world, contact), other = await visit(world, '/sign-in', { userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' });
		await signIn(other, world, contact);
		await page.goto(`${world.base}/account/devices`);
		assert.match(await page.textContent('main'), /Firefox, Windows/);
		assert.equal(await page.locator('.panel').count(), 2);
		await accessible(page, 'devices');
		await press(page, 'Sign this device out');
		assert.equal(await page.locator('.panel').count(), 1);
		await other.goto(`${world.base}/account`);
		assert.equal(await heading(other), 'Sign in');
		await leave(page);
		await leave(other);
	},

	async authenticator_app_and_recovery_codes(world) {
		const contact = somebody();
		const page = await register(world, contact);
		await page.goto(`${world.base}/account/security`);
		await accessible(page, 'security');
		await press(page, 'Set up the app');
		const key = await page.textContent('#key');
		assert.equal(await page.locator('svg.qr').count(), 1);
		await accessible(page, 'app');
		await page.fill('#code', '123456');
		await press(page, 'Set up the app');
		assert.match(await page.textContent('#code-problem'), /not the code/);
		assert.equal(await page.textContent('#key'), key);
		const used = stepNow();
		await page.fill('#code', totp(key, used));
		await press(page, 'Set up the app');
		assert.match(await page.textContent('.notice.good'), /set up/);
		await press(page, 'Make new codes');
		const paper = await page.locator('ol.code li').allInnerTexts();
		assert.equal(paper.length, 10);
		await press(page, 'Sign out');

		await signIn(page, world, contact);
		assert.equal(await heading(page), 'Second step');
		await accessible(page, 'second step');
		await page.goto(`${world.base}/account`);
		assert.equal(await heading(page), 'Sign in'); // the password alone opens nothing
		await signIn(page, world, contact);
		await page.fill('#code', totp(key, used)); // used when it was set up
		await press(page, 'Sign in');
		assert.match(await page.textContent('#code-problem'), /wrong, or was used/);
		await page.fill('#code', paper[0].toLowerCase().replaceAll('-', ' '));
		await press(page, 'Sign in');
		assert.equal(await heading(page), 'Your overview');
		await press(page, 'Sign out');
		await signIn(page, world, contact);
		await page.fill('#code', paper[0]);
		await press(page, 'Sign in');
		assert.match(await page.textContent('#code-problem'), /wrong, or was used/);
		await page.fill('#code', totp(key, Math.max(used + 1, stepNow())));
		await press(page, 'Sign in');
		assert.equal(await heading(page), 'Your overview');
		await page.goto(`${world.base}/account/security`);
		assert.match(await page.textContent('main'), /not used yet: 9/);

		// Password and phone lost: a code from paper, and another one for the second step.
		await press(page, 'Sign out');
		await page.goto(`${world.base}/recover`);
		await page.fill('#contact', contact);
		await press(page, 'Continue');
		await page.fill('#code', paper[1]);
		await press(page, 'Continue');
		await page.fill('#second', paper[1]);
		await page.fill('#new', NEXT);
		await press(page, 'Save the new password');
		assert.match(await page.textContent('#second-problem'), /wrong, or was used/);
		await page.fill('#second', paper[2]);
		await page.fill('#new', NEXT);
		await press(page, 'Save the new password');
		assert.match(await page.textContent('.notice.good'), /new password is saved/);
		await leave(page, ['422']);
	},

	async passkeys(world) {
		const contact = somebody();
		const page = await register(world, contact);
		const cdp = await page.context().newCDPSession(page);
		await cdp.send('WebAuthn.enable');
		const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
			hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
		await page.goto(`${world.base}/account/security`);
		await press(page, 'Add a passkey');
		await accessible(page, 'passkey');
		await page.fill('#label', 'blue key');
		await press(page, 'Continue');
		await page.waitForURL(/done=passkey-on/);
		assert.match(await page.textContent('main'), /blue key/);
		assert.equal((await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length, 1);

		// Without a password.
		await press(page, 'Sign out');
		await page.goto(`${world.base}/sign-in?next=/account/devices`);
		await press(page, 'Use a passkey');
		await press(page, 'Continue');
		await page.waitForURL(/account\/devices/);

		// As the second step.
		await press(page, 'Sign out');
		await signIn(page, world, contact);
		assert.equal(await heading(page), 'Second step');
		await press(page, 'Use a passkey');
		await press(page, 'Continue');
		await page.waitForURL(/\d\/$/);

		// Somebody who is not the owner: the device refuses, the page says so and stays.
		await press(page, 'Sign out');
		await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
		await page.goto(`${world.base}/sign-in`);
		await press(page, 'Use a passkey');
		await press(page, 'Continue');
		await page.locator('.notice.bad:visible').waitFor();
		// An answer without anything in it is refused by the server, and a new challenge is given.
		const challenge = await page.getAttribute('#passkey', 'data-challenge');
		await page.evaluate(() => document.getElementById('form').submit());
		await page.locator('#summary').waitFor();
		assert.notEqual(await page.getAttribute('#passkey', 'data-challenge'), challenge);
		await leave(page, ['422']);
	},

	async records_connected_by_the_contact_on_record(world) {
		const contact = somebody(), onRecord = 'joerg@example.org';
		const page = await register(world, contact);
		await press(page, 'Continue');
		for (const field of ['passport', 'birth', 'number'])
			assert.ok(await page.textContent(`#${field}-problem`));
		await accessible(page, 'bind with problems');
		const record = readFileSync('schemas/samples/records.ndjson', 'utf8').trim().split('\n').map((line) => JSON.parse(line))
			.find((r) => r.contact?.email === onRecord && r.passport_number);
		await page.fill('#passport', record.passport_number.toLowerCase());
		await page.fill('#birth', '1801-01-01');
		await page.fill('#number', record.number);
		await press(page, 'Continue');
		const unknown = await page.textContent('main');
		assert.deepEqual(kinds(world, onRecord), []);
		await page.goto(`${world.base}/bind`);
		await page.fill('#passport', record.passport_number);
		await page.fill('#birth', record.holder.birth_date);
		await page.fill('#number', record.number);
		await press(page, 'Continue');
		assert.equal(await page.textContent('main'), unknown);
		await accessible(page, 'bind code');
		await page.fill('#code', 'WRONG1');
		await press(page, 'Connect');
		assert.match(await page.textContent('#code-problem'), /not the code/);
		await page.fill('#code', /Code: (.+)/.exec(messages(world, onRecord).at(-1).body)[1]);
		await press(page, 'Connect');
		assert.match(await page.textContent('.notice.good'), /connected/);
		assert.equal(await page.locator('main .notice.info').count(), 0);
		await leave(page, ['422']);
	},

	async locked_by_an_officer(world) {
		const contact = somebody();
		const page = await register(world, contact), id = await idOf(page, world);
		officer(world, 'lock', id);
		await page.goto(`${world.base}/account`);
		assert.equal(await heading(page), 'Sign in');
		await signIn(page, world, contact, 'wrong harbour kettle');
		assert.match(await page.textContent('#summary'), /do not belong/); // a stranger learns nothing
		await signIn(page, world, contact);
		assert.match(await page.textContent('#summary'), /locked by the authority/);
		officer(world, 'unlock', id);
		await signIn(page, world, contact);
		assert.equal(await heading(page), 'Your overview');
		await leave(page, ['422']);
	},

	async everything_lost_but_the_passport(world) {
		const contact = somebody();
		const page = await register(world, contact), id = await idOf(page, world);
		await page.goto(`${world.base}/account/security`);
		await press(page, 'Set up the app');
		await page.fill('#code', totp(await page.textContent('#key'), stepNow()));
		await press(page, 'Set up the app');
		await press(page, 'Sign out');
		const printed = officer(world, 'recover', id);
		const other = await visit(world, '/recover'); // somebody else's contact with this code
		await other.fill('#contact', somebody());
		await press(other, 'Continue');
		await other.fill('#code', printed);
		await press(other, 'Continue');
		assert.match(await other.textContent('#code-problem'), /opens nothing/);
		await page.goto(`${world.base}/recover`);
		await page.fill('#contact', contact);
		await press(page, 'Continue');
		await page.fill('#code', printed.toLowerCase());
		await press(page, 'Continue');
		assert.match(await page.textContent('.notice.info'), /identified at the counter/);
		await page.fill('#new', NEXT);
		await press(page, 'Save the new password');
		await signIn(page, world, contact, NEXT);
		assert.equal(await heading(page), 'Your overview');
		await page.goto(`${world.base}/recover`);
		await page.fill('#contact', contact);
		await press(page, 'Continue');
		await page.fill('#code', printed);
		await press(page, 'Continue');
		assert.match(await page.textContent('#code-problem'), /opens nothing/); // once
		await leave(page, ['422']);
		await leave(other, ['422']);
	},

	async closed_for_good(world) {
		const contact = somebody();
		const page = await register(world, contact);
		await page.goto(`${world.base}/account/close`);
		await press(page, 'Close my account');
		assert.match(await page.textContent('#sure-problem'), /Tick the box/);
		await page.getByLabel('Yes, close my account').check();
		await press(page, 'Close my account');
		assert.match(await page.textContent('.notice.good'), /closed/);
		await signIn(page, world, contact);
		assert.match(await page.textContent('#summary'), /do not belong/);
		assert.ok(kinds(world, contact).includes('account-closed'));
		await leave(page, ['422']);
	},

	async forged_forms_are_refused(world) {
		const contact = somebody();
		const page = await register(world, contact);
		const send = (headers, token) => page.context().request.post(`${world.base}/account/language`, { headers, form: { token, language: 'zh' }, maxRedirects: 0 });
		await page.goto(`${world.base}/account/language`);
		const token = await page.inputValue('#form [name=token]');
		assert.equal((await send({ Origin: 'https://evil.test' }, token)).status(), 403);
		assert.equal((await send({ 'Sec-Fetch-Site': 'cross-site' }, token)).status(), 403);
		assert.equal((await send({}, '0'.repeat(64))).status(), 403);
		assert.equal((await send({}, token)).status(), 303);
		await leave(page);
	},

	async works_without_scripts(world) {
		const contact = somebody();
		const page = await register(world, contact, { javaScriptEnabled: false });
		await page.goto(`${world.base}/account/security`);
		assert.equal(await page.getByRole('button', { name: 'Add a passkey' }).count(), 0);
		await press(page, 'Set up the app');
		await page.fill('#code', totp(await page.textContent('#key'), stepNow()));
		await press(page, 'Set up the app');
		assert.match(await page.textContent('.notice.good'), /set up/);
		await leave(page);
	},
};
