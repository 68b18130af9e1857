// What makes pages nicer with a script; every page works without it.
const summary = document.getElementById('summary');
if (summary) {
	summary.focus();
}

// A press of the print button, shown only where scripts run.
for (const button of document.querySelectorAll('[data-print]')) {
	button.addEventListener('click', () => window.print());
}

// Sent twice is asked twice: the second press of a button is not sent. A download leaves the page as it is, so the button comes back.
for (const form of document.querySelectorAll('form[method=post]')) {
	form.addEventListener('submit', (event) => {
		if (form.dataset.sent && event.submitter?.name !== 'switched') {
			event.preventDefault();
			return;
		}
		form.dataset.sent = '1';
		setTimeout(() => delete form.dataset.sent, 4000);
	});
}
window.addEventListener('pageshow', () => {
	for (const form of document.querySelectorAll('form[data-sent]')) {
		delete form.dataset.sent;
	}
});

// What is left of a hold, in minutes and seconds: <span data-until="EPOCH-SECONDS" data-now="EPOCH-SECONDS of the server">. The visitor's clock
// may be wrong: only the time that has passed on it counts. At the end the page is asked for again and says what has become of it.
for (const left of document.querySelectorAll('[data-until]')) {
	const end = Date.now() + 1000 * (Number(left.dataset.until) - Number(left.dataset.now));
	const tick = () => {
		const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
		left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
		setTimeout(seconds > 0 ? tick : () => location.reload(), 1000);
	};
	tick();
}
