import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  oneLine,
  pascalCase,
  pythonValue,
  snakeCase,
  uniqueName,
} from "../../../src/loadtest/script/pythonText.ts";

describe("a value in Python", () => {
  test("is in one line if it fits, and broken as formatters do if not", () => {
    const value = { a: [1, "x", null, true, false], b: {}, c: [] };
    expect(pythonValue(value, 0, 0)).toBe('{"a": [1, "x", None, True, False], "b": {}, "c": []}');
    expect(pythonValue(value, 0, 60)).toBe(`{
    "a": [1, "x", None, True, False],
    "b": {},
    "c": [],
}`);
  });

  test("is what Python reads it as, in either form", () => {
    const values = fc.sample(fc.jsonValue({ noUnicodeString: false }), { seed: 13, numRuns: 300 });
    const texts = values.flatMap((value) => [
      pythonValue(value, Number.NEGATIVE_INFINITY, 0),
      pythonValue(value, 0, 80),
    ]);
    const code =
      "import ast, json, sys; print(json.dumps([ast.literal_eval(t) for t in json.load(sys.stdin)]))";
    const read = execFileSync("python3", ["-c", code], {
      input: JSON.stringify(texts),
      encoding: "utf8",
    });
    expect(JSON.parse(read)).toEqual(
      values.flatMap((value) => [value, value]).map((value) => JSON.parse(JSON.stringify(value))),
    );
  });

  test("keeps integers beyond 2^53", () => {
    expect(pythonValue([2n ** 63n], 0, 0)).toBe("[9223372036854775808]");
  });
});

test.each([
  ["GET /payments/{paymentId}.{format}", "get_payments_payment_id_format"],
  ["POST /products:batchGet", "post_products_batch_get"],
  ["GET /café/ü", "get_cafe_u"],
  ["3d-secure", "_3d_secure"],
])("%s is %s as a function", (text, name) => {
  expect(snakeCase(text)).toBe(name);
});

test("a class is named by its service, whatever that is called", () => {
  expect(["order-items", "3d-secure", "訂單"].map(pascalCase)).toEqual([
    "OrderItems",
    "Service3dSecure",
    "Service",
  ]);
});

test("a name that is taken gets a number", () => {
  const taken = new Set(["a"]);
  expect([uniqueName("a", taken), uniqueName("a", taken)]).toEqual(["a_2", "a_3"]);
});

test("a docstring is one line that nothing in it ends", () => {
  expect(oneLine('Say """hello"""\n\\ twice', 88)).toBe("Say '''hello''' / twice");
  expect(oneLine("abcdefghij", 8)).toBe("abcde...");
});
