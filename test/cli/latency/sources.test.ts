import { expect, test } from "vitest";
import { OPTIONS } from "../../../cli/latency/pullOptions.ts";
import { SOURCES } from "../../../cli/latency/sources.ts";

test("no option of a source has the name of another one's, or of the command's", () => {
  const names = [...SOURCES.values()].flatMap(({ options }) => Object.keys(options));
  const all = [...names, ...Object.keys(OPTIONS), "from", "help"];
  expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
});
