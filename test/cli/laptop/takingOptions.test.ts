import { expect, test } from "vitest";
import { chosenRoutes, takesText } from "../../../cli/laptop/takingOptions.ts";
import { runHere } from "../inProcess.ts";
import { folderOf } from "../project.ts";

const DOCUMENT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Payments", version: "1" },
  servers: [{ url: "https://example.com/v1" }],
  paths: {
    "/payments/{paymentId}": {
      parameters: [{ in: "path", name: "paymentId", required: true, schema: {} }],
      get: { responses: { 200: { description: "ok" } } },
    },
  },
});

const INTERCEPT = ["intercept", "payments", "--port", "8080", "--key", "ann"];

test("routes of a document that it does not have, and what is no route, are mistakes of the command", async () => {
  const folder = folderOf({ "payments.yaml": DOCUMENT });
  const document = ["--document", "payments.yaml"];
  const unknown = runHere(folder, ...INTERCEPT, ...document, "--routes", "GET /payments/{id}");
  expect(await unknown.ended).toBe(2);
  expect(unknown.stderr).toContain(
    '--routes: no such route in payments.yaml: GET /payments/{id}.\n  Did you mean "GET /payments/{paymentId}"?',
  );
  const none = runHere(folder, ...INTERCEPT, "--routes", "payments");
  expect(await none.ended).toBe(2);
  expect(none.stderr).toContain(
    '--routes: expected a route such as "GET /payments/{paymentId}", received "payments"',
  );
  const alone = runHere(folder, ...INTERCEPT, ...document);
  expect(await alone.ended).toBe(2);
  expect(alone.stderr).toContain("--document: expected --routes beside it");
});

test("a document's base paths are those of its routes", () => {
  const document = `${folderOf({ "payments.yaml": DOCUMENT })}/payments.yaml`;
  const routes = [{ method: "GET", path: "/payments/{paymentId}" }];
  const paths = chosenRoutes({ routes, document, mirror: false })?.map(({ path }) => path);
  expect(paths).toEqual(["/v1/payments/{paymentId}", "/payments/{paymentId}"]);
});

test.each([
  [{}, "all requests"],
  [{ mirror: true as const }, "copies of all requests"],
  [{ routes: ["GET /a", "PUT /b"] }, "GET /a, PUT /b"],
  [{ routes: ["GET /a"], mirror: true as const }, "copies of GET /a"],
])("what an intercept takes in a few words: %j", (taken, expected) => {
  expect(takesText(taken)).toBe(expected);
});
