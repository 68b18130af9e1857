// The directory of offices, as somebody uses it who is looking for one.
import assert from 'node:assert/strict';
import { accessible, leave, visit } from './common.mjs';

const names = (page) => page.locator('main .tile h2').allInnerTexts();

export const tests = {
	async found_from_the_start_page(world) {
		const page = await visit(world, '/');
		await page.locator('main a[href="/offices"]').click();
		assert.equal(await page.textContent('h1'), 'Offices');
		await page.fill('#q', 'shenzhen');
		await page.keyboard.press('Enter');
		await page.waitForURL(/q=shenzhen/);
		assert.deepEqual(await names(page), ['Sample Exit-Entry Office, Shenzhen Futian']);
		assert.equal(await page.inputValue('#q'), 'shenzhen');
		await page.locator('main .tile a').click();
		assert.match(await page.textContent('main'), /深圳市福田区样本路/);
		await leave(page);
	},

	async by_province_service_and_distance(world) {
		const page = await visit(world, '/offices');
		await page.selectOption('#province', 'GD');
		await page.selectOption('#service', 'pr-card');
		await page.fill('#near', '珠海');
		await page.getByRole('button', { name: 'Search' }).click();
		assert.deepEqual((await names(page)).map((name) => name.split(' ').at(-2)), ['Zhuhai', 'Shenzhen', 'Guangzhou']);
		await leave(page);
	},

	async the_language_switch_keeps_what_was_asked(world) {
		const page = await visit(world, '/offices');
		await page.fill('#q', '上海 "浦东"');
		await page.selectOption('#province', 'SH');
		await page.fill('#q', '上海');
		await page.getByRole('button', { name: 'Search' }).click();
		await page.locator('.languages summary').click();
		await page.locator('.languages a[lang="zh-Hans"]').click();
		assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans');
		assert.equal(await page.inputValue('#q'), '上海');
		assert.equal(await page.inputValue('#province'), 'SH');
		assert.equal((await names(page)).length, 2);
		await leave(page);
	},

	async an_unknown_place_is_told_beside_its_field(world) {
		const page = await visit(world, '/offices');
		await page.fill('#near', 'Atlantis');
		await page.getByRole('button', { name: 'Search' }).click();
		assert.equal(await page.evaluate(() => document.activeElement.id), 'summary');
		await page.locator('#summary a').click();
		assert.equal(await page.evaluate(() => document.activeElement.id), 'near');
		assert.equal(await page.inputValue('#near'), 'Atlantis');
		assert.equal(await page.getAttribute('#near', 'aria-invalid'), 'true');
		await accessible(page, 'unknown place');
		await leave(page, ['422']);
	},

	async pages_of_the_list(world) {
		const page = await visit(world, '/offices');
		assert.equal((await names(page)).length, 12);
		await page.locator('nav a', { hasText: '4' }).click();
		await page.waitForURL(/page=4/);
		assert.equal((await names(page)).length, 6);
		assert.equal(await page.getAttribute('nav [aria-current]', 'aria-current'), 'page');
		await leave(page);
	},

	async works_without_a_script(world) {
		const page = await visit(world, '/offices', { javaScriptEnabled: false });
		await page.fill('#q', 'urumqi');
		await page.getByRole('button', { name: 'Search' }).click();
		assert.equal((await names(page)).length, 1);
		await page.locator('main .tile a').click();
		assert.ok(!(await page.locator('[data-print]').isVisible()));
		await leave(page);
	},

	async data_for_other_programs(world) {
		const reply = await fetch(`${world.base}/v1/offices?province=XJ`);
		assert.equal(reply.headers.get('access-control-allow-origin'), '*');
		const list = await reply.json();
		assert.deepEqual(list.offices.map((office) => office.id), ['xj-kashgar', 'xj-urumqi']);
		assert.equal(list.sample, true);
		const one = await (await fetch(`${world.base}/v1/offices/xj-kashgar`)).json();
		assert.equal(one.utc_offset, 360);
		assert.equal(typeof one.open_now, 'boolean');
		assert.equal((await fetch(`${world.base}/v1/offices/none`)).status, 404);
		assert.equal((await fetch(`${world.base}/v1/offices?near=Atlantis`)).status, 400);
	},
};
