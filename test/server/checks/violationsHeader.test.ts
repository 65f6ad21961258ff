import { expect, test } from "vitest";

import { violation } from "../../../src/server/checks/violation.ts";
import { violationsHeader } from "../../../src/server/checks/violationsHeader.ts";

test("nothing found is no header", () => {
  expect(violationsHeader({ request: [], response: [] })).toEqual([]);
});

test("what is found in the request comes first, each with its place", () => {
  const request = [{ severity: "Warning", message: "a", challenges: [] }] as const;
  const response = [violation("Response", "body", ["n", "0"], "type", "must be integer")];
  const [name, value = ""] = violationsHeader({ request, response });
  expect(name).toBe("sl-violations");
  expect(JSON.parse(value)).toEqual([
    { location: ["request"], severity: "Warning", message: "a" },
    {
      location: ["response", "body", "n", "0"],
      severity: "Error",
      code: "type",
      message: "Response body property n.0 must be integer",
    },
  ]);
});

test("the value is ASCII", () => {
  const request = [violation("Request", "query", ["naïve🙂"], "type", "x")];
  const [, value = ""] = violationsHeader({ request, response: [] });
  expect(value).toMatch(/^[ -~]+$/);
  expect(JSON.parse(value)).toEqual([
    {
      location: ["request", "query", "naïve🙂"],
      severity: "Error",
      code: "type",
      message: "Request query parameter naïve🙂 x",
    },
  ]);
});

test("a long value is cut, and says so", () => {
  const request = Array.from({ length: 100 }, (_, i) =>
    violation("Request", "body", [`${i}`], "type", "must be integer"),
  );
  const [, value] = violationsHeader({ request, response: [] });
  const whole = JSON.stringify(
    request.map(({ location = [], ...rest }) => ({ location: ["request", ...location], ...rest })),
  );
  expect(value).toBe(`Too many violations! ${whole.slice(0, 8092)}`);
});
