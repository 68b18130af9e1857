// The camera and pictures: pixels go to the worker, text comes back. Nothing is uploaded, no address is opened.

// The only ways a string may become markup or a script's address on this page (see the policy in pages.c).
export const trust = globalThis.trustedTypes
	? globalThis.trustedTypes.createPolicy('cinnabar', { createHTML: (text) => text, createScriptURL: (text) => text })
	: { createHTML: (text) => text, createScriptURL: (text) => text };

const MAX_SIDE = 2400; // pixels of a picture's longer side: more makes reading slow, not better
const hasWasm = document.documentElement.dataset.reader === 'yes';
const canvas = document.createElement('canvas');
const waiting = new Map();
let worker = null;
let counter = 0;

function openWorker() {
	worker = new Worker(trust.createScriptURL(new URL('scan-worker.js', import.meta.url).href));
	worker.onmessage = ({ data }) => {
		waiting.get(data.id)?.(data);
		waiting.delete(data.id);
	};
	worker.onerror = () => {
		for (const settle of waiting.values())
			settle({ text: null, error: 'worker' });
		waiting.clear();
		worker = null;
	};
}

// Resolves to { text | null, blind?, error? }.
function read(source, x, y, width, height, scale, thorough) {
	canvas.width = Math.max(1, Math.round(width * scale));
	canvas.height = Math.max(1, Math.round(height * scale));
	const pen = canvas.getContext('2d', { willReadFrequently: true });
	pen.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
	const image = pen.getImageData(0, 0, canvas.width, canvas.height);
	if (!worker)
		openWorker();
	const id = ++counter;
	return new Promise((settle) => {
		waiting.set(id, settle);
		worker.postMessage({ id, image, thorough, hasWasm }, [image.data.buffer]);
	});
}

// A photo or screenshot: whole, then at half and double size, since readers prefer 4 to 10 pixels a module.
export async function readPicture(file) {
	const picture = await createImageBitmap(file);
	let result = { text: null };
	try {
		const fit = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
		for (const scale of [fit, fit / 2, fit * 2]) {
			if (picture.width * scale > 2 * MAX_SIDE || picture.width * scale < 20)
				continue;
			result = await read(picture, 0, 0, picture.width, picture.height, scale, true);
			if (result.text !== null || result.blind)
				break;
		}
	} finally {
		picture.close();
	}
	return result;
}

let stream = null;

export function cameraIsOn() { return stream !== null; }

export function stopCamera() {
	for (const track of stream?.getTracks() ?? [])
		track.stop();
	stream = null;
}

function nextFrame(video) {
	return new Promise((go) => {
		if (video.requestVideoFrameCallback)
			video.requestVideoFrameCallback(go);
		else
			requestAnimationFrame(go);
	});
}

// The middle square is where people hold the code; every fourth frame is read whole for those who do not.
function readFrame(video, count) {
	const w = video.videoWidth, h = video.videoHeight, side = Math.min(w, h);
	if (count % 4 === 3)
		return read(video, 0, 0, w, h, Math.min(1, 1280 / w), false);
	return read(video, (w - side) / 2, (h - side) / 2, side, side, Math.min(1, 720 / side), false);
}

// Runs until a code is found or stopCamera is called. Resolves to its text, or null; throws what the browser says of the camera,
// or an error named "blind" where nothing here can read codes.
export async function scanCamera(video, started) {
	stopCamera();
	if (!navigator.mediaDevices?.getUserMedia)
		throw new DOMException('no camera', 'NotFoundError');
	const mine = await navigator.mediaDevices.getUserMedia({
		audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
	});
	stream = mine;
	video.srcObject = mine;
	await video.play();
	started();
	for (let count = 0; stream === mine; count++) {
		await nextFrame(video);
		if (stream !== mine || !video.videoWidth)
			continue;
		const { text, blind } = await readFrame(video, count);
		if (blind)
			throw new DOMException('no reader', 'blind');
		if (text && stream === mine)
			return text;
	}
	return null;
}
