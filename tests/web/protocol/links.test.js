import assert from "node:assert/strict";
import test from "node:test";
import { splitLinks } from "../../../web/static/js/protocol/links.js";

const CASES = [
  ["Bonjour", ["Bonjour"]],
  ["", []],
  ["Voir https://example.org/recette.", ["Voir ", "<https://example.org/recette>", "."]],
  ["(https://example.org/a)", ["(", "<https://example.org/a>", ")"]],
  ["https://fr.wikipedia.org/wiki/Galette_(cuisine), non ?", ["<https://fr.wikipedia.org/wiki/Galette_(cuisine)>", ", non ?"]],
  ["http://a.example et https://b.example", ["<http://a.example/>", " et ", "<https://b.example/>"]],
  ["javascript:alert(1)", ["javascript:alert(1)"]],
  ["data:text/html,x file:///etc", ["data:text/html,x file:///etc"]],
  ["https://mabanque.fr@pirate.example/", ["https://mabanque.fr@pirate.example/"]],
  ["www.example.org etc.mais", ["www.example.org etc.mais"]],
  ["https://", ["https://"]],
  ['"https://example.org"><b>', ['"', "<https://example.org/>", '"><b>']],
];

for (const [text, expected] of CASES) {
  test(`"${text}"`, () => {
    const parts = splitLinks(text);
    assert.deepEqual(parts.map((part) => (part.href ? `<${part.href}>` : part.text)), expected);
    assert.equal(parts.map((part) => part.text).join(""), text);
  });
}
