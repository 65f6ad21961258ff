import { expect, test } from "vitest";
import { refusalOf } from "../../src/cluster/statusMessage.ts";

test.each([
  [403, '{"kind":"Status","message":"pods is forbidden"}', "pods is forbidden"],
  [503, "<html>upstream is away</html>", "status 503: <html>upstream is away</html>"],
  [502, `${"x".repeat(300)}\n`, `status 502: ${"x".repeat(200)}`],
  [500, "{}", "status 500"],
  [500, "", "status 500"],
])("a refusal with status %i is told in the words of who answered: %j", (status, text, told) => {
  expect(refusalOf({ status, text })).toBe(told);
});
