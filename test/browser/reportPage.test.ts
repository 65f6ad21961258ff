import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reportPage } from "../../src/verify/page/reportPage.ts";
import { sampleReport } from "../verify/page/sampleReport.ts";
import { hasChromium, launchChromium } from "./chromium.ts";
import { lowContrasts } from "./contrast.ts";

const HOSTILE = `GET /<b id="pwned">{id}</b>`;
const REPORT = sampleReport([
  { key: "GET /payments", verdict: "pass" },
  {
    key: HOSTILE,
    verdict: "fail",
    slower: 1.15,
    reason: "p50 is 22.4ms to 24ms, expected 19ms to 21ms",
  },
  {
    key: "POST /payments",
    verdict: "undecided",
    reason: "p99 is 240ms to 333ms, expected 279ms to 341ms",
  },
  { key: "PUT /payments", verdict: "not asked", reason: "it has no delay" },
]);

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

describe.skipIf(!hasChromium())("the page of a verification", () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-page-"));
  const file = join(folder, "report.html");
  let browser: Browser;
  let page: Page;
  /** What the page asked for, and what the browser complained about. */
  let trouble: string[];

  beforeAll(async () => {
    writeFileSync(file, reportPage(REPORT));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    trouble = [];
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const url = pathToFileURL(file).href;
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) trouble.push(request.url());
    });
    page.on("console", (message) => trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(error.message));
    await page.goto(url);
  });
  afterEach(async () => {
    await page.close();
    expect(trouble).toEqual([]);
  });

  /** The section of a route. */
  const sectionOf = (key: string): Locator =>
    page.locator("details").filter({ has: page.getByRole("heading", { name: key, exact: true }) });

  it("has the failed route open, with a table for each of its plots", async () => {
    const section = sectionOf(HOSTILE);
    expect(
      await section
        .getByRole("img")
        .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
    ).toEqual([
      `Distribution of ${HOSTILE}: latency on a log axis over probability on a normal axis. The table beside it has the values.`,
      `Histogram of ${HOSTILE}: share of requests over latency on a log axis. The table beside it has the values.`,
      `Course of ${HOSTILE}: latency on a log axis over the time of the run. The table beside it has the values.`,
    ]);
    expect(
      await section
        .getByRole("table")
        .evaluateAll((all) => all.map((one) => one.querySelector("caption")?.textContent)),
    ).toEqual(
      ["Quantiles", "Distribution", "Histogram", "Course"].map((name) => `${name} of ${HOSTILE}`),
    );
    const rows = section
      .getByRole("table", { name: `Distribution of ${HOSTILE}` })
      .getByRole("row");
    const [point] = REPORT.services[0]?.routes[1]?.points.filter(({ p }) => p === 0.95) ?? [];
    const row = await rows.filter({ hasText: /^p95\d/ }).allInnerTexts();
    const [name, asked, measured] = row[0]?.split("\t") ?? [];
    expect([name, asked]).toEqual(["p95", "120 ms"]);
    expect(Number.parseFloat(measured ?? "")).toBeCloseTo(point?.measured ?? 0, -0.5);
  });

  it("shows a hostile name as it is", async () => {
    expect(await page.locator("#pwned").count()).toBe(0);
    expect(await sectionOf(HOSTILE).count()).toBe(1);
  });

  it("draws curves, band and bars that are inside of the plot", async () => {
    for (const name of ["target", "measured", "band", "bars"]) {
      const shape = sectionOf(HOSTILE).locator(`svg[role=img] path.${name}`).first();
      const d = (await shape.getAttribute("d")) ?? "";
      expect(d).toMatch(/^M[\d.]+ [\d.]+/);
      expect(d).not.toMatch(/NaN|Infinity/);
      const { x, y, width, height } = await shape.evaluate((path) => {
        const area = (path as unknown as { getBBox(): Area }).getBBox();
        return { x: area.x, y: area.y, width: area.width, height: area.height };
      });
      const box = { left: x, top: y, right: x + width, bottom: y + height };
      expect(box.left).toBeGreaterThanOrEqual(57);
      expect(box.right).toBeLessThanOrEqual(575);
      expect(box.top).toBeGreaterThanOrEqual(10);
      expect(box.bottom).toBeLessThanOrEqual(237);
    }
  });

  it("opens and closes routes by keyboard, and reaches the tables", async () => {
    const section = sectionOf("GET /payments");
    expect(await section.getByRole("img").count()).toBe(0);
    await section.locator("summary").focus();
    await page.keyboard.press("Enter");
    // The browser says a little later that a section was opened.
    await section.getByRole("img").nth(2).waitFor();
    expect(await section.getByRole("img").count()).toBe(3);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(
      "Distribution of GET /payments",
    );
    await section.locator("summary").focus();
    await page.keyboard.press("Space");
    expect(await section.getByRole("img").first().isVisible()).toBe(false);
  });

  it("filters routes, and opens those that are shown", async () => {
    await page.getByLabel("Filter routes").fill("payments put");
    expect(await page.locator("details:visible h3").allTextContents()).toEqual(["PUT /payments"]);
    expect(await page.getByRole("status").textContent()).toBe("1 of 4 routes");
    expect(await page.locator("main h2:visible").allTextContents()).toEqual(["Not asked (1)"]);
    await page.getByRole("button", { name: "Open all" }).click();
    await page.getByLabel("Filter routes").fill("");
    expect(await page.locator("details[open] h3").allTextContents()).toEqual([
      HOSTILE,
      "POST /payments",
      "PUT /payments",
    ]);
  });

  it("says of a route that was not asked why", async () => {
    const section = sectionOf("PUT /payments");
    await section.locator("summary").click();
    await section.getByText("0 requests").waitFor();
    expect(await section.getByRole("img").count()).toBe(0);
    expect(await section.textContent()).toContain("it has no delay");
  });

  it("has text with enough contrast, by day and by night", async () => {
    await page.getByRole("button", { name: "Open all" }).click();
    await sectionOf("GET /payments").getByRole("img").nth(2).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await lowContrasts(page)).toEqual([]);
    }
  });

  it("fits a narrow screen without scrolling sideways", async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
  });

  it("prints the open routes in light colours, with their plots", async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    );
    expect(await page.locator("#toolbar").isVisible()).toBe(false);
    expect(await sectionOf(HOSTILE).getByRole("img").first().isVisible()).toBe(true);
    expect(await sectionOf(HOSTILE).getByRole("table").count()).toBe(1);
  });
});
