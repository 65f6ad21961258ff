import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runHere } from "../cli/inProcess.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COMMAND = "npm run understudy -- latency pull --from access-log --file";

test.each(["README.md", "docs/latency.md"])(
  "%s shows what a pull from the example's access log prints",
  async (page) => {
    const block = readFileSync(join(ROOT, page), "utf8").split(`    ${COMMAND}`)[1] ?? "";
    const [args = "", ...shown] = `--file${block}`.split(/\n(?! {4}|\n)/)[0]?.split("\n") ?? [];
    const words = ["--from", "access-log", ...args.trim().split(" ")];
    const pull = runHere(ROOT, "latency", "pull", ...words);
    expect([await pull.ended, pull.stderr]).toEqual([0, ""]);
    const printed = pull.stdout.split("\n");
    const lines = shown.map((line) => line.slice(4)).filter((line) => line.trim() !== "");
    const missing = lines.filter((line) => line.trim() !== "..." && !printed.includes(line));
    expect({ shown: lines.length > 5, missing }).toEqual({ shown: true, missing: [] });
  },
);
