import { expect, test } from "vitest";

import { splitPrefer } from "../../../src/server/http/prefer.ts";

test.each([
  ["code=404", "code=404", ""],
  ["return=minimal", "", "return=minimal"],
  ["code=404, return=minimal; a=1, dynamic=true", "code=404, dynamic=true", "return=minimal; a=1"],
  ['example="a, b", odata.maxpagesize=5', 'example="a, b"', "odata.maxpagesize=5"],
  ["dynamic, code=none, seed=", "", "dynamic, code=none, seed="],
])("%s", (header, mock, own) => {
  expect(splitPrefer(header)).toEqual({ mock, own });
});
