import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseHTML } from "linkedom";
import { readNetwork } from "../../../src/internals.ts";
import { SourceText } from "../../../src/network/formats/sourceText.ts";
import { readXml, type XmlElement, xmlRoot } from "../../../src/network/formats/xmlTree.ts";

const read = (text: string) => readXml(new SourceText(text, "x.xml"));

describe("XML as a tree", () => {
  test("elements, attributes, texts and places", () => {
    const text = `
<?xml version="1.0"?>
<!DOCTYPE r [ <!-- it's ]> here --> <!ELEMENT r (a)*> <!ATTLIST a x CDATA "]>"> ]>
<g:r><!-- > --><a x="1 > 0" y='&quot;'>
  one &amp; <b/>two<![CDATA[ <three> ]]></a></g:r>`;
    const root = read(text);
    assert.equal(root.tag, "r");
    const [a] = root.children;
    assert.deepEqual({ ...a.attributes }, { x: "1 > 0", y: '"' });
    assert.equal(a.text.trim(), "one & two <three>");
    assert.equal(text.slice(a.at, a.at + 2), "<a");
    assert.equal(text.slice(a.textAt, a.textAt + 3), "one");
    assert.deepEqual(
      a.children.map(({ tag }) => tag),
      ["b"],
    );
    assert.deepEqual(xmlRoot(text), { tag: "r", attributes: root.attributes });
  });

  test("a document that is not well-formed is named with its place", () => {
    for (const [text, place] of [
      ["<a>\n<b></a>", /line 2, column 7.*close tag .*<\/a>/],
      ["<a>&evil;</a>", /line 1, column 9.*entity/],
      ["<a x=1/>", /line 1, column 6/],
      ["<a/><b/>", /line 1, column 7.*one root/],
      ["<!-- -->", /root/],
    ] as const) {
      assert.throws(() => read(text), place);
    }
    assert.equal(xmlRoot("digraph { a -> b }"), undefined);
    assert.equal(xmlRoot("<a"), undefined);
    assert.equal(xmlRoot("<a><b></c>")?.tag, "a");
  });

  test("deep nesting is no crash", () => {
    const depth = 50_000;
    let element: XmlElement | undefined = read("<a>".repeat(depth) + "</a>".repeat(depth));
    let found = 0;
    while (element !== undefined) {
      found++;
      element = element.children.at(0);
    }
    assert.equal(found, depth);
  });

  test("names are those that another parser of XML finds", () => {
    const text =
      '<BIF><NETWORK><VARIABLE TYPE="nature"><NAME>a &lt; b</NAME><OUTCOME>x</OUTCOME></VARIABLE></NETWORK></BIF>';
    const { document } = parseHTML(text);
    assert.equal(
      readNetwork(text, "x.xml").network.dag.names[0],
      document.querySelector("NAME")?.textContent,
    );
  });
});
