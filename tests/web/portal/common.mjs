// What the portal's browser tests share: a page under watch, axe, width. Every page must stay free of policy violations and script errors.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function visit(world, path, options = {}) {
	const context = await world.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Asia/Shanghai', ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(45000);
	page.faults = [];
	page.on('pageerror', (error) => page.faults.push(`script: ${error.message}`));
	page.on('console', (message) => { if (message.type() === 'error') page.faults.push(`console: ${message.text()}`); });
	page.on('request', (request) => { if (!request.url().startsWith(world.base)) page.faults.push(`asks elsewhere: ${request.url()}`); });
	await page.goto(world.base + path);
	return page;
}

// To the next day that has times left, or into the next week.
export async function toDayAfter(page) {
	const days = page.locator('.week li:has([aria-current=date]) ~ li a'), weeks = page.locator('.week p a');
	await page.goto(new URL(await (await days.count() ? days.first() : weeks.last()).getAttribute('href'), page.url()).href);
}

// Clicks a time of the first later day that has as many. Never one of today: what is left of it, and may be had an hour ahead, depends on when the tests run.
export async function chooseTime(page, nth = 0) {
	const times = page.locator('.times .option label'), today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
	for (let days = 0; await page.locator(`.week a[aria-current=date][href$="${today}"]`).count() || await times.count() <= nth; days++) {
		assert.ok(days < 30, `no day has ${nth + 1} times`);
		await toDayAfter(page);
	}
	await times.nth(nth).click();
}

// A page of somebody who is signed in, by the name in world.sessions.
export async function as(world, name, path, options = {}) {
	const page = await visit(world, '/about', options);
	const [key, value] = world.sessions[name].cookie.split('=');
	await page.context().addCookies([{ name: key, value, url: world.base }]);
	await page.goto(world.base + path);
	return page;
}

// faults: parts of messages that this test expects, such as "422".
export async function leave(page, faults = []) {
	assert.deepEqual(page.faults.filter((fault) => !faults.some((known) => fault.includes(known))), []);
	await page.context().close();
}

// The policy of the page forbids eval in its own world; axe comes in by the browser's debugger.
export async function accessible(page, name) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], preload: false,
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
	assert.deepEqual(violations.map((v) => `${name}: ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), []);
}

export async function fits(page, name) {
	const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
	assert.ok(wide <= room, `${name}: ${wide} pixels wide on a screen of ${room}`);
}
