// Reads one QR code from pixels: the browser's own reader first, else zxing-wasm from our server. It sends nothing anywhere.
'use strict';

let native = null;
let wasm = null;

async function openNative() {
	if (!('BarcodeDetector' in self))
		return null;
	const formats = await self.BarcodeDetector.getSupportedFormats();
	return formats.includes('qr_code') ? new self.BarcodeDetector({ formats: ['qr_code'] }) : null;
}

// Both files have one version: the wasm is named, never looked up on a content network.
function openWasm() {
	importScripts('zxing-reader.js');
	const wasmURL = new URL('zxing_reader.wasm', self.location.href).href;
	return ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasmURL }, fireImmediately: true });
}

async function readNative(image) {
	native ??= openNative().catch(() => null);
	const reader = await native;
	const found = reader ? await reader.detect(image).catch(() => []) : [];
	return found.length ? found[0].rawValue : null;
}

async function readWasm(image) {
	wasm ??= Promise.resolve().then(openWasm);
	await wasm;
	const found = await ZXingWASM.readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 });
	return found.length && found[0].isValid ? found[0].text : null;
}

async function read({ image, thorough, hasWasm }) {
	const text = await readNative(image);
	if (text !== null)
		return { text };
	if (hasWasm && (thorough || !(await native)))
		return { text: await readWasm(image) };
	return { text: null, blind: !hasWasm && !(await native) };
}

self.onmessage = async (event) => {
	let reply;
	try {
		reply = await read(event.data);
	} catch (error) {
		wasm = null; // a failed download may work the next time
		reply = { text: null, error: String(error) };
	}
	self.postMessage({ id: event.data.id, ...reply });
};
