// node tests/e2e/samples.mjs FILE.ndjson [DAY]: its records as they would be written on that day (default: today): what was in force when the file was
// written stays so for a year more, by whole years added to its ends, in the machine-readable zone too. The tests must not end with the samples.
import { readFileSync } from 'node:fs';

const WRITTEN = '2026-11-01';
const [file, today = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
const ENDS = ['expires', 'enter_before'];
const DAY = 86400e3;

// The same day some years on; the last of February where there is no 29th.
function later(day, years) {
	const [year, month, date] = day.split('-').map(Number);
	const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
	return `${String(year + years).padStart(4, '0')}-${day.slice(5, 7)}-${String(Math.min(date, last)).padStart(2, '0')}`;
}
// ICAO 9303-3 4.9: weights 7, 3, 1.
function digit(text) {
	return String([...text].reduce((sum, c, i) => sum + [7, 3, 1][i % 3] * (c === '<' ? 0 : parseInt(c, 36)), 0) % 10);
}
// ICAO 9303-4 4.2.2: expiry in 22-27, its digit in 28, the digit over all in 44.
function zone([names, line], expires) {
	const end = expires.slice(2).replaceAll('-', '');
	const all = line.slice(0, 21) + end + digit(end) + line.slice(28, 43);
	return [names, all + digit(all.slice(0, 10) + all.slice(13, 20) + all.slice(21, 43))];
}
function renewed(part) {
	const ends = ENDS.map((name) => part[name]).filter((day) => day > WRITTEN), out = { ...part };
	let years = 0;
	while (ends.some((day) => Date.parse(later(day, years)) < Date.parse(today) + 366 * DAY))
		years++;
	for (const name of ENDS)
		if (part[name] > WRITTEN)
			out[name] = later(part[name], years);
	if (part.mrz)
		out.mrz = zone(part.mrz, out.expires);
	for (const inner of ['card', 'passport'])
		if (typeof part[inner] === 'object')
			out[inner] = renewed(part[inner]);
	return out;
}
for (const line of readFileSync(file, 'utf8').trim().split('\n'))
	console.log(JSON.stringify(renewed(JSON.parse(line))));
