import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findNode } from "./node.ts";
import { makeProject, ORDERS, PATIENT, run } from "./project.ts";

const VITEST = join(process.cwd(), "node_modules/vitest/vitest.mjs");
const PEOPLE = `openapi: 3.1.0
info: { title: People, version: "1" }
paths:
  /people:
    get:
      responses:
        "200":
          description: A person
          content:
            application/json:
              schema:
                type: object
                required: [name]
                properties: { name: { type: string, x-faker: internet.email } }
`;
const FILES = {
  "specs/orders.yaml": ORDERS,
  "specs/people.yaml": PEOPLE,
  "orders.test.mjs": `
import { afterAll, expect, test } from "vitest";
import { serve } from "understudy/server";

const orders = await serve("specs/orders.yaml");
afterAll(() => orders.close());

test("a mock answers", async () => {
  expect(await (await fetch(orders.url + "/orders/7")).json()).toEqual({ id: "o-1" });
});
`,
  "script.cjs": `
const { serve } = require("understudy/server");
serve("specs/orders.yaml").then(async (orders) => {
  console.log(await (await fetch(orders.url + "/orders/7")).text());
  await orders.close();
});
`,
  "both.mjs": `
import { createRequire } from "node:module";
import { serve } from "understudy/server";
console.log(serve === createRequire(import.meta.url)("understudy/server").serve);
`,
  "missing.mjs": `
import { serve } from "understudy/server";
await serve("specs/odrers.yaml").catch((error) => console.log(error.name + ": " + error.message));
`,
  "faker.mjs": `
import { serve } from "understudy/server";
const people = await serve("specs/people.yaml");
const { name } = await (await fetch(people.url + "/people", { headers: { Prefer: "dynamic=true" } })).json();
console.log(name.includes("@"));
await people.close();
`,
};

test("a vitest file starts a mock", async () => {
  const folder = makeProject(FILES, ["vitest"]);
  const args = [VITEST, "run", ...PATIENT];
  const { code, stdout, stderr } = await run(folder, process.execPath, args, {
    CI: "1",
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("1 passed");
});

describe.each([20, 24])("on Node %i", (major) => {
  const node = major === 24 ? process.execPath : (findNode(major) ?? "");
  if (node === "") {
    test.skip(`skipped: there is no Node ${major} on the PATH`, () => {});
    return;
  }

  test.each([
    [
      "a CommonJS program starts a mock, and ends once it is closed",
      "script.cjs",
      '{"id":"o-1"}\n',
    ],
    ["an ES module and CommonJS share one instance", "both.mjs", "true\n"],
    [
      "a missing document is an error in plain words",
      "missing.mjs",
      "UserError: specs/odrers.yaml: there is no such file.\n",
    ],
    ["values are made with Faker, which is installed with the package", "faker.mjs", "true\n"],
  ])("%s", async (_, program, stdout) => {
    expect(await run(makeProject(FILES), node, [program])).toEqual({ code: 0, stdout, stderr: "" });
  });
});
