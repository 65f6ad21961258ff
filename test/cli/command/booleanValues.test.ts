import { expect, test } from "vitest";

import { withoutBooleanValues } from "../../../cli/command/booleanValues.ts";

test.each([
  ["--cors false --errors", "--no-cors --errors"],
  ["--cors=false --errors=true", "--no-cors --errors"],
  ["-d true doc.yaml", "-d doc.yaml"],
  ["-d false doc.yaml", "doc.yaml"],
  ["--seed true false", "--seed true false"],
  ["--cors doc.yaml", "--cors doc.yaml"],
  ["--cors", "--cors"],
])("%s", (args, expected) => {
  const flags = ["-d", "--cors", "--errors"];
  expect(withoutBooleanValues(args.split(" "), flags)).toEqual(expected.split(" "));
});
