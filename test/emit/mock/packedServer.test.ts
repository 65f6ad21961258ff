import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { packServer } from "../../../src/emit/mock/packedServer.ts";

const folder = mkdtempSync(join(tmpdir(), "understudy-packed-"));

afterAll(() => rmSync(folder, { recursive: true }));

test("the packed server runs as the bundle does: an ES module with arguments, which may require", async () => {
  const bundle = `import{createRequire}from"node:module";const require=createRequire(import.meta.url);
    console.log(require("node:path").basename(process.argv[2]), "é");`;
  const { data, binaryData } = packServer(bundle);
  for (const [name, text] of Object.entries(data)) writeFileSync(join(folder, name), text);
  for (const [name, text] of Object.entries(binaryData)) {
    writeFileSync(join(folder, name), Buffer.from(text, "base64"));
  }
  const args = [join(folder, "server.mjs"), "/mock/mock.json.gz"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect([stdout, stderr]).toEqual(["mock.json.gz é\n", ""]);
});

test("a server is packed once", () => {
  expect(packServer("serve()")).toBe(packServer("serve()"));
  expect(packServer("serve()")).not.toEqual(packServer("serve(1)"));
});
