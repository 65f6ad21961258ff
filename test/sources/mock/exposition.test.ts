import { expect, test } from "vitest";
import { parseExposition } from "../../../src/sources/mock/exposition.ts";

test("reads names, labels with escapes, and numbers, and leaves out comments", () => {
  const text = [
    "# HELP a_total Things.",
    'a_total{route="GET /a{id}",quoted="say \\"a\\\\b\\"\\n"} 3',
    'a_bucket{le="+Inf"} +Inf 1700000000',
    "b 2.5",
    "",
  ].join("\n");
  expect(parseExposition(text)).toEqual([
    { name: "a_total", labels: { route: "GET /a{id}", quoted: 'say "a\\b"\n' }, value: 3 },
    { name: "a_bucket", labels: { le: "+Inf" }, value: Number.POSITIVE_INFINITY },
    { name: "b", labels: {}, value: 2.5 },
  ]);
});
