// Runs before the first paint: says that scripts work, whether codes can be read here, and whether the address brings a question.
(() => {
	const root = document.documentElement;
	root.classList.add('js');
	if (root.dataset.reader === 'no' && !('BarcodeDetector' in window))
		root.classList.add('blind');
	if (location.hash.length > 1 && location.hash !== '#main') {
		root.classList.add('asking');
		// Should app.js never arrive, the forms must: they work without it.
		setTimeout(() => { if (!root.dataset.app) root.classList.remove('asking'); }, 8000);
	}
})();
