import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { judgeRun } from "../../../src/loadtest/observe/judgeRun.ts";
import type { ServiceMeasurements } from "../../../src/loadtest/serviceLoad.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../sampleRun.ts";

const service = { name: "orders", namespace: "shop" };
const measured: ServiceMeasurements = {
  format: 1,
  service,
  counts: [],
  loads: [],
  problems: ["no source"],
};

function folderWith(files: Record<string, object>): string {
  const folder = mkdtempSync(join(tmpdir(), "judge-"));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  return folder;
}

test("a run's folder gets its verdict in each form, judged by its statistics", () => {
  const statistics = sampleStatistics([sampleRoute("GET", "/", [[20, 100]])]);
  const folder = folderWith({ "statistics.json": statistics });
  const { verdict } = judgeRun(folder, sampleRecord(), { all: { p95: 10 } });
  expect(verdict?.result).toBe("failed");
  expect(readFileSync(join(folder, "verdict.md"), "utf8")).toContain(
    "| p95 of all at most 10ms | 20ms |",
  );
  expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain('failures="1" errors="0"');
  expect(existsSync(join(folder, "sizing.html"))).toBe(false);
});

test("the service under test has a page, and lines below the verdict, if it was watched", () => {
  const folder = folderWith({ "service.json": measured });
  judgeRun(folder, sampleRecord(), {});
  expect(readFileSync(join(folder, "sizing.html"), "utf8")).toContain("Not measured.");
  expect(readFileSync(join(folder, "verdict.md"), "utf8")).toContain(
    "Throughput of one pod of shop/orders at 50 % CPU: not measured\n  no source.",
  );
});
