import { load } from "js-yaml";
import { expect, test } from "vitest";
import { indentClosers } from "../../../src/openapi/document/flowIndent.ts";

test("only lines that begin with a closing bracket change, and lines keep their numbers", () => {
  const text = "a: {\n  b: 1\n}\nc: [\n  1\n]\nd: 2\n";
  const changed = indentClosers(text).split("\n");
  expect(changed.map((line) => line.trim())).toEqual(text.split("\n").map((line) => line.trim()));
  expect(changed.map((line) => line.search(/\S|$/) > 100)).toEqual([
    false,
    false,
    true,
    false,
    false,
    true,
    false,
    false,
  ]);
});

test.each([
  ["literal", "a: |\n  {\n  }\nb: {\n}"],
  ["folded, with an indicator and a comment", "a: >-  # text\n  {\n\n  }\nb: {\n}"],
  ["under a list's key", "- a: |\n    {\n\n    }\n  b: {\n  }"],
  ["of a list", "- |\n  {\n  }\n- {\n}"],
  ["with an anchor, at the end of the file", "b: {\n}\na: &x |\n  {\n  }"],
  ["with line ends of Windows", "a: |\r\n  {\r\n  }\r\nb: {\r\n}"],
])("a block scalar keeps its brackets: %s", (_, text) => {
  const json = JSON.stringify(load(indentClosers(text)));
  expect(json).toContain('"{\\n');
  expect(json).not.toContain("  }");
});
