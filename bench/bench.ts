import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

import { formatTable } from "../src/textTable.ts";
import { CASES, type Measured } from "./cases.ts";
import { peers } from "./contenders.ts";
import { hasLoadGenerator } from "./load.ts";

const usage = `Usage: npm run bench -- [options]

Compares this server with a bare node:http server and with other mock servers, and prints tables.

Options:
  --only <text>   Only the cases whose name contains it; may be repeated
  --quick         Few and short rounds
  --json <file>   JSON file for the figures (default: .understudy/bench.json)
  --list          List the names of the cases
  -h, --help      Print this text`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    quick: { type: "boolean", default: false },
    json: { type: "string", default: ".understudy/bench.json" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) {
  console.log(usage);
} else if (values.list) {
  console.log(CASES.map(({ name }) => name).join("\n"));
} else if (!hasLoadGenerator()) {
  console.error("The load generator wrk is not installed: apt-get install wrk, brew install wrk.");
  process.exitCode = 1;
} else {
  await measure();
}

async function measure(): Promise<void> {
  const { found, missing } = peers();
  for (const line of missing) console.error(line);
  const pace = values.quick ? { rounds: 3, seconds: 1 } : { rounds: 7, seconds: 3 };
  const all: Record<string, Measured[]> = {};
  for (const { name, target, run } of CASES) {
    if (values.only.length > 0 && !values.only.some((text) => name.includes(text))) continue;
    const rows = await run(pace, found);
    all[name] = rows;
    console.log(`\n${name}${target === undefined ? "" : ` (target: ${target})`}`);
    console.log(tableOf(rows));
  }
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify({ node: process.version, cases: all }, null, 2)}\n`);
}

function tableOf(rows: Measured[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => cellOf(row[column])));
  return formatTable(
    [columns, ...cells],
    columns.map((_, i) => i).filter((i) => typeof rows[0]?.[columns[i] ?? ""] === "number"),
  );
}

function cellOf(value: string | number | undefined): string {
  if (typeof value !== "number") return value ?? "";
  return value.toLocaleString("en", { maximumFractionDigits: value < 200 ? 2 : 0 });
}
