// Guidance, as somebody uses it who wants to know what to bring.
import assert from 'node:assert/strict';
import { leave, visit } from './common.mjs';

export const tests = {
	async topic_from_the_start_page(world) {
		const page = await visit(world, '/');
		await page.locator('main a[href="/guidance"]').click();
		await page.getByRole('link', { name: 'Visa extension' }).click();
		assert.equal(await page.textContent('h1'), 'Visa extension');
		await page.getByRole('link', { name: 'Time limits' }).click();
		assert.equal(new URL(page.url()).hash, '#time-limits');
		assert.match(await page.textContent('main'), /Apply at least 7 days before your stay ends/);
		assert.match(await page.textContent('main'), /check with the office/);
		await leave(page);
	},

	async search_in_both_languages(world) {
		const page = await visit(world, '/guidance?lang=zh');
		for (const [words, title] of [['护照遗失', '签证补发'], ['extend my visa', '签证延期'], ['居留许可', '居留证件']]) {
			await page.fill('#q', words);
			await page.keyboard.press('Enter');
			await page.waitForURL((url) => url.searchParams.get('q') === words);
			assert.equal(await page.locator('main .tile h2').first().innerText(), title);
			assert.equal(await page.inputValue('#q'), words);
		}
		await leave(page);
	},

	async checklist_of_a_case(world) {
		const page = await visit(world, '/guidance/residence-permit');
		await page.getByRole('link', { name: 'Make my checklist' }).click();
		await page.getByLabel('Study').check();
		await page.getByLabel('My first permit').check();
		await page.getByLabel('An adult').check();
		await page.getByRole('button', { name: 'Make my checklist' }).click();
		const papers = await page.locator('.checklist li').allInnerTexts();
		assert.ok(papers.some((paper) => paper.includes('admission letter')) && papers.some((paper) => paper.includes('health certificate')));
		assert.ok(!papers.some((paper) => paper.includes('work permit')));
		await page.locator('.checklist input').first().check();
		await page.locator('.languages summary').click();
		await page.locator('.languages a[lang="zh-Hans"]').click();
		assert.equal(await page.locator('.checklist li').count(), papers.length);
		await page.getByRole('link', { name: '修改回答' }).click();
		await page.waitForURL((url) => !url.searchParams.has('show'));
		assert.ok(await page.getByLabel('学习', { exact: true }).isChecked());
		await leave(page);
	},

	async versions_tell_which_is_in_force(world) {
		const page = await visit(world, '/guidance/residence-permit');
		await page.getByRole('link', { name: /September 2024/ }).click();
		assert.match(await page.textContent('main'), /no longer in force/);
		await page.getByRole('link', { name: 'Back' }).click();
		assert.doesNotMatch(await page.textContent('main'), /no longer in force/);
		await leave(page);
	},

	async works_without_a_script(world) {
		const page = await visit(world, '/guidance/pr-card/checklist', { javaScriptEnabled: false });
		await page.getByLabel('To renew a card that runs out').check();
		await page.getByRole('button', { name: 'Make my checklist' }).click();
		assert.match(await page.textContent('.checklist'), /Your present card/);
		await leave(page);
	},
};
