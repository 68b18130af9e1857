// Passkeys (WebAuthn): asks the browser for what #passkey says, and posts its answer with the page's form.
const about = document.getElementById('passkey');
const form = document.getElementById('form');
const failed = document.querySelector('main .notice.bad');
failed.hidden = true;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const set = (name, buffer) => {
	document.getElementById(name).value = text(buffer);
};

const known = () => about.dataset.known.split(' ').filter(Boolean).map((id) => ({ type: 'public-key', id: bytes(id) }));

const make = () => navigator.credentials.create({ publicKey: {
	challenge: bytes(about.dataset.challenge),
	rp: { id: about.dataset.party, name: about.dataset.service },
	user: { id: new TextEncoder().encode(about.dataset.user), name: about.dataset.name, displayName: about.dataset.name },
	pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
	authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
	excludeCredentials: known(),
	attestation: 'none',
	timeout: 120000,
} });

const show = () => navigator.credentials.get({ publicKey: {
	challenge: bytes(about.dataset.challenge),
	rpId: about.dataset.party,
	allowCredentials: known(),
	userVerification: about.dataset.verify,
	timeout: 120000,
} });

form.addEventListener('submit', async (event) => {
	event.preventDefault();
	failed.hidden = true;
	try {
		const making = about.dataset.make === '1';
		const answer = await (making ? make() : show());
		set('client-data', answer.response.clientDataJSON);
		set('credential', answer.rawId);
		if (making) {
			set('attestation', answer.response.attestationObject);
		} else {
			set('auth-data', answer.response.authenticatorData);
			set('signature', answer.response.signature);
		}
		form.submit();
	} catch {
		failed.hidden = false;
		delete form.dataset.sent;
	}
});
