// Without a mouse, in the dark, in forced colours, without motion, on paper.
import assert from 'node:assert/strict';
import { accessible, as, fits, leave, visit } from './common.mjs';

const next = (page) => page.click('#form .actions button.button');
const anna = (world) => world.sessions.anna.persons['visa:EV1234567'];
const PAGES = (world) => ['/', '/account', '/relatives/ask', '/offices', `/p/${anna(world)}/visa`, `/p/${anna(world)}/documents`, `/p/${anna(world)}/proof/visa`,
	`/p/${anna(world)}/shares/new`, '/appointments/service'];

// What the Tab key reaches, in the order it does: each once, each with a ring around it, in the order of the page, and out again at its end.
async function walkKeys(page, name) {
	const want = await page.evaluate(() => {
		const radios = new Set();
		return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((one) => {
			if (one.disabled || !one.checkVisibility({ checkVisibilityCSS: true }) || one.type === 'hidden')
				return false;
			// A group of radio buttons is one stop: the chosen one, else its first.
			if (one.type !== 'radio')
				return true;
			const chosen = document.querySelector(`input[type=radio][name="${one.name}"]:checked`);
			const stop = (!chosen || chosen === one) && !radios.has(one.name);
			radios.add(stop ? one.name : '');
			return stop;
		}).map((one, i) => { one.dataset.stop = i; return one.outerHTML.slice(0, 90); });
	});
	for (let i = 0; i < want.length; i++) {
		await page.keyboard.press('Tab');
		const [stop, ring, seen] = await page.evaluate(() => {
			const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
			const top = document.elementFromPoint(Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 1));
			return [at.dataset.stop, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, top && (at.contains(top) || top.contains(at) || top.control === at)];
		});
		assert.equal(Number(stop), i, `${name}: Tab ${i + 1} should reach ${want[i]}`);
		assert.ok(ring, `${name}: no ring around ${want[i]}`);
		assert.ok(seen, `${name}: something covers ${want[i]}`);
	}
	await page.keyboard.press('Tab');
	assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.dataset.stop === '0'), `${name}: a way out`);
}

export const tests = {
	async the_tab_key_walks_every_page(world) {
		const page = await as(world, 'anna', '/');
		for (const path of PAGES(world)) {
			await page.goto(world.base + path);
			await walkKeys(page, path);
		}
		await leave(page);
	},

	async the_first_stop_skips_to_the_content(world) {
		const page = await as(world, 'anna', '/relatives/ask');
		await page.keyboard.press('Tab');
		assert.ok(await page.isVisible('.skip:focus'));
		await page.keyboard.press('Enter');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
		await page.keyboard.press('Tab');
		assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
		await leave(page);
	},

	async the_error_summary_has_the_focus_and_leads_to_each_field(world) {
		const page = await as(world, 'anna', '/relatives/ask');
		await page.uncheck('#may-view');
		await page.focus('#form button.button');
		await page.keyboard.press('Enter');
		await page.waitForSelector('#summary');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'summary');
		const links = await page.locator('#summary a').all();
		assert.equal(links.length, 5);
		for (const link of links) {
			const target = (await link.getAttribute('href')).slice(1);
			await link.focus();
			await page.keyboard.press('Enter');
			assert.equal(await page.evaluate(() => document.activeElement.id), target);
			assert.equal(await page.getAttribute(`#${target}`, 'aria-invalid'), 'true');
			assert.ok((await page.getAttribute(`#${target}`, 'aria-describedby')).includes(`${target}-problem`));
		}
		await leave(page, ['422']);
	},

	async the_menu_of_languages_opens_and_leads_on_by_keys(world) {
		const page = await as(world, 'anna', '/account');
		await page.focus('.languages summary');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		assert.ok(await page.evaluate(() => document.activeElement.closest('.languages ul') !== null));
		await page.keyboard.press('Enter');
		await page.waitForURL(/lang=/);
		assert.notEqual(await page.getAttribute('html', 'lang'), 'en');
		await leave(page);
	},

	async dark_pages_have_their_contrast(world) {
		const page = await as(world, 'anna', '/', { colorScheme: 'dark' });
		for (const path of PAGES(world)) {
			await page.goto(world.base + path);
			await accessible(page, `${path} in the dark`);
		}
		await page.goto(`${world.base}/relatives/ask`);
		await next(page);
		await page.waitForSelector('#summary');
		await accessible(page, 'problems in the dark');
		await leave(page, ['422']);
	},

	async forced_colours_keep_borders_and_rings(world) {
		const page = await as(world, 'anna', '/relatives/ask', { forcedColors: 'active', viewport: { width: 390, height: 844 } });
		for (const chosen of ['#form .button', '#label', '.top-link']) {
			const style = await page.$eval(chosen, (one) => { const s = getComputedStyle(one); return [s.borderTopStyle, s.borderTopColor, s.backgroundColor]; });
			assert.ok(style[0] !== 'none' && style[1] !== style[2], `${chosen}: ${style}`);
		}
		await walkKeys(page, 'forced colours');
		await fits(page, 'forced colours');
		await leave(page);
	},

	async who_wants_no_motion_gets_none(world) {
		const page = await as(world, 'anna', '/', { reducedMotion: 'reduce' });
		const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
			const s = getComputedStyle(one);
			return s.transitionDuration !== '0s' || s.animationName !== 'none' || s.scrollBehavior === 'smooth';
		}).length);
		assert.equal(moving, 0);
		await leave(page);
	},

	// Tools, links of the frame and buttons are for the screen; what is for paper stays, on few sheets.
	async on_paper_stands_what_is_for_paper(world) {
		const page = await visit(world, '/about', { colorScheme: 'dark' });
		for (const path of ['/guidance/residence-permit/checklist?show=1', '/offices/sh-pudong', '/guidance/visa-extension']) {
			await page.goto(world.base + path);
			await page.emulateMedia({ media: 'print' });
			for (const gone of ['.tools', 'footer', '.back', '.skip', 'main .actions'])
				assert.equal(await page.locator(gone).filter({ visible: true }).count(), 0, `${path}: ${gone} on paper`);
			assert.ok(await page.isVisible('h1') && await page.isVisible('.who'));
			assert.equal(await page.$eval('body', (one) => getComputedStyle(one).backgroundColor), 'rgb(255, 255, 255)');
			await accessible(page, `${path} on paper`);
			const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
			assert.ok(sheets <= 3, `${path}: ${sheets} sheets`);
			await page.emulateMedia({ media: 'screen' });
		}
		await leave(page);
	},
};
