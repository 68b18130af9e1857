// The page's behaviour: asks the server, shows its answer, hides it after ten minutes. All words come from the server; values found
// in a code are only ever sent to it and never opened.
import { trust, readPicture, scanCamera, stopCamera, cameraIsOn } from './scan.js';

const MINUTE = 60 * 1000;
const SEAL_LONGER_THAN = 60; // characters; as in verifier/ask.c
const TIMEOUT = 25 * 1000;

const root = document.documentElement;
root.dataset.app = 'here'; // boot.js waits for it
const $ = (id) => document.getElementById(id);
const words = (name) => kit.querySelector(`[data-say="${name}"]`)?.textContent ?? '';
const language = () => (root.lang.startsWith('zh') ? 'zh' : 'en');
const announce = (text) => { $('say').textContent = text; };
const parse = (text) => new DOMParser().parseFromString(trust.createHTML(text), 'text/html');
const openKit = () => parse($('kit').textContent);

let kit = openKit(); // sentences and articles that only this script shows
let home = document.querySelector('article.start'); // kept while an answer is shown
let last = null;     // the question whose answer is shown
let cameFrom = null; // id of the field that asked, for "check another"
let running = null;
let alarms = [];

// ---- showing ----

function wait(on) {
	root.classList.toggle('asking', on);
	$('main').setAttribute('aria-busy', String(on));
	if (on)
		announce(words('checking'));
}

function setTitle(article) {
	const [, authority] = document.title.split(' – ');
	document.title = `${article.dataset.title} – ${authority}`;
}

function addLocalTimes() {
	const format = new Intl.DateTimeFormat(root.lang, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
		hourCycle: 'h23', timeZoneName: 'short' });
	for (const place of document.querySelectorAll('[data-instant]'))
		place.textContent = `${format.format(new Date(place.dataset.instant))} (${words('local')})`;
}

function show(article) {
	$('main').replaceChildren(article);
	wait(false);
	setTitle(article);
	addLocalTimes();
	scrollTo(0, 0);
	const heading = article.querySelector('h1');
	heading.focus({ preventScroll: true });
	announce(heading.textContent);
	guard(article);
}

function showTemplate(id) {
	show(document.importNode(kit.getElementById(id).content, true).firstElementChild);
}

function goHome() {
	forget();
	if (!home)
		return location.assign(`/?lang=${language()}`);
	for (const form of home.querySelectorAll('form'))
		form.reset();
	for (const field of home.querySelectorAll('#number, #code, #seal'))
		field.value = '';
	$('main').replaceChildren(home);
	setTitle(home);
	announce('');
	scrollTo(0, 0);
	if (cameFrom === 'camera')
		startCamera();
	$(cameFrom ?? 'camera')?.focus();
}

// ---- hiding: nine minutes, a notice; ten, nothing is left to read ----

function forget() {
	alarms.forEach(clearTimeout);
	alarms = [];
	$('soon')?.remove();
	last = null;
}

function guard(article) {
	alarms.forEach(clearTimeout);
	$('soon')?.remove();
	alarms = article.dataset.verdict in { hidden: 1, no_network: 1, problem: 1 } ? []
		: [setTimeout(warn, 9 * MINUTE), setTimeout(hide, 10 * MINUTE)];
}

function warn() {
	const bar = document.createElement('p');
	const keep = document.createElement('button');
	bar.id = 'soon';
	bar.setAttribute('role', 'alert');
	keep.id = 'keep';
	keep.className = 'button';
	keep.textContent = words('keep');
	bar.append(`${words('soon-blank')} `, keep);
	document.body.append(bar);
}

function hide() {
	forget();
	showTemplate('hidden-answer');
}

// ---- asking ----

// question: { type, body, way }. The server answers with the very article a page without script would show.
async function ask(question) {
	closeCamera();
	running?.abort();
	const mine = running = new AbortController();
	const alarm = setTimeout(() => mine.abort(), TIMEOUT);
	last = question;
	cameFrom = question.way;
	wait(true);
	try {
		const reply = await fetch(`/v1/verify?lang=${language()}`, { method: 'POST', body: question.body, signal: mine.signal,
			headers: { 'Content-Type': question.type, Accept: 'text/html' }, credentials: 'omit', cache: 'no-store', redirect: 'error' });
		const isPage = reply.headers.get('Content-Type')?.startsWith('text/html');
		const article = isPage ? parse(await reply.text()).querySelector('article') : null;
		if (running !== mine)
			return;
		remember();
		if (article)
			show(document.adoptNode(article));
		else
			showTemplate(kit.getElementById(`problem-${reply.status}`) ? `problem-${reply.status}` : 'problem-500');
	} catch {
		if (running === mine) {
			remember();
			showTemplate('no-network');
		}
	} finally {
		clearTimeout(alarm);
	}
}

// One step of history for an answer, so that "back" returns to the form.
function remember() {
	if (!history.state?.answer)
		history.pushState({ answer: true }, '');
}

const askSeal = (seal, way) => ask({ type: 'application/json', body: JSON.stringify({ seal }), way });
const isSeal = (text) => text.length > SEAL_LONGER_THAN || text.includes('#');

function askTyped() {
	const number = $('number').value.trim(), code = $('code').value.trim();
	if (isSeal(number) || isSeal(code))
		return askSeal(isSeal(number) ? number : code, 'number');
	return ask({ type: 'application/json', body: JSON.stringify({ number, code }), way: 'number' });
}

function trouble(place, name) {
	const at = $(place);
	if (at)
		at.textContent = name ? words(name) : '';
}

async function askFile(file) {
	trouble('file-trouble', null);
	if (!file)
		return trouble('file-trouble', 'no-file');
	if (!file.type.startsWith('image/')) {
		if (file.size > Number(root.dataset.largest))
			return showTemplate('problem-413');
		return ask({ type: 'application/pdf', body: file, way: 'pdf' });
	}
	try {
		const { text, blind, error } = await readPicture(file);
		if (text)
			return askSeal(text, 'pdf');
		return trouble('file-trouble', blind || error ? 'no-reader' : 'no-code');
	} catch {
		return trouble('file-trouble', 'no-picture');
	}
}

// A seal in the address: answered at once, and gone from the address bar and the history.
function askAddress() {
	if (location.hash.length < 2 || location.hash === '#main')
		return;
	const seal = location.href;
	history.replaceState(null, '', location.pathname + location.search);
	askSeal(seal, null);
}

// ---- camera ----

function closeCamera() {
	stopCamera();
	const view = $('view');
	if (view)
		view.hidden = true;
	if ($('camera'))
		$('camera').textContent = words('camera-start');
}

async function startCamera() {
	trouble('scan-trouble', null);
	$('view').hidden = false;
	$('view').scrollIntoView({ block: 'center' });
	$('camera').textContent = words('camera-stop');
	try {
		const text = await scanCamera($('video'), () => announce(words('camera-on')));
		if (text)
			askSeal(text, 'camera');
	} catch (error) {
		closeCamera();
		const refused = error.name === 'NotAllowedError' || error.name === 'SecurityError';
		trouble('scan-trouble', error.name === 'blind' ? 'no-reader' : refused ? 'camera-refused' : 'camera-none');
	}
}

function toggleCamera() {
	if (!cameraIsOn())
		return startCamera();
	closeCamera();
	announce(words('camera-off'));
}

// ---- language: the same page, with what was typed and what was asked ----

async function switchLanguage() {
	const other = language() === 'zh' ? 'en' : 'zh';
	const typed = ['number', 'code', 'seal'].map((id) => [id, $(id)?.value]);
	const chosen = $('pdf');
	const question = last;
	closeCamera();
	const reply = await fetch(`/?lang=${other}`, { headers: { Accept: 'text/html' }, cache: 'no-store' }).catch(() => null);
	if (!reply?.ok)
		return showTemplate('no-network');
	const page = parse(await reply.text());
	forget();
	root.lang = page.documentElement.lang;
	document.title = page.title;
	document.body.replaceChildren(...document.adoptNode(page.body).childNodes);
	history.replaceState(history.state, '', `${location.pathname}?lang=${other}`);
	kit = openKit();
	home = document.querySelector('article.start');
	for (const [id, value] of typed)
		if (value)
			$(id).value = value;
	if (chosen?.files.length)
		$('pdf').replaceWith(chosen);
	if (question)
		return ask(question);
	$('language').focus();
}

// ---- what people do ----

document.addEventListener('submit', (event) => {
	const act = { 'by-code': askTyped, 'by-seal': () => askSeal($('seal').value.trim(), 'seal'), 'by-file': () => askFile($('pdf').files[0]) };
	if (event.submitter?.id === 'language' || !act[event.target.id])
		return;
	event.preventDefault();
	act[event.target.id]();
});

document.addEventListener('click', (event) => {
	const id = event.target.closest('[id]')?.id;
	const act = {
		camera: toggleCamera,
		print: () => print(),
		retry: () => ask(last),
		keep: () => { guard(document.querySelector('article.answer')); document.querySelector('article.answer h1').focus(); },
		again: () => (history.state?.answer ? history.back() : goHome()),
		language: switchLanguage,
	};
	if (!act[id] || (id === 'language' && !home && !last) || (id === 'again' && !home))
		return;
	event.preventDefault();
	act[id]();
});

document.addEventListener('change', (event) => {
	if (event.target.id === 'pdf' && event.target.files.length)
		askFile(event.target.files[0]);
});

document.addEventListener('dragover', (event) => {
	if (!event.dataTransfer.types.includes('Files'))
		return;
	event.preventDefault();
	root.classList.add('dragging');
});
document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) root.classList.remove('dragging'); });
document.addEventListener('drop', (event) => {
	event.preventDefault();
	root.classList.remove('dragging');
	if (event.dataTransfer.files.length)
		askFile(event.dataTransfer.files[0]);
});

document.addEventListener('paste', (event) => {
	const file = event.clipboardData.files[0];
	const text = event.clipboardData.getData('text').trim();
	if (file)
		askFile(file);
	else if (!event.target.closest('input') && isSeal(text))
		askSeal(text, 'seal');
});

// A desk scanner types wherever it may, then presses Enter; where nothing is chosen, its keys belong to its own field.
document.addEventListener('keydown', (event) => {
	const typed = event.target.matches?.('#number, #code') ? event.target.value.trim() : '';
	if (event.key === 'Enter' && isSeal(typed)) {
		event.preventDefault();
		askSeal(typed, 'number');
	}
	if (document.activeElement === document.body && $('seal') && /^[A-Za-z0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey)
		$('seal').focus();
});

addEventListener('hashchange', askAddress);
addEventListener('popstate', () => { if (!history.state?.answer && document.querySelector('article.answer')) goHome(); });
addEventListener('pagehide', closeCamera);
addEventListener('pageshow', (event) => { if (event.persisted && document.querySelector('article.answer')) hide(); });
document.addEventListener('visibilitychange', () => { if (document.hidden) closeCamera(); });
addEventListener('beforeprint', () => { for (const part of document.querySelectorAll('article details')) part.open = true; });

if (history.state?.answer)
	history.replaceState(null, '', location.href);
const first = document.querySelector('article.answer');
if (first) {
	addLocalTimes();
	guard(first);
	first.querySelector('h1').focus();
	announce(first.querySelector('h1').textContent);
}
askAddress();
