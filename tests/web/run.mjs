// node tests/web/run.mjs BASE_URL SAMPLES.json [NAME-PART]: tests the verifier's page in Chromium against a running server; prints TAP.
// SAMPLES.json: { "pdf": path of a valid document, "number", "code": its typed code, "seal": text of its QR }. Nothing is kept.
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';
import { tests, Skip } from './tests.mjs';

const [base, samplesFile, only] = process.argv.slice(2);
if (!samplesFile) {
	console.error('usage: node tests/web/run.mjs BASE_URL SAMPLES.json [NAME-PART]');
	process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'cinnabar-web-'));
const samples = JSON.parse(readFileSync(samplesFile, 'utf8'));
const pdf = readFileSync(samples.pdf);
const altered = Buffer.from(pdf);
altered[Math.floor(pdf.length / 2)] ^= 1;
writeFileSync(join(folder, 'altered.pdf'), altered);
const world = { base: base.replace(/\/$/, ''), folder, samples: { ...samples, altered: join(folder, 'altered.pdf') }, browser: await openBrowser() };

const SLOW = 180 * 1000;
const late = () => new Promise((_, refuse) => setTimeout(() => refuse(new Error(`not done after ${SLOW} ms`)), SLOW).unref());
const chosen = Object.entries(tests).filter(([name]) => !only || name.includes(only));
console.log(`1..${chosen.length}`);
let failed = 0;
for (const [index, [name, test]] of chosen.entries()) {
	try {
		await Promise.race([test(world), late()]);
		console.log(`ok ${index + 1} - web_${name}`);
	} catch (error) {
		if (error instanceof Skip) {
			console.log(`ok ${index + 1} - web_${name} # SKIP ${error.message}`);
			continue;
		}
		failed++;
		console.log(`not ok ${index + 1} - web_${name}`);
		console.log(String(error.stack || error).replace(/^/gm, '# '));
	}
}
await world.browser.close();
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
