// Two people's data never stand in one answer: many people ask for their own pages and files at once, and each reply is searched for the others.
import assert from 'node:assert/strict';
import { request } from 'node:http';

const MARKS = {
	anna: ['ANNA MARIA', 'EV1234567', 'E12345678', '931999198503142462', 'anna@example.org'],
	clara: ['CLARA', '93199919900615028X', 'E00000030', 'clara@example.org'],
	berta: ['BERTA', 'RPT000003', 'T0000002', 'berta@example.org'],
	nobody: ['nobody@example.org'],
};
const PAGES = ['/', '/account', '/relatives', '/p/@/visa', '/p/@/card', '/p/@/passport', '/p/@/documents', '/p/@/progress', '/p/@/acts', '/p/@/shares',
	'/appointments', '/shares', '/visa'];

function get(base, path, cookie, agent) {
	return new Promise((resolve, reject) => {
		request(base + path, { headers: { cookie, accept: 'text/html' }, agent }, (reply) => {
			const parts = [];
			reply.on('data', (part) => parts.push(part));
			reply.on('end', () => resolve({ status: reply.statusCode, body: Buffer.concat(parts).toString('latin1') }));
		}).on('error', reject).end();
	});
}

export const tests = {
	async answers_hold_one_person(world) {
		const { Agent } = await import('node:http');
		const agent = new Agent({ keepAlive: true, maxSockets: 24 });
		const names = Object.keys(MARKS), seen = Object.fromEntries(names.map((name) => [name, 0]));
		const jobs = [];
		for (let i = 0; i < 1600; i++) {
			const name = names[i % names.length], session = world.sessions[name], persons = Object.values(session.persons);
			const path = PAGES[Math.floor(i / names.length) % PAGES.length];
			jobs.push({ name, cookie: session.cookie, path: path.replace('@', persons[0] ?? '000000000000') });
		}
		const worker = async () => {
			for (let job = jobs.pop(); job; job = jobs.pop()) {
				const { status, body } = await get(world.base, job.path, job.cookie, agent);
				assert.ok([200, 303, 404].includes(status), `${job.path} ${status}`);
				for (const other of names) {
					for (const mark of MARKS[other])
						assert.ok(other === job.name || !body.includes(mark), `${job.path} for ${job.name} holds ${other}`);
				}
				seen[job.name] += MARKS[job.name].some((mark) => body.includes(mark));
			}
		};
		await Promise.all(Array.from({ length: 24 }, worker));
		agent.destroy();
		for (const name of ['anna', 'clara', 'berta'])
			assert.ok(seen[name] > 50, `${name} was shown ${seen[name]} times`);
	},

	// A stranger's person in the address, with every session.
	async a_strangers_address_is_not_there(world) {
		for (const name of ['anna', 'clara', 'berta', 'nobody', 'looker']) {
			const own = Object.values(world.sessions[name].persons);
			for (const other of ['anna', 'clara', 'berta']) {
				const person = Object.values(world.sessions[other].persons)[0];
				if (own.includes(person))
					continue;
				for (const path of PAGES.filter((one) => one.includes('@')))
					assert.equal((await get(world.base, path.replace('@', person), world.sessions[name].cookie)).status, 404, `${name} ${path} of ${other}`);
			}
		}
	},
};
