// A stand-in for the server while working on the page: node tests/web/mock.mjs PORT [SAMPLES.json]. Pages come from page-preview, so it
// shows what the program would; verdicts come from comparing with the samples. Never used by `make test`.
import { createServer } from 'node:http';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const port = Number(process.argv[2] || 8099);
const samples = process.argv[3] ? JSON.parse(readFileSync(process.argv[3], 'utf8')) : {};
let typed = {}; // what a form brought, to be put back
const preview = process.env.PREVIEW || 'build/release/tests/page-preview';
const render = (...args) => execFileSync(preview, args, { maxBuffer: 1 << 24, env: { ...process.env, ...typed } });

const headers = Object.fromEntries(render('headers', 'en').toString().trim().split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
const plain = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, '');

function sealVerdict(text) {
	if (text === samples.seal)
		return 'valid';
	if (/^https?:/.test(text) && !text.startsWith(samples.seal?.split('#')[0] ?? '-'))
		return 'forged';
	return text.length > 200 ? 'altered' : 'unreadable';
}

function codeVerdict(number, code) {
	if (plain(number).length !== 11 || plain(code).length !== 13)
		return 'typing';
	return plain(number) === plain(samples.number ?? '') && plain(code) === plain(samples.code ?? '') ? 'passport' : 'not_found';
}

function pdfVerdict(body) {
	if (!body.subarray(0, 5).equals(Buffer.from('%PDF-')))
		return 'unreadable';
	return samples.pdf && body.equals(readFileSync(samples.pdf)) ? 'valid' : 'altered';
}

function judge(type, body) {
	if (type.startsWith('application/json')) {
		const asked = JSON.parse(body);
		return asked.seal ? sealVerdict(asked.seal) : codeVerdict(asked.number, asked.code);
	}
	if (type.startsWith('application/pdf'))
		return pdfVerdict(body);
	if (type.startsWith('multipart/')) {
		const start = body.indexOf('\r\n\r\n') + 4;
		return pdfVerdict(body.subarray(start, body.lastIndexOf('\r\n--')));
	}
	const form = new URLSearchParams(body.toString());
	if (form.has('number'))
		typed = { TYPED_NUMBER: form.get('number'), TYPED_CODE: form.get('code') };
	return form.get('switched') ? 'start' : form.get('seal') ? sealVerdict(form.get('seal')) : codeVerdict(form.get('number'), form.get('code'));
}

createServer((request, reply) => {
	const url = new URL(request.url, 'http://mock');
	const lang = url.searchParams.get('lang') || (/^zh/.test(request.headers['accept-language'] || '') ? 'zh' : 'en');
	const parts = [];
	request.on('data', (part) => parts.push(part));
	request.on('end', () => {
		const body = Buffer.concat(parts);
		const type = request.headers['content-type'] || '';
		typed = {};
		const html = (status, ...args) => reply.writeHead(status, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }).end(render(...args));
		if (url.pathname.startsWith('/assets/')) {
			const [contentType, cache, policy, ...rest] = render(`asset-${url.pathname}`, 'en').toString('latin1').split('\n');
			reply.writeHead(contentType ? 200 : 404, { 'Content-Type': contentType, 'Cache-Control': cache, 'Content-Security-Policy': policy });
			return reply.end(Buffer.from(rest.join('\n'), 'latin1'));
		}
		if (url.pathname === '/' || url.pathname === '/v')
			return html(200, url.searchParams.get('page') || 'start', lang);
		if (url.pathname === '/v1/verify')
			return html(200, judge(type, body), lang, 'part');
		if (url.pathname === '/check')
			return html(200, judge(type, body), lang);
		return html(404, 'problem-404', lang);
	});
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
