import { expect, test } from "vitest";
import { isUnchanged, PLACE_OF_MARK, withMark } from "../../../src/loadtest/script/mark.ts";

const SCRIPT = withMark(`# A script.\n${PLACE_OF_MARK}\n\nprint("hello")\n`);

test("a script is unchanged as it was written, also with the line ends of another system", () => {
  expect(SCRIPT).toMatch(/^# A script\.\n# understudy: sha256:[0-9a-f]{64}\n/);
  expect(isUnchanged(SCRIPT)).toBe(true);
  expect(isUnchanged(SCRIPT.replaceAll("\n", "\r\n"))).toBe(true);
});

test("a script is changed if anything in it is, and if it has no mark", () => {
  expect(isUnchanged(SCRIPT.replace("hello", "hallo"))).toBe(false);
  expect(isUnchanged(`${SCRIPT}\n`)).toBe(false);
  expect(isUnchanged(SCRIPT.replace(/sha256:./, "sha256:g"))).toBe(false);
  expect(isUnchanged('print("hello")\n')).toBe(false);
});
