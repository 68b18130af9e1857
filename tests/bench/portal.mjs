// node tests/bench/portal.mjs BASE PORTAL_PID SESSIONS.json PAGES PROOFS: figures of the portal, as tests/bench/run tells.
// SESSIONS.json: [{ "cookie": "name=value", "person": id }], each on a person with a visa record.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { execFileSync } from 'node:child_process';

const [base, pid, file, pages, rounds] = process.argv.slice(2);
const sessions = JSON.parse(readFileSync(file, 'utf8'));
const agent = new http.Agent({ keepAlive: true, maxSockets: sessions.length });
const tick = 1e6 / Number(execFileSync('getconf', ['CLK_TCK']));

function ask(method, path, { cookie, form } = {}) {
	const body = form && new URLSearchParams(form).toString();
	return new Promise((done, refuse) => {
		const request = http.request(base + path, { method, agent, headers: { cookie, 'accept-language': 'en', ...(body && {
			'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), 'sec-fetch-site': 'same-origin' }) } }, (reply) => {
			const chunks = [];
			reply.on('data', (chunk) => chunks.push(chunk));
			reply.on('end', () => done({ status: reply.statusCode, to: reply.headers.location, bytes: Buffer.concat(chunks) }));
		});
		request.on('error', refuse);
		request.end(body);
	});
}

function expect(reply, status, what) {
	if (reply.status !== status)
		throw new Error(`${what}: ${reply.status}`);
	return reply;
}

// User and system time of the process so far, in microseconds (proc(5), fields 14 and 15).
function spent() {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
	return (Number(fields[11]) + Number(fields[12])) * tick;
}

async function page_cpu(count) {
	const one = async (session, times) => {
		for (let i = 0; i < times; i++)
			expect(await ask('GET', `/p/${session.person}/visa`, session), 200, 'page');
	};
	const four = sessions.slice(0, 4);
	await Promise.all(four.map((session) => one(session, 50)));
	const before = spent();
	await Promise.all(four.map((session) => one(session, count / four.length)));
	return (spent() - before) / (Math.floor(count / four.length) * four.length);
}

const token = (reply) => reply.bytes.toString().match(/id="form"[^]*?name="token" value="([0-9a-f]+)"/)[1];
const once = (reply) => reply.bytes.toString().match(/name="once" value="([0-9a-f]+)"/)[1];

// Up to the last page, where nothing is issued yet.
async function prepare(session, recipient) {
	const path = `/p/${session.person}/proof/visa`;
	const form = token(expect(await ask('GET', path, session), 200, 'first page'));
	expect(await ask('POST', path, { ...session, form: { token: form, institution: 'bank', purpose: '', recipient } }), 303, 'first answers');
	expect(await ask('POST', `${path}/content`, { ...session, form: { token: form, proof_days: '90', language: 'en' } }), 303, 'second answers');
	const preview = expect(await ask('GET', `${path}/preview`, session), 200, 'preview');
	return { token: form, once: once(preview) };
}

// From the button to the last byte of the PDF.
async function make(session, form) {
	const from = performance.now();
	const made = expect(await ask('POST', `/p/${session.person}/proof/visa/make`, { ...session, form }), 303, 'make');
	const pdf = expect(await ask('GET', `${made.to.replace(/\?.*/, '')}/file`, session), 200, 'file');
	if (!pdf.bytes.subarray(0, 5).equals(Buffer.from('%PDF-')))
		throw new Error('no PDF');
	return performance.now() - from;
}

async function proof_latency(count) {
	const times = [];
	for (let round = 0; round < count; round++) {
		const forms = await Promise.all(sessions.map((session) => prepare(session, `Bench ${round}`)));
		times.push(...await Promise.all(sessions.map((session, i) => make(session, forms[i]))));
	}
	times.sort((a, b) => a - b);
	console.error(`proofs ${times.length}, median ${times[times.length >> 1].toFixed(1)} ms`);
	return times[Math.ceil(times.length * 0.99) - 1];
}

console.log(`bench portal.page_cpu ${(await page_cpu(Number(pages))).toFixed(1)} us`);
console.log(`bench portal.proof_latency ${(await proof_latency(Number(rounds))).toFixed(1)} ms`);
agent.destroy();
