// node tests/web/shots.mjs MOCK_URL FOLDER [PAGE...]: pictures of pages at three widths in both languages, for looking at.
import { openBrowser } from './browser.mjs';

const [base, folder, ...wanted] = process.argv.slice(2);
const pages = wanted.length ? wanted : ['start', 'valid', 'expired', 'proof_expired', 'superseded', 'suspended', 'revoked', 'altered', 'forged', 'not_found',
	'unreadable', 'undecided', 'passport', 'link', 'hostile', 'problem-413'];
const browser = await openBrowser();
for (const width of (process.env.WIDTHS || '320,390,1280').split(',').map(Number)) {
	for (const lang of (process.env.LANGS || 'en,zh').split(',')) {
		const page = await browser.newPage({ viewport: { width, height: width < 500 ? 720 : 900 }, colorScheme: process.env.SCHEME || 'light' });
		for (const name of pages) {
			await page.goto(`${base}/?page=${name}&lang=${lang}`);
			if (process.env.OPEN)
				await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
			await page.screenshot({ path: `${folder}/${name}-${width}-${lang}.png`, fullPage: !process.env.FOLD });
		}
		await page.close();
	}
}
await browser.close();
