import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dockerEnvFile, shellEnvFile } from "../../../src/laptop/environment/envFileText.ts";

const values = new Map([
  ["PLAIN", "1"],
  ["HARD", `a "b" 'c' $HOME \`id\` # \\`],
  ["LINES", "one\ntwo"],
  ["with.dot", "x"],
]);

test("docker's file has each value as it is, and no value of several lines", () => {
  expect(dockerEnvFile(values)).toEqual({
    text: `HARD=a "b" 'c' $HOME \`id\` # \\\nPLAIN=1\nwith.dot=x\n`,
    leftOut: ["LINES"],
  });
});

test("the shell's file has values of several lines, and no name that is none there", () => {
  expect(shellEnvFile(values).leftOut).toEqual(["with.dot"]);
});

test("a shell reads every value as it was", () => {
  const folder = mkdtempSync(join(tmpdir(), "env-file-"));
  const file = join(folder, "env.sh");
  const texts = fc.array(fc.string({ unit: "binary" }), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(texts, (all) => {
      const variables = new Map(
        all.map((text, index) => [`V${index}`, text.replaceAll("\0", "\n")]),
      );
      writeFileSync(file, shellEnvFile(variables).text);
      const read = execFileSync("sh", ["-c", `set -a; . ${file}; env -0`], { env: {} });
      const lines = String(read).split("\0");
      for (const [name, text] of variables) expect(lines).toContain(`${name}=${text}`);
    }),
    { seed: 15, numRuns: 20 },
  );
  rmSync(folder, { recursive: true });
});
