// Every value of the record stands in the PDF's text, character for character (white space aside: long values wrap).
// usage: node text.mjs ANSWER.json PDFTOTEXT.txt
import { readFileSync } from "node:fs";

const plain = (text) => text.normalize("NFC").replace(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\f]/gu, "");
const holds = (text, value) => text.includes(value);
const document = JSON.parse(readFileSync(process.argv[2], "utf8")).document;
const page = plain(readFileSync(process.argv[3], "utf8"));
const missing = [];
for (const [key, value] of Object.entries(document.fields))
	// The type is printed in words: "residence permit", not "residence-permit".
	if (!holds(page, plain(key === "type" ? value.replace("-", " ") : value)) && key !== "earlier_passports" && key !== "mrz") missing.push(key);
for (const number of (document.fields.earlier_passports ?? "").split(", "))
	if (!page.includes(plain(number))) missing.push("earlier_passports");
for (const line of (document.fields.mrz ?? "").split("\n"))
	if (!page.includes(plain(line))) missing.push("mrz");
for (const key of ["recipient", "purpose", "proof_ends", "ends"])
	if (document[key] && !page.includes(plain(document[key]))) missing.push(key);
const grouped = document.number.replace(/^(....)(....)(...)$/, "$1-$2-$3");
if (!page.includes(grouped)) missing.push("number");
if (missing.length) {
	console.log("not in the text: " + missing.join(", "));
	process.exit(1);
}
