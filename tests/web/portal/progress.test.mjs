// Progress of applications: one's own, and by number and birth date.
import assert from 'node:assert/strict';
import { accessible, fits, leave, visit } from './common.mjs';

const look = async (page, number, birth) => {
	await page.fill('#number', number);
	await page.fill('#birth', birth);
	await page.click('#form .actions button');
};

export const tests = {
	async own_applications_say_who_acts_next(world) {
		const page = await visit(world, '/about');
		const [name, value] = world.sessions.anna.cookie.split('=');
		await page.context().addCookies([{ name, value, url: world.base }]);
		await page.goto(`${world.base}/progress`);
		const text = await page.innerText('main');
		assert.match(text, /Visa extension[^]*The authority acts next[^]*BJ-2026-000101[^]*No change since[^]*Usual time at this office[^]*You may ask from/);
		assert.match(text, /Application filed[^]*More documents needed[^]*Proof of where you live is missing[^]*Under review/);
		assert.equal(await page.locator('.steps li').count(), 5);
		assert.ok(!page.url().includes('BJ-2026'), 'no number in an address');
		await accessible(page, 'progress');
		await page.setViewportSize({ width: 320, height: 800 });
		await fits(page, 'progress');
		await leave(page);
	},

	async by_number_and_birth_date(world) {
		const page = await visit(world, '/progress');
		assert.equal(new URL(page.url()).pathname, '/progress/number');
		await look(page, '', '14.3.85');
		assert.match(await page.innerText('#summary'), /Type the application number[^]*year-month-day/);
		assert.equal(await page.inputValue('#birth'), '14.3.85');
		await look(page, 'bj-2026-000101', '1985-03-14');
		assert.match(await page.innerText('main'), /Visa extension[^]*BJ-2026-000101/);
		assert.ok(!page.url().includes('1985'));
		await leave(page, ['422']);
	},

	// A number that exists and one that does not get the same answer.
	async unknown_and_wrong_are_told_alike(world) {
		const page = await visit(world, '/progress/number');
		await look(page, 'XX-2026-000999', '1985-03-14');
		const unknown = await page.innerText('#summary');
		await look(page, 'BJ-2026-000101', '1985-03-15');
		assert.equal(await page.innerText('#summary'), unknown);
		await leave(page, ['422']);
	},

	async guessing_is_throttled(world) {
		const page = await visit(world, '/progress/number');
		let status = 422;
		for (let day = 10; day < 20 && status === 422; day++) {
			const [reply] = await Promise.all([page.waitForNavigation(), look(page, 'SH-2026-000102', `1984-05-${day}`)]);
			status = reply.status();
		}
		assert.equal(status, 429);
		await look(page, 'SH-2026-000102', '1984-05-20');
		assert.equal(await page.locator('.steps').count(), 0, 'the right one has to wait too');
		await leave(page, ['422', '429']);
	},
};
