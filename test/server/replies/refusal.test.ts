import { expect, test } from "vitest";
import type { Violation } from "../../../src/server/checks/violation.ts";
import { refusalStatuses } from "../../../src/server/replies/refusal.ts";

function found(...codes: (string | number)[]): Violation[] {
  return codes.map((code) => ({ severity: "Error", code, message: "x" }));
}

test.each<[Violation[], number[]]>([
  [found("type"), [422, 400]],
  [found("type", 400), [400]],
  [found(400, 415, "type"), [415, 422, 400]],
  [found("type", 415, 401), [401]],
])("%j: the document's reply of %j", (violations, statuses) => {
  expect(refusalStatuses(violations)).toEqual(statuses);
});
