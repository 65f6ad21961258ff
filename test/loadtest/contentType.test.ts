import { expect, test } from "vitest";
import { contentType } from "../../src/loadtest/contentType.ts";

test.each([
  ["report.html", "text/html; charset=utf-8"],
  ["stats_history.csv", "text/csv; charset=utf-8"],
  ["run.json", "application/json"],
  ["logs/locust-worker-1.locust.log", "text/plain; charset=utf-8"],
  ["unknown", "application/octet-stream"],
])("browsers show %s as %s", (path, type) => {
  expect(contentType(path)).toBe(type);
});
