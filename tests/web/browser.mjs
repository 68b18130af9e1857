// Starts Debian's Chromium with a profile of its own, and nothing that would ask the network.
import { chromium } from 'playwright-core';

export function openBrowser(more = []) {
	return chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		headless: true,
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
			'--disable-sync', '--disable-dev-shm-usage', ...more],
	});
}
