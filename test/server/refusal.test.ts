import { expect, test } from "vitest";

import { invalidRequest } from "../../server/refusal.ts";
import { violation } from "../../server/violation.ts";

test("the violations in a header are ASCII, and as many as fit", () => {
  const found = Array.from({ length: 100 }, (_, i) =>
    violation("body", [`naïve🙂${i}`], "type", "x"),
  );
  const [name, value = ""] = invalidRequest(found).headers;
  expect(name).toBe("sl-violations");
  expect(value).toMatch(/^[ -~]{3000,4002}$/);
  const [first] = JSON.parse(value);
  expect(first).toEqual({
    location: ["request", "body", "naïve🙂0"],
    severity: "Error",
    code: "type",
    message: "Request body property naïve🙂0 x",
  });
});
