// Runs before the first paint: tells the style that scripts run.
document.documentElement.classList.add('js');
