// Every page of the portal and most of its states (way.mjs), looked at: axe, width, large text, title, heading, language, policy, console. The way goes
// once with scripts in English, once in Arabic, once in Chinese without scripts (where axe cannot run: it wants timers). A route of portal/route.def that no way visits is a failure.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accessible, fits, leave, visit } from './common.mjs';
import { everyPage, prepare } from './way.mjs';

// One page at two addresses may have one title.
const ALIKE = [['/account/contact/code', '/register/code'], ['/recover/code', '/register/code'],
	['/bind/code', '/register/code'], ['/account/prove/passkey', '/sign-in/passkey'],
	['/appointments/time/{day}', '/appointments/time'], ['/guidance/{topic}/versions/{day}', '/guidance/{topic}'], ['/p/{person}/progress', '/progress'],
	['/p/{person}/documents', '/documents'], ['/p/{person}/shares', '/shares'], ['/p/{person}/visa', '/visa'], ['/p/{person}/card', '/card'],
	['/p/{person}/passport', '/passport'], ['/progress/number', '/progress']];
const same = (path) => ALIKE.reduce((now, [one, other]) => now.replace(one, other), path).replace('/with-code/booking', '/bookings/{id}')
	.replace(/\/move(-to\/\{office\})?(\/\{day\})?$/, '/move');

const routes = [...readFileSync('portal/route.def', 'utf8').matchAll(/^X\(GET,\s*"([^"]+)"/gm)].map((row) => row[1])
	.map((path) => ({ path, shape: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }))
	.sort((a, b) => (a.path.match(/\{/g) ?? []).length - (b.path.match(/\{/g) ?? []).length);
const routeOf = (path) => routes.find((route) => route.shape.test(path))?.path;

const TAGS = { en: ['en', 'ltr'], zh: ['zh-Hans', 'ltr'], ar: ['ar', 'rtl'] };

// What holds with scripts and without.
async function sound(page, name, language) {
	const [lang, dir, heads, empty] = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir,
		document.querySelectorAll('h1').length, document.querySelectorAll('main p:empty, main h2:empty, main li:empty').length]);
	assert.deepEqual([lang, dir], TAGS[language], name);
	assert.equal(heads, 1, `${name}: one h1`);
	assert.equal(empty, 0, `${name}: an empty paragraph, a heading or an entry of a list without words`);
}

// The layout at a phone's width; once also in large text there, and at 1280 pixels zoomed to twice the size, which is 640.
async function fitsEverywhere(page, name, once) {
	await page.evaluate(() => document.querySelectorAll('main details').forEach((part) => { part.open = true; }));
	for (const [width, large] of once ? [[640, false], [320, false], [320, true]] : [[320, false]]) {
		await page.setViewportSize({ width, height: 800 });
		const had = await page.evaluate((on) => { const had = document.body.classList.contains('large'); document.body.classList.toggle('large', on || had); return had; }, large);
		await fits(page, `${name} at ${width}${large ? ' in large text' : ''}`);
		await page.evaluate((on) => document.body.classList.toggle('large', on), had);
	}
}

class Judge {
	constructor(language) {
		Object.assign(this, { language, titles: new Map(), visited: new Set(), seen: 0, problems: [] });
	}

	async title(page, name, route) {
		const title = await page.title();
		assert.ok(/^.+ – .+$/.test(title), `${name}: title "${title}"`);
		const plain = title.replace(/^(Error|错误|خطأ): /, '');
		const other = this.titles.get(plain);
		assert.ok(!other || !route || other === same(route), `${name}: the title "${plain}" is also that of ${other}`);
		if (route)
			this.titles.set(plain, same(route));
	}

	// All that is wrong is told at once: a way takes its time.
	async judge(what) {
		try {
			await what();
		} catch (error) {
			this.problems.push(error.message.split('\n').filter((line) => /^[+-] |:/.test(line)).join(' '));
		}
	}

	async look(page, name) {
		this.seen++;
		const route = routeOf(new URL(page.url()).pathname);
		this.first = !this.visited.has(route);
		this.visited.add(route);
		await this.judge(() => sound(page, name, this.language));
		if (!/^(404|.*403|page-open|nothing-)/.test(name))
			await this.judge(() => this.title(page, name, route));
		if (this.language === 'en')
			await this.judge(() => accessible(page, name));
	}

	async fit(page, name) {
		await this.look(page, name);
		await this.judge(() => fitsEverywhere(page, name, this.language === 'en'));
		if (this.language === 'ar' && this.first)
			await this.judge(() => accessible(page, `${name} at 320`));
		await page.setViewportSize({ width: 1280, height: 900 });
	}

	// What no click leads to, or what is no page.
	all(way, but = []) {
		for (const path of way.beside)
			this.visited.add(routeOf(path));
		const missing = routes.map((one) => one.path).filter((path) => !this.visited.has(path) && !but.includes(path));
		assert.deepEqual(missing, [], 'routes that no way visits');
	}
}

async function walk(world, language, options = {}) {
	const judge = new Judge(language);
	const way = await everyPage(world, { language, look: (page, name) => judge.fit(page, name), ...options });
	for (const page of way.pages)
		await leave(page, ['422', '403', '404', '429', '409', '413']);
	assert.deepEqual(judge.problems, []);
	assert.ok(judge.seen > 120, `${judge.seen} pages seen`);
	judge.all(way, options.script === false ? ['/sign-in/passkey', '/account/prove/passkey', '/account/security/passkey'] : []);
}

export const seconds = 600;
export const tests = {
	async applications_are_on_record(world) {
		prepare(world);
	},
	english: (world) => walk(world, 'en'),
	arabic: (world) => walk(world, 'ar'),
	chinese_without_scripts: (world) => walk(world, 'zh', { script: false }),
};
