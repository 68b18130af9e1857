// The tests of the page, by name. Each opens a context of its own; every page must stay free of policy violations and script errors.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';
import { findSeal, makeFilm, photo } from './film.mjs';

export class Skip extends Error {}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// ---- a page under watch ----

async function visit(world, path, options = {}) {
	const { browser = world.browser, ...more } = options;
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Asia/Shanghai', ...more });
	const page = await context.newPage();
	page.faults = [];
	page.on('pageerror', (error) => page.faults.push(`script: ${error.message}`));
	page.on('console', (message) => { if (message.type() === 'error') page.faults.push(`console: ${message.text()}`); });
	if (more.javaScriptEnabled !== false)
		await page.addInitScript(() => {
			globalThis.__shifts = [];
			globalThis.__violations = [];
			addEventListener('securitypolicyviolation', (event) => __violations.push(`${event.violatedDirective} ${event.blockedURI}`));
			new PerformanceObserver((list) => {
				for (const entry of list.getEntries())
					if (!entry.hadRecentInput)
						__shifts.push({ value: entry.value, moved: entry.sources.map(({ node, previousRect: a, currentRect: b }) =>
							`${node?.nodeName} ${node?.id ?? ''} ${a.x},${a.y} ${a.width}x${a.height} -> ${b.x},${b.y} ${b.width}x${b.height}`) });
			}).observe({ type: 'layout-shift', buffered: true });
		});
	await page.goto(world.base + path);
	return page;
}

async function leave(page, { faults = [], still = true } = {}) {
	if (await page.evaluate(() => typeof __violations !== 'undefined').catch(() => false)) {
		assert.deepEqual(await page.evaluate(() => __violations), [], 'violations of the content security policy');
		// Web Vitals call 0.1 good; this leaves room for a line that settles while a busy machine paints.
		const shifts = await page.evaluate(() => __shifts), sum = shifts.reduce((all, one) => all + one.value, 0);
		assert.ok(!still || sum < 0.03, `the layout moved by ${sum}: ${JSON.stringify(shifts)}`);
	}
	assert.deepEqual(page.faults.filter((fault) => !faults.some((known) => fault.includes(known))), []);
	await page.context().close();
}

const answer = (page) => page.waitForSelector('article.answer[data-verdict]').then((found) => found.getAttribute('data-verdict'));
const text = (page) => page.innerText('main');
const showsData = async (page) => (await page.locator('.compare').count()) > 0;

async function typeCode(page, number, code) {
	await page.fill('#number', number);
	await page.fill('#code', code);
	await page.click('#by-code button');
}

function wrongCode(code) {
	const last = code.replace(/[^0-9A-Za-z]/g, '');
	return (last[0] === '0' ? '1' : '0') + last.slice(1);
}

// Another signature: the last characters of the token are its last bytes.
function otherSeal(seal) {
	const at = seal.length - 20;
	return seal.slice(0, at) + (seal[at] === 'A' ? 'B' : 'A') + seal.slice(at + 1);
}

async function checkWithAxe(page, name) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
	assert.deepEqual(violations.map((v) => `${name}: ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), []);
}

async function fits(page, name) {
	await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
	const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
	assert.ok(wide <= room, `${name}: ${wide} pixels wide on a screen of ${room}`);
}

// Every page there is: those with a form, their refusals, each of the eleven answers (drawn by page-preview with the server's own style).
async function everyPage(world, lang) {
	const page = await visit(world, `/?lang=${lang}`, { viewport: { width: 320, height: 640 } });
	const assets = /\/assets\/[^/"]+/.exec(await page.content())[0], titles = new Map();
	const look = async (name) => {
		await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
		await fits(page, `${name} ${lang}`);
		await page.setViewportSize({ width: 640, height: 640 }); // 1280 pixels at twice the size, then text alone at twice the size
		await fits(page, `${name} ${lang} at 640`);
		await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
		await fits(page, `${name} ${lang} in text of twice the size`);
		await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
		await page.setViewportSize({ width: 320, height: 640 });
		await checkWithAxe(page, `${name} ${lang}`);
		assert.equal(await page.locator('h1').count(), 1, name);
		assert.equal(await page.getAttribute('html', 'lang'), lang === 'zh' ? 'zh-Hans' : 'en', name);
		assert.equal(await page.locator('main p:empty:not(.trouble)').count(), 0, `${name}: an empty paragraph`);
		const title = await page.title();
		assert.ok(title.length > 8 && (titles.get(title) ?? name) === name, `${name}: the title of ${titles.get(title)}`);
		titles.set(title, name);
	};
	await look('start');
	for (const path of ['/v', '/nowhere', '/share']) {
		await page.goto(`${world.base}${path}?lang=${lang}`);
		await look(path === '/v' ? 'start' : path);
	}
	await page.$eval('#by-share', (form) => { form.noValidate = true; });
	await page.click('#by-share button');
	await page.waitForSelector('[aria-invalid]');
	await look('/share');
	await page.fill('#code', 'B7KQ-29M4-XC3D');
	await page.fill('#birth_date', '1985-03-14');
	await page.fill('#organisation', 'The Very Old Specimen Savings and Loan Bank of the Eastern Provinces, Branch 17');
	await page.click('#by-share button');
	await page.waitForSelector('[data-verdict=closed], [aria-invalid]');
	await look(await page.locator('[data-verdict=closed]').count() ? 'closed' : '/share');
	await page.route('**/preview/*', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8',
		body: execFileSync(world.samples.preview, [new URL(route.request().url()).pathname.split('/').pop(), lang]).toString().replace(/\/assets\/[^/"]+/g, assets) }));
	for (const name of ['valid', 'expired', 'proof_expired', 'superseded', 'suspended', 'revoked', 'altered', 'forged', 'not_found', 'unreadable', 'undecided',
		'shared-f', 'shared-ff', 'shared-e', 'shared-r', 'shared-er', 'shared-fer', 'shared-',
		'problem-400', 'problem-413', 'problem-415', 'problem-429', 'problem-500', 'problem-503']) {
		await page.goto(`${world.base}/preview/${name}`);
		await look(name);
	}
	for (const odd of ['hostile', 'link', 'passport']) {
		await page.goto(`${world.base}/preview/${odd}`);
		await fits(page, `${odd} ${lang}`);
	}
	await leave(page, { faults: ['404', '400', '422'], still: false });
}

export const tests = {
	async start_page_loads_clean(world) {
		const page = await visit(world, '/');
		assert.equal(await page.locator('h1').count(), 1);
		assert.equal(await page.getAttribute('html', 'lang'), 'en');
		await leave(page);
	},

	async headers_are_strict(world) {
		const reply = await fetch(`${world.base}/`);
		const policy = reply.headers.get('content-security-policy') ?? '';
		for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
			assert.ok(policy.includes(part), `policy lacks ${part}`);
		assert.ok(!policy.includes('unsafe-inline') && !policy.includes("'unsafe-eval'"));
		assert.match(reply.headers.get('permissions-policy') ?? '', /camera=\(self\)/);
		assert.equal(reply.headers.get('cache-control'), 'no-store');
		assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
	},

	async upload_valid_pdf(world) {
		const page = await visit(world, '/');
		await page.setInputFiles('#pdf', world.samples.pdf);
		assert.equal(await answer(page), 'valid');
		assert.ok(await showsData(page));
		assert.equal(await page.evaluate(() => document.activeElement.id), 'answer');
		assert.ok((await page.textContent('#say')).length > 0);
		assert.match(await page.title(), /^Genuine and valid/);
		await leave(page);
	},

	async upload_altered_pdf(world) {
		const page = await visit(world, '/');
		await page.setInputFiles('#pdf', world.samples.altered);
		const verdict = await answer(page);
		assert.ok(['altered', 'forged', 'unreadable'].includes(verdict), verdict);
		assert.ok(!(await showsData(page)));
		await leave(page);
	},

	async drop_pdf_on_the_page(world) {
		const page = await visit(world, '/');
		const bytes = readFileSync(world.samples.pdf).toString('base64');
		const drop = await page.evaluateHandle((base64) => {
			const list = new DataTransfer();
			list.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], 'proof.pdf', { type: 'application/pdf' }));
			return list;
		}, bytes);
		await page.dispatchEvent('h1', 'dragover', { dataTransfer: drop });
		await page.dispatchEvent('h1', 'drop', { dataTransfer: drop });
		assert.equal(await answer(page), 'valid');
		await leave(page);
	},

	async file_that_is_too_large_is_not_sent(world) {
		const page = await visit(world, '/');
		let sent = 0;
		page.on('request', (request) => { sent += request.method() === 'POST'; });
		await page.setInputFiles('#pdf', { name: 'big.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3 * 1024 * 1024, 32) });
		assert.equal(await answer(page), 'problem');
		assert.equal(sent, 0);
		await leave(page);
	},

	async typed_code(world) {
		const page = await visit(world, '/');
		const sloppy = (code) => ` ${code.replaceAll('-', ' ').toLowerCase()} `;
		await typeCode(page, sloppy(world.samples.number), sloppy(world.samples.code));
		assert.equal(await answer(page), 'valid');
		assert.ok(!page.url().includes(world.samples.code));
		await leave(page);
	},

	async typed_code_wrong(world) {
		const page = await visit(world, '/');
		await typeCode(page, world.samples.number, wrongCode(world.samples.code));
		const verdict = await answer(page);
		assert.ok(['not_found', 'unreadable'].includes(verdict), verdict);
		assert.ok(!(await showsData(page)));
		await leave(page);
	},

	async fragment_link_answers_at_once(world) {
		const page = await visit(world, `/v#${world.samples.seal.split('#')[1]}`);
		assert.equal(await answer(page), 'valid');
		assert.ok(!page.url().includes('#'), 'the payload left the address bar');
		await page.goBack();
		await page.waitForSelector('article.start');
		assert.ok(!page.url().includes('#'));
		await leave(page);
	},

	async fragment_link_forged(world) {
		const page = await visit(world, `/v#${otherSeal(world.samples.seal).split('#')[1]}`);
		const verdict = await answer(page);
		assert.ok(['altered', 'forged'].includes(verdict), verdict);
		assert.ok(!(await showsData(page)));
		await leave(page);
	},

	async fragment_link_without_its_script_shows_the_forms(world) {
		const page = await visit(world, '/');
		await page.clock.install();
		await page.route('**/app.js', (route) => route.abort());
		await page.goto(`${world.base}/v#${world.samples.seal.split('#')[1]}`);
		assert.ok(await page.isHidden('#number'));
		await page.clock.fastForward('00:09');
		assert.ok(await page.isVisible('#number'));
		await leave(page, { faults: ['net::ERR_FAILED'], still: false });
	},

	async fragment_link_cut_short(world) {
		const page = await visit(world, `/v#${world.samples.seal.split('#')[1].slice(0, 41)}`);
		assert.equal(await answer(page), 'unreadable');
		await leave(page);
	},

	async code_that_points_elsewhere_is_never_opened(world) {
		const page = await visit(world, '/');
		const asked = [];
		page.on('request', (request) => asked.push(new URL(request.url()).origin));
		await page.fill('#seal', `https://verify.invalid/v#${world.samples.seal.split('#')[1]}`);
		await page.press('#seal', 'Enter');
		assert.equal(await answer(page), 'forged');
		assert.ok(page.url().startsWith(world.base));
		assert.deepEqual([...new Set(asked)], [new URL(world.base).origin]);
		assert.ok(!(await showsData(page)));
		await leave(page);
	},

	async desk_scanner_types_where_nothing_is_chosen(world) {
		const page = await visit(world, '/');
		await page.keyboard.type(world.samples.seal);
		await page.keyboard.press('Enter');
		assert.equal(await answer(page), 'valid');
		await leave(page);
	},

	async desk_scanner_types_into_the_number(world) {
		const page = await visit(world, '/');
		await page.fill('#number', world.samples.seal);
		await page.press('#number', 'Enter');
		assert.equal(await answer(page), 'valid');
		await leave(page);
	},

	async photo_of_the_paper_is_read_here_and_not_sent(world) {
		const page = await visit(world, '/');
		if (await page.getAttribute('html', 'data-reader') !== 'yes')
			throw new Skip('the QR reader is not there (make web)');
		const posts = [];
		page.on('request', (request) => { if (request.method() === 'POST') posts.push(request.headers()['content-type']); });
		await page.setInputFiles('#pdf', { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo(world) });
		assert.equal(await answer(page), 'valid');
		assert.deepEqual(posts, ['application/json']);
		await leave(page);
	},

	async photo_without_a_code(world) {
		const page = await visit(world, '/');
		const blank = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } });
		await page.setInputFiles('#pdf', { name: 'blank.png', mimeType: 'image/png', buffer: blank });
		await page.waitForFunction(() => document.getElementById('file-trouble').textContent.length > 0);
		await page.setInputFiles('#pdf', { name: 'odd.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
		await page.waitForFunction(() => document.getElementById('file-trouble').textContent.includes('JPEG'));
		await leave(page);
	},

	async camera(world) {
		const probe = await visit(world, '/');
		if (await probe.getAttribute('html', 'data-reader') !== 'yes')
			throw new Skip('the QR reader is not there (make web)');
		const film = makeFilm(world, await findSeal(world, probe));
		await leave(probe);
		const browser = await openBrowser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]);
		try {
			const page = await visit(world, '/', { browser, permissions: ['camera'] });
			await page.click('#camera');
			assert.equal(await answer(page), 'valid');
			await page.click('#again');
			await page.waitForSelector('#view:not([hidden])'); /* the next customer: the camera is on again */
			await leave(page);
		} finally {
			await browser.close();
		}
	},

	async camera_refused_or_absent(world) {
		const page = await visit(world, '/');
		await page.click('#camera');
		await page.waitForFunction(() => document.getElementById('scan-trouble').textContent.length > 0);
		assert.ok(await page.isHidden('#view'));
		await leave(page);
	},

	async no_network_does_not_look_invalid(world) {
		const page = await visit(world, '/');
		await page.route('**/v1/verify*', (route) => route.abort());
		await typeCode(page, world.samples.number, world.samples.code);
		assert.equal(await answer(page), 'no_network');
		assert.match(await page.getAttribute('article', 'class'), /open/);
		await page.unroute('**/v1/verify*');
		await page.click('#retry');
		await page.waitForSelector('[data-verdict=valid]');
		await leave(page, { faults: ['net::ERR_FAILED'] });
	},

	async refusal_before_the_page_is_explained(world) {
		const page = await visit(world, '/');
		await page.route('**/v1/verify*', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: '{}' }));
		await typeCode(page, world.samples.number, world.samples.code);
		assert.equal(await answer(page), 'problem');
		assert.match(await text(page), /Too many checks/);
		await leave(page, { faults: ['429'] });
	},

	async check_another_clears_and_returns(world) {
		const page = await visit(world, '/');
		await typeCode(page, world.samples.number, world.samples.code);
		await answer(page);
		await page.click('#again');
		await page.waitForSelector('article.start');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'number');
		assert.equal(await page.inputValue('#number'), '');
		await leave(page);
	},

	async language_keeps_page_and_typing(world) {
		const page = await visit(world, '/');
		await page.fill('#number', 'abc');
		await page.click('#language');
		await page.waitForSelector('html[lang=zh-Hans]');
		assert.equal(await page.inputValue('#number'), 'abc');
		await typeCode(page, world.samples.number, world.samples.code);
		await answer(page);
		assert.match(await text(page), /真实有效/);
		await page.click('#language');
		await page.waitForSelector('html[lang=en] [data-verdict=valid]');
		assert.match(await text(page), /Genuine and valid/);
		await leave(page);
	},

	async language_of_the_browser(world) {
		const page = await visit(world, '/', { locale: 'zh-CN' });
		assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans');
		assert.match(await text(page), /核验文件/);
		await leave(page);
	},

	async times_in_utc_and_here(world) {
		const page = await visit(world, '/');
		await typeCode(page, world.samples.number, world.samples.code);
		await answer(page);
		const times = await page.locator('.time').allInnerTexts();
		assert.equal(times.length, 3);
		for (const time of times)
			assert.match(time, /UTC[\s\S]*(GMT\+8|CST)/);
		await leave(page);
	},

	async answer_hides_after_ten_minutes(world) {
		const page = await visit(world, '/');
		await page.clock.install();
		await typeCode(page, world.samples.number, world.samples.code);
		await answer(page);
		await page.clock.fastForward('09:01');
		await page.waitForSelector('#soon');
		await page.click('#keep');
		await page.clock.fastForward('09:01');
		await page.waitForSelector('#soon');
		await page.clock.fastForward('01:00');
		await page.waitForSelector('[data-verdict=hidden]');
		assert.ok(!(await text(page)).includes(world.samples.number.slice(0, 4)));
		assert.equal(await page.locator('#soon').count(), 0);
		await leave(page);
	},

	async without_script_upload(world) {
		const page = await visit(world, '/?lang=zh', { javaScriptEnabled: false });
		assert.ok(await page.isHidden('#camera'));
		await page.setInputFiles('#pdf', world.samples.pdf);
		await page.click('#by-file button');
		assert.equal(await answer(page), 'valid');
		assert.match(await text(page), /真实有效/);
		await leave(page);
	},

	async without_script_refused_uploads(world) {
		const big = join(world.folder, 'big.pdf'), empty = join(world.folder, 'empty.pdf');
		writeFileSync(big, Buffer.alloc(9e6, 1));
		writeFileSync(empty, '');
		for (const [width, lang, large, nothing] of [[390, 'en', 'The file is too large', 'The file you chose is empty'], [1280, 'zh', '文件过大', '所选文件为空']]) {
			const page = await visit(world, `/?lang=${lang}`, { javaScriptEnabled: false, viewport: { width, height: 900 } });
			await page.setInputFiles('#pdf', big);
			await page.click('#by-file button');
			assert.equal(await page.locator('#answer').textContent(), large);
			await page.click('#again');
			await page.setInputFiles('#pdf', empty);
			await page.click('#by-file button');
			assert.ok((await page.locator('main .note.trouble').textContent()).includes(nothing));
			assert.ok(await page.locator('main .note.trouble').isVisible());
			await leave(page, { faults: ['413', '400'] });
		}
	},

	// A relying institution's own page: it may ask, and read answers, refusals and the published files with their tags.
	async another_origin_asks(world) {
		const server = createServer((request, reply) => reply.setHeader('Content-Type', 'text/html').end('<title>bank</title>'));
		await new Promise((done) => server.listen(0, '127.0.0.1', done));
		const context = await world.browser.newContext();
		try {
			const page = await context.newPage();
			await page.goto(`http://127.0.0.1:${server.address().port}/`);
			const got = await page.evaluate(async ({ base, samples, pdf }) => {
				const json = (body, more = {}) => fetch(`${base}/v1/verify`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...more }, body: JSON.stringify(body) });
				const list = await fetch(`${base}/v1/status/0`, { cache: 'no-store' });
				const again = await fetch(`${base}/v1/status/0`, { cache: 'no-store', headers: { 'If-None-Match': list.headers.get('ETag') } });
				const missing = await fetch(`${base}/v1/status/9`);
				const file = await fetch(`${base}/v1/verify`, { method: 'POST', headers: { 'Content-Type': 'application/pdf' }, body: new Uint8Array(pdf) });
				const large = await fetch(`${base}/v1/verify`, { method: 'POST', headers: { 'Content-Type': 'application/pdf' }, body: new Uint8Array(3e6) });
				const bad = await json({ seal: 1 });
				return {
					code: (await (await json({ number: samples.number, code: samples.code })).json()).verdict,
					seal: (await (await json({ seal: samples.seal })).json()).verdict,
					file: (await file.json()).verdict, list: list.status, again: again.status, missing: missing.status, request: list.headers.has('X-Request-Id'),
					bad: [bad.status, (await bad.json()).code], large: [large.status, (await large.json()).code],
					form: await fetch(`${base}/check`, { method: 'POST', body: new URLSearchParams({ number: '1', code: '2' }) }).then(() => 'read', () => 'closed'),
					cookies: await json({ seal: 'A' }).then(() => fetch(`${base}/v1/trust-list`, { credentials: 'include' })).then(() => 'read', () => 'closed'),
				};
			}, { base: world.base, samples: world.samples, pdf: [...readFileSync(world.samples.pdf)] });
			assert.deepEqual(got, { code: 'valid', seal: 'valid', file: 'valid', list: 200, again: 304, missing: 404, request: true, bad: [400, 'REQUEST'],
				large: [413, 'CONTENT_TOO_LARGE'], form: 'closed', cookies: 'closed' });
		} finally {
			await context.close();
			server.close();
		}
	},

	async without_script_altered_upload(world) {
		const page = await visit(world, '/', { javaScriptEnabled: false });
		await page.setInputFiles('#pdf', world.samples.altered);
		await page.click('#by-file button');
		assert.notEqual(await answer(page), 'valid');
		assert.ok(!(await showsData(page)));
		await leave(page);
	},

	async without_script_typed_code_and_language(world) {
		const page = await visit(world, '/', { javaScriptEnabled: false });
		await page.fill('#number', world.samples.number);
		await page.click('#language');
		assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans');
		assert.equal(await page.inputValue('#number'), world.samples.number);
		await page.fill('#code', world.samples.code);
		await page.press('#code', 'Enter'); /* asks; must not press the language button, which stands first */
		assert.equal(await answer(page), 'valid');
		assert.ok(!page.url().includes(world.samples.number));
		await page.click('#language');
		assert.match(await text(page), /Genuine and valid/);
		await leave(page);
	},

	async without_script_fragment_link_says_what_to_do(world) {
		const page = await visit(world, `/v#${world.samples.seal.split('#')[1]}`, { javaScriptEnabled: false });
		assert.match(await text(page), /type the document number and the code/);
		await leave(page);
	},

	async keyboard_walk(world) {
		const page = await visit(world, '/');
		const walked = [];
		for (let i = 0; i < 20; i++) {
			await page.keyboard.press('Tab');
			const here = await page.evaluate(() => {
				const at = document.activeElement, style = getComputedStyle(at);
				return { name: at.id || at.className || at.tagName, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
			});
			if (here.name === 'BODY' || walked.includes(here.name))
				break;
			assert.ok(here.outline || here.name === 'BODY', `${here.name} shows no focus`);
			walked.push(here.name);
		}
		const order = ['skip', 'language', 'camera', 'pdf', 'number', 'code', 'seal'];
		assert.deepEqual(walked.filter((name) => order.includes(name)), order);
		assert.ok(walked.includes('SUMMARY'), walked.join(' '));
		await page.focus('#number');
		await page.keyboard.type(world.samples.number);
		await page.keyboard.press('Tab');
		await page.keyboard.type(world.samples.code);
		await page.keyboard.press('Enter');
		assert.equal(await answer(page), 'valid');
		await page.keyboard.press('Tab');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'again');
		await page.keyboard.press('Enter');
		await page.waitForSelector('article.start');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'number');
		await leave(page);
	},

	async skip_link_is_no_question(world) {
		const page = await visit(world, '/');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
		assert.equal(await page.locator('article.start').count(), 1);
		await leave(page);
	},

	async narrow_screen_does_not_scroll_sideways(world) {
		for (const lang of ['en', 'zh']) {
			const page = await visit(world, `/?lang=${lang}`, { viewport: { width: 320, height: 640 } });
			await fits(page, `start ${lang}`);
			await page.setInputFiles('#pdf', world.samples.pdf);
			await answer(page);
			await fits(page, `valid ${lang}`);
			await leave(page);
		}
	},

	async axe_finds_nothing(world) {
		for (const lang of ['en', 'zh']) {
			for (const colorScheme of ['light', 'dark']) {
				const page = await visit(world, `/?lang=${lang}`, { colorScheme });
				await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
				await checkWithAxe(page, `start ${lang} ${colorScheme}`);
				await page.setInputFiles('#pdf', world.samples.pdf);
				await answer(page);
				await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
				await checkWithAxe(page, `valid ${lang} ${colorScheme}`);
				await page.click('#again');
				await page.waitForSelector('article.start');
				await page.setInputFiles('#pdf', world.samples.altered);
				await answer(page);
				await checkWithAxe(page, `altered ${lang} ${colorScheme}`);
				await leave(page);
			}
		}
	},

	every_page_is_sound: (world) => everyPage(world, 'en'),
	every_page_is_sound_in_chinese: (world) => everyPage(world, 'zh'),

	async print_view_is_plain(world) {
		const page = await visit(world, '/');
		await page.setInputFiles('#pdf', world.samples.pdf);
		await answer(page);
		await page.emulateMedia({ media: 'print' });
		assert.ok(await page.isHidden('#again'));
		assert.ok(await page.isVisible('#answer'));
		await leave(page, { still: false });
	},
};
