// node tests/web/portal/run.mjs WORLD.json [NAME-PART]: tests the portal in Chromium against a running server; prints TAP.
// WORLD.json: { "base": address, "home": folder, "outbox": folder of messages, "issuer": program }. Every *.test.mjs beside this file exports `tests`,
// and `seconds` where each of them may take longer than three minutes on a busy machine.
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
	const { tests, seconds = 180 } = await import(`./${file}`);
	for (const [name, test] of Object.entries(tests))
		chosen.push([`${file.replace('.test.mjs', '')}_${name}`, test, seconds]);
}
const wanted = chosen.filter(([name]) => !only || name.includes(only));

const late = (seconds) => new Promise((_, refuse) => setTimeout(() => refuse(new Error(`not done after ${seconds} s`)), seconds * 1000).unref());
console.log(`1..${wanted.length}`);
let failed = 0;
for (const [index, [name, test, seconds]] of wanted.entries()) {
	try {
		await Promise.race([test(world), late(seconds)]);
		console.log(`ok ${index + 1} - portal_${name}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${index + 1} - portal_${name}`);
		console.log(String(error.stack || error).replace(/^/gm, '# '));
	}
}
await world.browser.close();
process.exit(failed ? 1 : 0);
