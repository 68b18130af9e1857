// Appointments, from the first question to the calendar, as people do it: alone, for a family, by code, without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accessible, as, chooseTime, fits, leave, toDayAfter, visit } from './common.mjs';

const EXPECTED = ['422'];

const next = (page) => page.click('#form .actions .button');
const main = (page) => page.innerText('main');
const stamp = (text) => Number(/DTSTART:(\d{8})T(\d{6})Z/.exec(text).slice(1).join(''));

// To the choice of time: service, the first `people` who may come, an office near Shanghai.
async function toTimes(page, { service = 'residence-permit', people = 1, before = async () => {} } = {}) {
	await page.check(`input[value=${service}]`);
	await next(page);
	const boxes = page.locator('#people input[type=checkbox]:not(:disabled)');
	for (let i = 0; i < await boxes.count(); i++)
		await boxes.nth(i).setChecked(i < people);
	await next(page);
	await page.fill('#near', 'Shanghai');
	await page.locator('form[method=get] button').click();
	await page.waitForURL(/near=Shanghai/);
	await page.check('#office-1');
	await next(page);
	await page.waitForURL(/appointments\/time/);
	await before(page);
}

async function book(page, choice) {
	await toTimes(page, choice);
	await chooseTime(page, choice?.nth ?? 2);
	await next(page);
	await page.waitForURL(/check$/);
	await next(page);
	await page.waitForURL(/bookings\/[0-9A-Z]{12}\?done=booked/);
	return page.url().split('?')[0];
}

async function calendar(page, path) {
	const [file] = await Promise.all([page.waitForEvent('download'), page.evaluate((to) => { location.href = to; }, `${path}/calendar`)]);
	assert.equal(file.suggestedFilename(), 'appointment.ics');
	return readFileSync(await file.path(), 'utf8');
}

async function cancel(page, path) {
	await page.goto(`${path}/cancel`);
	await page.click('#form .danger');
	await page.waitForURL(/done=booking-cancelled/);
}

export const tests = {
	async booked_moved_and_cancelled_with_its_calendar(world) {
		const page = await as(world, 'anna', '/');
		await page.locator('main a[href="/appointments"]').click();
		await page.locator('main a[href="/appointments/service"]').first().click();
		const path = await book(page);
		assert.match(await main(page), /The appointment is booked/);
		assert.match(await main(page), /SPECIMEN, ANNA MARIA/);
		const first = await calendar(page, path);
		assert.match(first, /METHOD:PUBLISH\r\n/);
		await page.goto(`${path}/move`);
		await toDayAfter(page);
		await chooseTime(page, 4);
		await next(page);
		await page.waitForURL(/done=booking-moved/);
		const second = await calendar(page, path);
		assert.equal(/UID:(.*)\r/.exec(second)[1], /UID:(.*)\r/.exec(first)[1]);
		assert.match(second, /SEQUENCE:1\r\n/);
		assert.notEqual(stamp(second), stamp(first));
		await cancel(page, path);
		assert.match(await calendar(page, path), /METHOD:CANCEL\r\n[^]*SEQUENCE:2\r\n[^]*STATUS:CANCELLED/);
		await leave(page, EXPECTED);
	},

	async moved_to_another_office_and_still_one_booking(world) {
		const page = await as(world, 'berta', '/appointments/service');
		const path = await book(page, { service: 'residence-permit' });
		const first = await calendar(page, path), before = await page.goto(path).then(() => main(page));
		await page.locator(`main a[href="${new URL(path).pathname}/move"]`).click();
		await page.locator('main a[href$="/office"]').click();
		await fits(page, 'office');
		await accessible(page, 'office');
		await page.fill('#near', 'Beijing');
		await page.locator('form[method=get] button').click();
		await page.waitForURL(/near=Beijing/);
		await next(page);
		assert.match(await page.innerText('#office-problem'), /Choose an office/);
		assert.equal(await page.inputValue('#near'), 'Beijing');
		await page.locator('#form .option label').first().click();
		await next(page);
		await page.waitForURL(/move-to\/bj-/);
		assert.match(await main(page), /New office:.*Beijing/);
		await accessible(page, 'move-to');
		await chooseTime(page, 1);
		await next(page);
		await page.waitForURL(/done=booking-moved/);
		const after = await main(page), second = await calendar(page, path);
		assert.match(before, /Shanghai/);
		assert.match(after, /Beijing/);
		assert.doesNotMatch(after, /Shanghai/);
		assert.equal(/UID:(.*)\r/.exec(second)[1], /UID:(.*)\r/.exec(first)[1]);
		assert.match(second, /SEQUENCE:1\r\n/);
		assert.match(second.replaceAll('\r\n ', ''), /LOCATION[^\r]*Beijing/);
		await page.goto(`${path}/slip`);
		assert.match(await main(page), /北京/);
		await page.goto(`${world.base}/appointments`);
		assert.equal(await page.locator(`h3 a[href="${new URL(path).pathname}"]`).count(), 1);
		await cancel(page, path);
		await leave(page, EXPECTED);
	},

	async family_in_adjoining_places(world) {
		const page = await as(world, 'helper', '/appointments/service');
		const path = await book(page, { service: 'stay-permit', people: 3 });
		assert.equal(await page.locator('.people li').filter({ hasText: '…' }).count(), 3);
		await page.goto(`${path}/slip`);
		assert.match(await main(page), /请送我到/);
		await page.goto(path);
		await page.locator('main a[href$="/leave"]').click();
		await accessible(page, 'leave');
		await next(page);
		assert.match(await page.innerText('#person-problem'), /Choose who does not come/);
		await page.locator('#form .option label').nth(1).click();
		await next(page);
		await page.waitForURL(/done=booking-parted/);
		assert.equal(await page.locator('.people li').filter({ hasText: '…' }).count(), 2);
		await cancel(page, path);
		await leave(page, EXPECTED);
	},

	// The visitor's clock goes two hours wrong; then ten minutes pass without the server's knowing: the page asks again and tells what is true.
	async countdown_goes_by_the_servers_clock(world) {
		const page = await as(world, 'clara', '/appointments/service');
		await page.clock.install({ time: Date.now() + 7200e3 });
		await toTimes(page, { service: 'stay-permit' });
		await chooseTime(page);
		await next(page);
		await page.waitForURL(/check$/);
		const left = async () => { const [minutes, seconds] = (await page.innerText('[data-until]')).split(':'); return 60 * minutes + Number(seconds); };
		const begun = await left();
		assert.ok(begun > 540 && begun <= 600, `${begun} s are left`);
		await page.clock.runFor(61e3);
		const later = await left();
		assert.ok(later > begun - 120 && later <= begun - 60, `${later} s are left`);
		await Promise.all([page.waitForEvent('load'), page.clock.runFor(605e3)]);
		assert.ok(await left() > 480);
		await page.click('#give-back button');
		await page.waitForURL(/done=place-released/);
		await leave(page, EXPECTED);
	},

	// One account at two devices: what the first confirms the second is told.
	async two_tabs_make_one_booking(world) {
		const page = await as(world, 'clara', '/appointments/service'), other = await as(world, 'clara', '/appointments');
		await toTimes(page, { service: 'visa-extension' });
		await chooseTime(page, 3);
		await next(page);
		await page.waitForURL(/check$/);
		await other.goto(`${world.base}/appointments/check`);
		await next(page);
		await page.waitForURL(/done=booked/);
		const path = page.url().split('?')[0];
		await next(other);
		await other.waitForURL(/done=booked/);
		assert.equal(other.url().split('?')[0], path);
		await other.goto(`${world.base}/appointments/check`);
		assert.equal(other.url(), path);
		await cancel(other, path);
		await page.goto(`${path}/move`);
		assert.equal(page.url(), path, 'a cancelled one does not move');
		await leave(page, EXPECTED);
		await leave(other, EXPECTED);
	},

	// One sheet of paper, with the address in Chinese; a family with all that may be asked for.
	async slip_prints_on_one_page(world) {
		const page = await as(world, 'helper', '/appointments/service');
		const path = await book(page, { service: 'residence-permit', people: 3 });
		await page.goto(`${path}/slip`);
		const pdf = await page.pdf({ preferCSSPageSize: true });
		assert.equal((pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length, 1);
		await cancel(page, path);
		await leave(page, EXPECTED);
	},

	async by_code_without_signing_in(world) {
		const page = await as(world, 'clara', '/appointments/service');
		const path = await book(page, { service: 'visa-reissue' });
		const code = await page.innerText('.code');
		assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]$/);
		const guest = await visit(world, '/with-code');
		await guest.fill('#code', code.toLowerCase().replaceAll('-', ' '));
		await guest.fill('#birth', '1901-01-01');
		await next(guest);
		assert.match(await guest.innerText('#summary'), /No appointment fits/);
		assert.equal(await guest.inputValue('#birth'), '1901-01-01');
		assert.doesNotMatch(await main(guest), /Residence|reissue/i);
		await cancel(page, path);
		await leave(page, EXPECTED);
		await leave(guest, EXPECTED);
	},

	async somebody_elses_booking_is_not_there(world) {
		const page = await as(world, 'berta', '/appointments/service');
		const path = await book(page, { service: 'visa-extension' });
		const stranger = await as(world, 'nobody', '/appointments');
		for (const part of ['', '/slip', '/calendar', '/move', '/office', '/move-to/bj-chaoyang', '/cancel']) {
			const reply = await stranger.request.get(path + part);
			assert.equal(reply.status(), 404, part);
			assert.doesNotMatch(await reply.text(), /BERTA/);
		}
		await cancel(page, path);
		await leave(page, EXPECTED);
		await leave(stranger, EXPECTED);
	},

	async without_scripts(world) {
		const page = await as(world, 'clara', '/appointments/service', { javaScriptEnabled: false });
		const path = await book(page, { service: 'visa-replacement', before: async () => {} });
		await page.goto(`${path}/cancel`);
		await page.click('#form .danger');
		await page.waitForURL(/done=booking-cancelled/);
		await page.context().close();
	},

	async errors_beside_the_field_and_the_switch_keeps_what_was_typed(world) {
		const page = await as(world, 'nobody', '/with-code');
		await page.fill('#code', '7K3Q');
		await page.fill('#birth', '3 May');
		await next(page);
		assert.match(await page.innerText('#code-problem'), /not complete/);
		assert.match(await page.innerText('#birth-problem'), /year-month-day/);
		await page.locator('.languages summary').click();
		await page.locator('.languages button[lang="zh-Hans"]').click();
		assert.equal(await page.textContent('h1'), '查询预约');
		assert.equal(await page.inputValue('#code'), '7K3Q');
		assert.equal(await page.inputValue('#birth'), '3 May');
		await leave(page, EXPECTED);
	},

	async waiting_list(world) {
		const page = await as(world, 'berta', '/appointments/service');
		await toTimes(page, { service: 'stay-permit' });
		await page.locator('a[href="/appointments/wait"]').click();
		await next(page);
		await page.waitForURL(/waiting\/[0-9A-Z]{12}\?done=waiting-joined/);
		await accessible(page, 'waiting');
		await page.goto(`${world.base}/appointments`);
		assert.match(await main(page), /Waiting lists/);
		await page.locator('main a[href^="/waiting/"]').click();
		await page.click('#leave button');
		await page.waitForURL(/done=waiting-left/);
		await leave(page, EXPECTED);
	},
};
