// node tests/web/crowd.mjs WORLD.json: a thousand people want two hundred places of one office at the same time, over HTTP, page after page as a
// browser without scripts asks for them. A second time, for another service, the portal is killed with SIGKILL in between. Prints TAP.
// WORLD.json: { "home", "portal": program, "bookings": program, "listen", "log", "people": [{ "cookie", "person" }], "env" }
import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { randomInt } from 'node:crypto';

const PLACES = 200;
const KILLS = [25, 70, 120, 170]; // bookings told when the portal dies
const world = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const agent = new Agent({ keepAlive: true, maxSockets: 250 });
const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
const tally = {};
const odd = [];

// ---- asking ----

function ask(person, method, path, form) {
	const body = form?.toString();
	const headers = { cookie: person.cookie, accept: 'text/html', ...(body && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }) };
	return new Promise((resolve, reject) => {
		const q = request(`http://${world.listen}${path}`, { method, headers, agent }, (reply) => {
			const parts = [];
			reply.on('data', (part) => parts.push(part));
			reply.on('error', reject);
			reply.on('end', () => resolve({ status: reply.statusCode, location: reply.headers.location, text: Buffer.concat(parts).toString(), path }));
		});
		q.setTimeout(30000, () => q.destroy(new Error('no answer in 30 s')));
		q.on('error', reject);
		q.end(body);
	});
}

// A page of ours: the heading is there, nothing of the inside is.
function judge(page) {
	tally[page.status] = (tally[page.status] ?? 0) + 1;
	const fine = page.status === 303 ? !!page.location : [200, 422].includes(page.status) && /<h1[ >]/.test(page.text) && /<\/html>\s*$/.test(page.text);
	if (!fine || /\.c:\d+|ERR_|Segmentation|backtrace/.test(page.text))
		odd.push(`${page.path} ${page.status}`);
	return page;
}
const get = async (person, path) => judge(await ask(person, 'GET', path));

// What a form holds when a person has changed nothing; then what was chosen.
function filled(page, action, chosen) {
	const form = page.text.split('<form ').find((part) => part.startsWith('id="form"') && part.includes(`action="${action}`));
	if (!form)
		throw new Error(`no form ${action} in ${page.path} ${page.status}`);
	const data = new URLSearchParams();
	for (const [, name, value] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
		data.append(name, value);
	for (const [name, value] of Object.entries(chosen))
		data.append(name, value);
	return [/action="([^"]+)"/.exec(form)[1], data];
}

async function send(person, page, action, chosen) {
	const [to, data] = filled(page, action, chosen);
	const reply = judge(await ask(person, 'POST', to, data));
	return reply.status === 303 ? get(person, reply.location) : { ...reply, path: to };
}

// ---- one person's way ----

const bookingOf = (path) => /^\/bookings\/([0-9A-Z]{12})/.exec(path)?.[1];
const twice = (page) => /already has an appointment/.test(page.text);

function acknowledged(person, run, page) {
	const id = bookingOf(page.path);
	if (!id || !/class="code">[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]</.test(page.text))
		odd.push(`${page.path}: no booking with its code`);
	run.told.push({ id, person: person.person });
	run.onTold(run.told.length);
	return 'booked';
}

async function takeTime(person, page, run) {
	for (;;) {
		const times = [...page.text.matchAll(/name="time" value="(\d+)"/g)].map((one) => one[1]);
		if (!times.length)
			return 'full';
		page = await send(person, page, '/appointments/time', { time: times[randomInt(times.length)] });
		if (twice(page))
			return 'twice';
		if (page.path === '/appointments/check')
			return confirm(person, page, run);
	}
}

async function confirm(person, page, run) {
	page = await send(person, page, '/appointments/check', {});
	return bookingOf(page.path) ? acknowledged(person, run, page) : 'ended';
}

async function walk(person, run) {
	let page = await get(person, '/appointments/service');
	page = await send(person, page, '/appointments/service', { service: run.service });
	if (new RegExp(`name="${person.person}"[^>]* disabled`).test(page.text))
		return 'twice';
	page = await send(person, page, '/appointments/who', { [person.person]: '1', interpreter: '' });
	if (twice(page))
		return 'twice';
	page = await send(person, page, '/appointments/place', { office: 'crowded-1' });
	return takeTime(person, page, run);
}

// After a broken connection nobody knows what became of the last form: the portal's pages tell.
async function resume(person, run) {
	const check = await get(person, '/appointments/check');
	if (check.status === 200)
		return confirm(person, check, run);
	const mine = await get(person, '/appointments');
	const fresh = [...mine.text.matchAll(/href="(\/bookings\/[0-9A-Z]{12})"/g)].map((one) => one[1]).find((path) => !run.before.has(bookingOf(path)));
	return fresh ? acknowledged(person, run, await get(person, fresh)) : walk(person, run);
}

async function live(person, run) {
	for (let way = walk; ; way = resume) {
		try {
			const end = await way(person, run);
			if (end !== 'ended')
				return end;
		} catch (error) {
			if (!error.code || !run.kills)
				throw error;
			await sleep(100 + randomInt(100));
		}
	}
}

// ---- the portal ----

let portal = null;
process.on('exit', () => portal?.kill('SIGKILL'));

function start() {
	const log = openSync(world.log, 'a');
	portal = spawn(world.portal, ['serve', '--home', world.home, '--listen', world.listen, '--admin-listen', ''],
		{ env: { ...process.env, ...world.env }, stdio: ['ignore', 'ignore', log] });
}

async function answers() {
	for (let i = 0; i < 600; i++) {
		try {
			return await ask({ cookie: '' }, 'GET', '/about');
		} catch {
			await sleep(100);
		}
	}
	throw new Error('the portal does not answer');
}

const ended = (child) => new Promise((go) => child.on('exit', (code, signal) => go(signal ?? code)));

async function kill() {
	const gone = ended(portal);
	portal.kill('SIGKILL');
	await gone;
	start();
}

// ---- judging the store ----

// What is wrong with the bookings of a service, in words; none = [].
function flaws(service, told) {
	const rows = execFileSync(world.bookings, [world.home], { maxBuffer: 1 << 26 }).toString().trim().split('\n').map((line) => JSON.parse(line));
	const bookings = new Map(rows.filter((r) => r.booking && r.service === service).map((r) => [r.booking, r]));
	const seats = rows.filter((r) => r.seat && r.service === service), found = [];
	const say = (is, text) => { if (is) found.push(text); };
	const booked = [...bookings.values()].filter((k) => k.state === 'booked');
	say(booked.length !== PLACES, `${booked.length} bookings`);
	say(bookings.size !== booked.length, `${bookings.size - booked.length} that are no bookings`);
	const people = booked.flatMap((k) => k.people.map((p) => p.id));
	say(new Set(people).size !== people.length, 'a person twice');
	say(seats.length !== PLACES, `${seats.length} seats taken`);
	say(seats.some((s) => s.seat !== 'booked' || bookings.get(s.ref)?.start !== s.start), 'a seat without its booking');
	say(new Set(seats.map((s) => s.ref)).size !== seats.length, 'a booking with two seats');
	for (const start of new Set(seats.map((s) => s.start)))
		say(seats.filter((s) => s.start === start).length > 10, 'more seats than places');
	for (const ack of told)
		say(bookings.get(ack.id)?.state !== 'booked' || !bookings.get(ack.id).people.some((p) => p.id === ack.person), `a booking that was told is lost: ${ack.id}`);
	return found;
}

// ---- the tests ----

let count = 0, failed = 0;
function ok(fine, name, detail = '') {
	failed += !fine;
	console.log(`${fine ? 'ok' : 'not ok'} ${++count} - ${name}${fine ? '' : `: ${detail}`}`);
}

async function crowd(name, service, kills, before) {
	const began = Date.now(), ends = {};
	const due = [...kills];
	let dying = Promise.resolve();
	const run = { service, told: [], before, kills: kills.length > 0, onTold: (n) => { if (n >= due[0]) { due.shift(); dying = dying.then(kill); } } };
	odd.length = 0;
	for (const key of Object.keys(tally))
		delete tally[key];
	const lives = await Promise.all(world.people.map((person) => live(person, run).catch((error) => `failed: ${error.message}`)));
	await dying;
	for (const end of lives)
		ends[end] = (ends[end] ?? 0) + 1;
	const seconds = (Date.now() - began) / 1000;
	console.log(`# ${name}: ${JSON.stringify(ends)}; replies ${JSON.stringify(tally)}; ${seconds.toFixed(1)} s`);
	const wrong = flaws(service, run.told);
	ok(wrong.length === 0, `${name}: two hundred bookings, no place and no person twice, nothing that was told is lost`, wrong.slice(0, 5).join('; '));
	ok(odd.length === 0, `${name}: every answer is a page, never an error`, `${odd.length}: ${odd.slice(0, 5).join('; ')}`);
	ok(lives.every((end) => ['booked', 'full', 'twice'].includes(end)), `${name}: everybody came to an end`, JSON.stringify(ends));
	ok(new Set(run.told.map((ack) => ack.id)).size === PLACES, `${name}: two hundred were told their code`, `${run.told.length}`);
	ok(due.length === 0, `${name}: the portal was killed ${kills.length} times`, `${due.length} times too few`);
	return new Set(run.told.map((ack) => ack.id));
}

start();
await answers();
const first = await crowd('a thousand people', 'visa-extension', [], new Set());
await crowd('and a portal that dies', 'stay-permit', KILLS, first);
await answers();
const gone = ended(portal);
portal.kill('SIGTERM');
ok(await gone === 0, 'the portal stopped cleanly');
ok(!/level=error|"level":"error"/.test(readFileSync(world.log, 'utf8')), 'its log tells of no error');
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
