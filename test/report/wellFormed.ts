import assert from "node:assert/strict";

/** A strict reader of the XML that figures use; checks nesting, attributes and entities and returns the texts. */
export function textsOf(xml: string): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  const entities = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/iu;
  let rest = xml;
  while (rest !== "") {
    const text = /^[^<]+/u.exec(rest)?.[0];
    if (text !== undefined) {
      assert.doesNotMatch(text, entities);
      if (text.trim() !== "") {
        assert.ok(open.length > 0, `text outside the root: ${text}`);
        if (open.at(-1) !== "style") texts.push(unescaped(text));
      }
      rest = rest.slice(text.length);
      continue;
    }
    const tag = /^<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/u.exec(rest);
    assert.ok(tag, `not a tag: ${rest.slice(0, 80)}`);
    const [whole, closing, name, attributes, empty] = tag;
    assert.doesNotMatch(attributes, entities);
    const names = [...attributes.matchAll(/([\w:-]+)="/gu)].map((match) => match[1]);
    assert.equal(new Set(names).size, names.length, `an attribute twice: ${whole}`);
    if (closing === "/") assert.equal(open.pop(), name);
    else if (empty === "") open.push(name);
    rest = rest.slice(whole.length);
    if (open.length === 0) assert.equal(rest.trim(), "", "something after the root");
  }
  assert.deepEqual(open, []);
  return texts;
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
