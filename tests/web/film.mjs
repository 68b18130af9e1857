// Pictures of the paper: a photo, and a film for Chromium's fake camera (a raw MJPEG stream is nothing but JPEG frames one after the other).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DPI = 150; // four pixels and more a module
const WIDE = 960, HIGH = 720;

function draw(world, x, y, width, height, dpi = DPI) {
	if (world.samples.picture)
		return readFileSync(world.samples.picture);
	const stem = join(world.folder, 'frame');
	execFileSync('pdftoppm', ['-jpeg', '-r', String(dpi), '-f', '1', '-l', '1', '-singlefile', '-x', String(x), '-y', String(y), '-W', String(width), '-H', String(height),
		world.samples.pdf, stem]);
	return readFileSync(`${stem}.jpg`);
}

// The whole first page.
export function photo(world) { return draw(world, 0, 0, Math.round(8.27 * DPI), Math.round(11.69 * DPI)); }

// Upper left corner of a part of the page in which the page's own reader finds the code.
export async function findSeal(world, page) {
	for (const y of [0, 340, 690, 1030])
		for (const x of [0, 280]) {
			const picture = draw(world, x, y, WIDE, HIGH).toString('base64');
			const found = await page.evaluate(async (base64) => {
				const { readPicture } = await import(document.querySelector('script[type=module]').src.replace('app.js', 'scan.js'));
				const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
				return (await readPicture(new Blob([bytes], { type: 'image/jpeg' }))).text;
			}, picture);
			if (found)
				return { x, y };
		}
	throw new Error('no part of the first page holds a code that can be read');
}

// Six frames, a little apart, as a hand would hold it.
export function makeFilm(world, { x, y }) {
	const path = join(world.folder, 'camera.mjpeg');
	const frames = [0, 3, 6, 4, 1, 2].map((step) => draw(world, Math.max(0, x - step), Math.max(0, y - step), WIDE, HIGH));
	writeFileSync(path, Buffer.concat(frames));
	return path;
}
