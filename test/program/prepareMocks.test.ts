import { expect, test } from "vitest";
import { prepareMocks } from "../../src/program/prepareMocks.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";

const table = tableOf(["GET /pets"]);

test("the problems of all mocks are reported at once, before anything is declared", async () => {
  const mocks = ["payments", "users"].map((name) =>
    loadedMock(table, { default: { kind: "fixed", ms: 0.2 }, routes: {} }, { name }),
  );
  await expect(prepareMocks(mocks, "")).rejects.toMatchObject({
    problems: [{ where: "payments.latency" }, { where: "users.latency" }],
  });
});

test("a mock is prepared with its objects, and what its image is built from", async () => {
  const mock = loadedMock(table, { routes: {} });
  const [prepared] = await prepareMocks([mock], "1-24-3");
  expect(prepared?.mock).toBe(mock);
  expect(prepared?.context).toEqual({
    revision: "1-24-3",
    engineBundle: expect.stringMatching(/^import\{createRequire\}/),
  });
  expect(prepared?.objects.namespace?.metadata?.labels).toMatchObject({ "istio.io/rev": "1-24-3" });
});
