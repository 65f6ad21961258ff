import { describe, expect, test } from "vitest";
import { reportPage } from "../../../src/verify/page/reportPage.ts";
import { largeReport, sampleReport } from "./sampleReport.ts";

const HOSTILE = `GET /</script><img src=x onerror="alert('1')">&amp;{id}`;

describe("the page of a verification", () => {
  test("has at most 300 KB for 300 routes, though all of them fail", () => {
    expect(Buffer.byteLength(reportPage(largeReport(300, "fail")))).toBeLessThan(300_000);
  });

  test("refers to nothing outside of itself", () => {
    const page = reportPage(largeReport(2, "pass"));
    const references = page.match(/(?:src|href|url|import|fetch|action)\s*[=(]\s*["']?[^"'\s>]*/g);
    expect(references).toEqual([
      'href="data:image/svg+xml,%3Csvg%20xmlns%3D%22http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg%22%20viewBox%3D%220%200%2016%2016%22%3E%3Crect%20width%3D%2216%22%20height%3D%2216%22%20rx%3D%224%22%20fill%3D%22%236d3b8f%22%2F%3E%3Cpath%20d%3D%22M4.5%205.5h1.5m4%200h1.5M4%209c1%204%207%204%208%200z%22%20stroke%3D%22%23fff%22%20stroke-width%3D%221.4%22%20fill%3D%22%23fff%22%20stroke-linecap%3D%22round%22%2F%3E%3C%2Fsvg%3E',
    ]);
    expect(page).toContain("default-src 'none'");
  });

  test("escapes what documents and stacks say", () => {
    const report = sampleReport([{ key: HOSTILE, verdict: "fail", reason: HOSTILE, slower: 2 }]);
    const page = reportPage({
      ...report,
      stack: HOSTILE,
      services: report.services.map((service) => ({ ...service, title: HOSTILE, url: HOSTILE })),
    });
    expect(page).not.toContain("<img");
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(
      page.match(
        /GET \/&lt;\/script&gt;&lt;img src=x onerror=&quot;alert\('1'\)&quot;&gt;&amp;amp;\{id\}/g,
      ),
    ).toHaveLength(6);
  });

  test("shows what failed first, then what is not known, and what passes last", () => {
    const page = reportPage(
      sampleReport([
        { key: "GET /a", verdict: "pass" },
        { key: "GET /b", verdict: "not asked", reason: "it has no delay" },
        { key: "GET /c", verdict: "undecided" },
        { key: "GET /d", verdict: "fail", slower: 2 },
        { key: "GET /e", verdict: "not measurable" },
        { key: "GET /f", verdict: "fail", slower: 2 },
      ]),
    );
    expect([...page.matchAll(/<h[23]>([^<]+)/g)].map(([, text]) => text)).toEqual([
      "Fail (2)",
      "GET /d",
      "GET /f",
      "Not measurable here (1)",
      "GET /e",
      "Undecided (1)",
      "GET /c",
      "Not asked (1)",
      "GET /b",
      "Pass (1)",
      "GET /a",
    ]);
    expect(page.match(/<h1>([^<]+)/)?.[1]).toBe(
      "2 fail, 1 not measurable, 1 undecided, 1 not asked, 1 pass",
    );
    expect(page.match(/<details open>/g)).toHaveLength(4);
  });

  test("has the first five routes open that do not pass", () => {
    const page = reportPage(largeReport(7, "fail"));
    expect([...page.matchAll(/<details( open)?>/g)].map(([, open]) => open !== undefined)).toEqual([
      ...Array.from({ length: 5 }, () => true),
      ...Array.from({ length: 2 }, () => false),
    ]);
  });

  test("of several services names that of each route", () => {
    const report = sampleReport([{ key: "GET /a", verdict: "pass" }]);
    const [service] = report.services;
    const page = reportPage({
      ...report,
      services: service === undefined ? [] : [service, { ...service, name: "users" }],
    });
    expect([...page.matchAll(/<h3>([^<]+)/g)].map(([, text]) => text)).toEqual([
      "payments GET /a",
      "users GET /a",
    ]);
  });
});
