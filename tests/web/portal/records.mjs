// node tests/web/portal/records.mjs: invented records whose days lie around today, one a line, for the portal's tests. With en, zh or ar: the numbers of
// that walker's records, for the shell.
const day = (days) => new Date(Date.now() + 8 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);
const holder = (surname, given_names, birth_date, more = {}) => ({ surname, given_names, birth_date, sex: 'F', nationality: 'UTO', ...more });
const berta = holder('SPECIMEN', 'BERTA', '1990-02-03', { native_name: '样本贝塔' });
const child = holder('SPECIMEN', 'CARLO', `${new Date().getUTCFullYear() - 9}-05-06`, { sex: 'M' });
const permit = (number, issued, expires, passport_number, who, category = 'Z') => ({ kind: 'visa', holder: who, number, type: 'residence-permit', category, issued: day(issued),
	expires: day(expires), place: 'Specimen City', passport_number });
const passport = (number, issued, expires, who, more = {}) => ({ kind: 'passport', holder: who, number, state: 'UTO', issued: day(issued), expires: day(expires), ...more });
const records = [
	// A permit that ends soon, after its passport; two earlier permits and an earlier passport.
	permit('RPT000001', -1090, -727, 'T0000001', berta),
	permit('RPT000002', -727, -362, 'T0000001', berta),
	permit('RPT000003', -362, 45, 'T0000002', berta),
	passport('T0000001', -3800, -150, berta),
	passport('T0000002', -3500, 20, berta, { earlier_passports: ['T0000001'] }),
	// A child with a stay that ends within the week.
	{ kind: 'visa', holder: child, number: 'EVT00004', type: 'visa', category: 'Q2', entries: 1,
		 enter_before: day(-20), days: 60, issued: day(-80), expires: day(5), place: 'Specimen City', passport_number: 'T0000004' },
];
// ISO 7064 MOD 11-2 over the first 17 digits of a card's number.
function checked(digits) {
	const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (2 ** (17 - i) % 11), 0);
	return digits + '10X98765432'[sum % 11];
}
// Three people with a permit, a card and a passport, one for each language of the long journey (journey.test.mjs).
export const travellers = ['en', 'zh', 'ar'].map((language, i) => ({ language, surname: `JOURNEY${language.toUpperCase()}`, birth: `198${i}-04-0${i + 1}`,
	passport: `J000000${i}`, permit: `RPJ00000${i}`, card: checked(`931999198${i}040${i + 1}00${2 * i + 2}`), email: `journey-${language}@example.org`,
	applicationNumber: `SH-2026-00090${i}` }));
for (const one of travellers) {
	const who = holder(one.surname, 'SPECIMEN', one.birth), contact = { email: one.email };
	records.push({ ...permit(one.permit, -100, 300, one.passport, who), contact }, { ...passport(one.passport, -900, 2000, who), contact },
		{ kind: 'pr-card', holder: who, number: one.card, issued: day(-800), expires: day(2800), authority: 'Specimen Administration', passport_number: one.passport, contact });
	one.application = { number: one.applicationNumber, service: 'residence-permit', office: 'sh-pudong', passport_number: one.passport, birth_date: one.birth, nationality: 'UTO',
		steps: [{ step: 'filed', at: day(-6) }, { step: 'accepted', at: day(-5) }] };
}
// Those whose pages walk.test.mjs looks at, once for each of its ways: somebody with long names and everything there is, a child, a parent.
const native = { en: 'محمد عبدالرحمن عينة', zh: '样本之长者𠮷野', ar: 'عينة عبدالعزيز بن محمد' };
export const walkers = ['en', 'zh', 'ar'].map((language, i) => ({ language, birth: `197${i}-06-1${i}`, passport: `W000000${i}`, permit: `RPW00000${i}`,
	card: checked(`931999197${i}061${i}00${2 * i + 2}`), child: `EVW0000${i}0`, childPassport: `W1000000${i}`, childBirth: `${new Date().getUTCFullYear() - 9}-05-0${i + 1}`, parent: `SPW00000${i}`,
	email: `walker-${language}@example.org`, parentBirth: `194${i}-02-28` }));
for (const [i, one] of walkers.entries()) {
	const contact = { email: one.email };
	const who = holder('SPECIMENTHAL-EXAMPLEHAUSEN VON UND ZU MUSTERBERG', 'MAXIMILIANA KONSTANTINOPOLITANA ESPERANZA', one.birth, { native_name: native[one.language] });
	records.push({ ...permit(`RPX00000${i}`, -900, -100, `X000000${i}`, who), contact }, { ...permit(one.permit, -100, 25, one.passport, who, 'Q1'), contact },
		{ ...passport(`X000000${i}`, -4000, -300, who), contact }, { ...passport(one.passport, -400, 190, who, { earlier_passports: [`X000000${i}`] }), contact },
		{ kind: 'pr-card', holder: who, number: one.card, issued: day(-800), expires: day(2800), authority: 'Specimen Administration', passport_number: one.passport, contact },
		{ kind: 'visa', holder: holder('SPECIMENTHAL-EXAMPLEHAUSEN', 'JUNIOR', one.childBirth), number: one.child, type: 'visa', category: 'Q2', entries: 1, enter_before: day(-20),
			days: 60, issued: day(-80), expires: day(5), place: 'Specimen City', passport_number: one.childPassport },
		{ kind: 'visa', holder: holder('MONONYM', undefined, one.parentBirth), number: one.parent, type: 'stay-permit', category: 'S2', issued: day(-30), expires: day(60),
			place: 'Specimen City', passport_number: `W2000000${i}` });
	one.application = { number: `BJ-2026-00080${i}`, service: 'residence-permit', office: 'bj-chaoyang', passport_number: one.passport, birth_date: one.birth, nationality: 'UTO',
		steps: [{ step: 'filed', at: day(-20) }, { step: 'accepted', at: day(-19) }, { step: 'documents-needed', at: day(-9),
			note_en: 'Proof of where you live is missing. Bring it to any counter.', note_zh: '缺少住宿登记证明，请到任一窗口补交。' }] };
}
if (process.argv[1]?.endsWith('records.mjs')) {
	const one = walkers.find((walker) => walker.language === process.argv[2]);
	if (one)
		console.log(`permit=${one.permit} child=${one.child} parent=${one.parent}`);
	else
		for (const record of records)
			console.log(JSON.stringify(record));
}
