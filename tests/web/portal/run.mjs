// node tests/web/portal/run.mjs WORLD.json [NAME-PART]: tests the portal in Chromium against a running server; prints TAP.
// WORLD.json: { "base": address, "home": folder, "outbox": folder of messages, "issuer": program }. Every *.test.mjs beside this file exports `tests`.
import { readFileSync, readdirSync } from 'node:fs';
import { openBrowser } from '../browser.mjs';

const [worldFile, only] = process.argv.slice(2);
if (!worldFile) {
	console.error('usage: node tests/web/portal/run.mjs WORLD.json [NAME-PART]');
	process.exit(2);
}
const world = { ...JSON.parse(readFileSync(worldFile, 'utf8')), browser: await openBrowser() };
const chosen = [];
for (const file of readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs')).sort()) {
	const { tests } = await import(`./${file}`);
	for (const [name, test] of Object.entries(tests))
		chosen.push([`${file.replace('.test.mjs', '')}_${name}`, test]);
}
const wanted = chosen.filter(([name]) => !only || name.includes(only));

const SLOW = 180 * 1000;
const late = () => new Promise((_, refuse) => setTimeout(() => refuse(new Error(`not done after ${SLOW} ms`)), SLOW).unref());
console.log(`1..${wanted.length}`);
let failed = 0;
for (const [index, [name, test]] of wanted.entries()) {
	try {
		await Promise.race([test(world), late()]);
		console.log(`ok ${index + 1} - portal_${name}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${index + 1} - portal_${name}`);
		console.log(String(error.stack || error).replace(/^/gm, '# '));
	}
}
await world.browser.close();
process.exit(failed ? 1 : 0);
