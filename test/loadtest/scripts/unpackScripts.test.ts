import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packScripts } from "../../../src/loadtest/scripts/packScripts.ts";
import { scriptPaths, unpackScripts } from "../../../src/loadtest/scripts/unpackScripts.ts";

test("what was packed is unpacked byte for byte: plain files, others and the archive", () => {
  const folder = mkdtempSync(join(tmpdir(), "scripts-"));
  const files = { "script.py": "x\r\n", "photo.png": Buffer.from([255, 0, 10]), "shop/é.py": "y" };
  mkdirSync(join(folder, "shop"));
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  const packed = packScripts(folder);
  rmSync(folder, { recursive: true });
  const unpacked = unpackScripts(packed);
  expect(scriptPaths(packed)).toEqual([...unpacked.keys()]);
  expect(Object.fromEntries(unpacked)).toEqual(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]),
    ),
  );
});

test("a ConfigMap without content has no scripts", () => {
  expect(unpackScripts({})).toEqual(new Map());
});
