import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../src/freePort.ts";
import type { Mock } from "../../src/mock/mock.ts";
import { compile } from "../../src/openapi/compile.ts";
import { type MockServer, startMockServer, startSites } from "../../src/server/mockServer.ts";
import { hasChromium, launchChromium } from "./chromium.ts";
import { lowContrasts } from "./contrast.ts";

const { table } = compile(fileURLToPath(new URL("shop.yaml", import.meta.url)));
const mock: Mock = {
  service: "payments",
  table,
  latency: { routes: { "GET /payments": { kind: "fixed", ms: 20 } } },
};

describe.skipIf(!hasChromium())("the page at /_understudy/", () => {
  let browser: Browser;
  let server: MockServer;
  let page: Page;
  /** What the page asked for elsewhere, and what the browser complained about. */
  let elsewhere: string[];
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    // A port that nobody else is given while a test has its server closed.
    server = await startMockServer(mock, { port: await freePort(), host: "127.0.0.1" });
    elsewhere = [];
    complaints = [];
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${server.url}/`) && !url.startsWith("data:")) elsewhere.push(url);
    });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await open(page, server);
  });
  afterEach(async () => {
    await page.close();
    await server.close();
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
  });

  it("lists every route in matching order, with names for people who hear it", async () => {
    expect(await page.title()).toBe("Shop payments · Understudy");
    expect(await page.getByRole("main").ariaSnapshot()).toBe(tree);
  });

  it("keeps the table a table where it is too narrow for one, without scrolling sideways", async () => {
    const wide = await page.getByRole("table").ariaSnapshot();
    await page.setViewportSize({ width: 320, height: 800 });
    const narrow = await page.getByRole("table").ariaSnapshot();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    expect(narrow).toBe(wide);
  });

  it("says how many requests wait for a route with a load, and how many were refused, in a row that stays", async () => {
    const load = { capacity: 0.01, queue: 0 };
    const loaded = { routes: { "GET /payments": { kind: "fixed", ms: 0, load } as const } };
    server.replace({ ...mock, latency: loaded });
    const row = page.locator('tr[data-key="GET /payments"]');
    await row.getByText("0 waiting, 0 refused").waitFor();
    await row.evaluate((element) => element.setAttribute("data-seen", "true"));
    await Promise.all([1, 2, 3].map(() => fetch(`${server.url}/payments`)));
    await row.getByText("0 waiting, 2 refused").waitFor();
    expect(await row.getAttribute("data-seen")).toBe("true");
  });

  it("opens a GET in a new tab", async () => {
    const link = page.getByRole("link", { name: "Open GET /payments (new tab)" });
    const [tab] = await Promise.all([page.waitForEvent("popup"), link.click()]);
    expect(tab.url()).toBe(`${server.url}/payments`);
    expect(await tab.textContent("body")).toBe('[{"id":"pay_1"}]');
  });

  it("sends any other request with its example body, and shows status, time and body", async () => {
    await page.getByRole("button", { name: "Send POST /payments" }).click();
    const dialog = page.getByRole("dialog", { name: "POST /payments" });
    await dialog.getByText("201 Created").waitFor();
    expect(await dialog.getByRole("status").textContent()).toMatch(
      /^201 Created in [\d.]+ ms, application\/json$/,
    );
    expect(await dialog.getByLabel("Body of the answer").textContent()).toBe(
      '{\n  "id": "pay_2"\n}',
    );
  });

  it("sends what was edited, and closes with Escape to where it was opened", async () => {
    const opener = page.getByRole("button", { name: "Send POST /payments" });
    await opener.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("201 Created").waitFor();
    await dialog.getByLabel("Body", { exact: true }).fill('{"amount": "much"}');
    await dialog.getByRole("button", { name: "Send again" }).click();
    await dialog.getByText("422 Unprocessable Entity").waitFor();
    // The browser notes each answer of 400 or more by itself.
    complaints = complaints.filter((text) => !text.includes("status of 422"));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const focused = () => page.evaluate("document.activeElement.textContent");
    await expect.poll(focused).toBe("Send POST /payments");
  });

  it("sends the credentials that a route asks for", async () => {
    await page.getByRole("button", { name: "Send GET /payments/{paymentId}" }).click();
    await page.getByRole("dialog").getByText("200 OK").waitFor();
  });

  it("shows what was measured beside the target once there were requests", async () => {
    const row = page.getByRole("row", { name: "GET /payments List payments" });
    const times = async () => (await row.ariaSnapshot()).match(/(?<=cell ").*target.*(?=")/g);
    expect(await times()).toEqual(["– target 20 ms", "– target 20 ms", "– target 20 ms"]);
    for (let i = 0; i < 3; i++) await fetch(`${server.url}/payments`);
    await passTime(page);
    await row.getByRole("cell", { name: "3", exact: true }).waitFor();
    const measured = expect.stringMatching(/^[1-9][\d.]* ms target 20 ms$/);
    const uncertain = expect.stringMatching(/^~[1-9][\d.]* ms uncertain target 20 ms$/);
    expect(await times()).toEqual([measured, uncertain, uncertain]);
    expect(await page.getByText("3 requests answered").isVisible()).toBe(true);
  });

  it("calls p95 certain from 200 requests on, and p99 from 1,000", async () => {
    const row = page.getByRole("row", { name: "GET /payments List payments" });
    const uncertain = async () => row.locator(".uncertain .name").allTextContents();
    const hint = page.getByText("A value with ~ is uncertain");
    server.replace({ ...mock, latency: { routes: {} } });
    const counts: [requests: number, uncertain: string[]][] = [
      [0, []],
      [199, ["p95 ", "p99 "]],
      [1, ["p99 "]],
      [799, ["p99 "]],
      [1, []],
    ];
    let count = 0;
    for (const [requests, expected] of counts) {
      for (let i = 0; i < requests; i++) await fetch(`${server.url}/payments`);
      count += requests;
      await passTime(page);
      await row.getByRole("cell", { name: count.toLocaleString("en"), exact: true }).waitFor();
      expect(await uncertain()).toEqual(expected);
      expect(await hint.isVisible()).toBe(expected.length > 0);
    }
  });

  it("sorts by a column: ascending or descending, and then in matching order again", async () => {
    const header = page.getByRole("columnheader", { name: "Path" });
    const state = async () => [
      await header.getAttribute("aria-sort"),
      ...(await page.locator("tbody .path .template").allTextContents()),
    ];
    const one = "/payments/{paymentId}";
    await page.getByRole("button", { name: "Path" }).focus();
    await page.keyboard.press("Enter");
    expect(await state()).toEqual(["ascending", "/payments", "/payments", one, one]);
    expect(await page.locator("#order").textContent()).toBe(
      "Sorted by Path, ascending; not in the order in which routes are matched.",
    );
    await page.keyboard.press("Space");
    expect(await state()).toEqual(["descending", one, one, "/payments", "/payments"]);
    await page.keyboard.press("Enter");
    expect(await state()).toEqual([null, one, one, "/payments", "/payments"]);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Path");
    expect(await page.locator("#order").textContent()).toBe(
      "The first route that fits a request answers it.",
    );
  });

  it("sorts what was measured from the highest on, routes without requests last", async () => {
    // Far above what the other route can take on a busy machine.
    server.replace({
      ...mock,
      latency: { routes: { "GET /payments": { kind: "fixed", ms: 1000 } } },
    });
    await page.getByRole("button", { name: "p95" }).click();
    await fetch(`${server.url}/payments`);
    await fetch(`${server.url}/payments`, { method: "POST", body: "" });
    await passTime(page);
    const keys = async () => {
      const rows = await page.locator("tbody tr").all();
      return Promise.all(rows.map((row) => row.getAttribute("data-key")));
    };
    const silent = ["GET /payments/{paymentId}", "DELETE /payments/{paymentId}"];
    await expect.poll(keys).toEqual(["GET /payments", "POST /payments", ...silent]);
    await page.getByRole("button", { name: "p95" }).click();
    expect(await keys()).toEqual(["POST /payments", "GET /payments", ...silent]);
  });

  it("says that nothing fits a filter, and clears it", async () => {
    await page.getByLabel("Filter routes").fill(" refunds ");
    expect(await page.locator("#nothing").textContent()).toBe(
      "Nothing fits “refunds”. Clear filter",
    );
    expect(await page.getByRole("table").isVisible()).toBe(false);
    expect(await lowContrasts(page)).toEqual([]);
    await page.getByRole("button", { name: "Clear filter" }).click();
    expect(await page.getByRole("rowheader").count()).toBe(table.routes.length);
    expect(await page.locator("#nothing").isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement.id")).toBe("filter");
  });

  it("shows the mock of the prefix below which it is opened, and sends requests there", async () => {
    const other = { ...mock, service: "other", table: { ...table, routes: [] } };
    const both = await startSites(
      [
        { mock: other, prefix: "/others" },
        { mock, prefix: "/pay" },
      ],
      { port: 0, host: "127.0.0.1" },
    );
    await page.close();
    page = await browser.newPage();
    await open(page, { url: `${both.url}/pay` });
    expect(await page.getByRole("rowheader").count()).toBe(table.routes.length);
    await page.getByRole("button", { name: "Send POST /payments" }).click();
    await page.getByRole("dialog").getByText("201 Created").waitFor();
    await both.close();
  });

  it("says so when the server is gone, and goes on when it is back", async () => {
    const { port } = server;
    await server.close();
    await passTime(page);
    await page.getByRole("alert").waitFor();
    expect(await lowContrasts(page)).toEqual([]);
    complaints = [];
    server = await startMockServer(mock, { port, host: "127.0.0.1" });
    await passTime(page);
    await page.getByRole("alert").waitFor({ state: "hidden" });
    complaints = complaints.filter((text) => !text.includes("ERR_CONNECTION_REFUSED"));
  });

  it("follows a reloaded document", async () => {
    server.replace({
      ...mock,
      table: { ...table, title: "Reloaded", routes: table.routes.slice(1) },
    });
    await passTime(page);
    await page.getByRole("heading", { name: "Reloaded" }).waitFor();
    expect(await page.getByRole("rowheader").count()).toBe(table.routes.length - 1);
  });

  it("filters a thousand routes by words of method, path and summary", async () => {
    const [first] = table.routes;
    if (first === undefined) throw new Error("no routes");
    const routes = Array.from({ length: 1000 }, (_, i) => {
      const path = `/things/${i}`;
      return { ...first, key: `GET ${path}`, path, segments: ["things", String(i)] };
    });
    server.replace({ ...mock, table: { ...table, routes } });
    await passTime(page);
    await page.getByText("1,000 routes").waitFor();
    await page.getByLabel("Filter routes").fill("GET 99");
    expect(await page.getByRole("rowheader").count()).toBe(19);
    expect(await page.locator("#shown").textContent()).toBe("19 of 1,000 routes");
  });

  it("is reached by keyboard from top to bottom, with a visible focus", async () => {
    const stops: unknown[] = [];
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press("Tab");
      stops.push(
        await page.evaluate(
          "[document.activeElement.id || document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]",
        ),
      );
    }
    expect(stops).toEqual(
      [
        "filter",
        ...["Method", "Path", "Latency", "p50", "p95", "p99", "Requests"],
        "Send GET /payments/{paymentId}",
        "Send DELETE /payments/{paymentId}",
        "Open GET /payments (new tab) ↗",
        "Send POST /payments",
        "Prometheus metrics",
        "This table as JSON",
      ].map((stop) => [stop, "solid"]),
    );
  });

  it.each(["light", "dark"] as const)(
    "has a contrast of 4.5 or more for every text, %s",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await fetch(`${server.url}/payments`);
      expect(await lowContrasts(page)).toEqual([]);
      await page.getByRole("button", { name: "Send POST /payments" }).click();
      await page.getByRole("dialog").getByText("201 Created").waitFor();
      expect(await lowContrasts(page)).toEqual([]);
    },
  );
});

/** What assistive technology is told of the page. */
const tree = `- main:
  - text: Filter routes
  - searchbox "Filter routes"
  - status
  - table "The first route that fits a request answers it. Each bar is what was measured; its mark is the target.":
    - caption: The first route that fits a request answers it. Each bar is what was measured; its mark is the target.
    - rowgroup:
      - row "Method Path Try it Latency p50 p95 p99 Requests":
        - columnheader "Method":
          - button "Method"
        - columnheader "Path":
          - button "Path"
        - columnheader "Try it"
        - columnheader "Latency":
          - button "Latency"
        - columnheader "p50":
          - button "p50"
        - columnheader "p95":
          - button "p95"
        - columnheader "p99":
          - button "p99"
        - columnheader "Requests":
          - button "Requests"
    - rowgroup:
      - 'row "GET /payments/{paymentId} Read a payment Send GET /payments/{paymentId} none – – – 0"':
        - cell "GET"
        - 'rowheader "/payments/{paymentId} Read a payment"'
        - 'cell "Send GET /payments/{paymentId}"':
          - 'button "Send GET /payments/{paymentId}"'
        - cell "none"
        - cell "–"
        - cell "–"
        - cell "–"
        - cell "0"
      - 'row "DELETE /payments/{paymentId} deprecated Send DELETE /payments/{paymentId} none – – – 0"':
        - cell "DELETE"
        - 'rowheader "/payments/{paymentId} deprecated"'
        - 'cell "Send DELETE /payments/{paymentId}"':
          - 'button "Send DELETE /payments/{paymentId}"'
        - cell "none"
        - cell "–"
        - cell "–"
        - cell "–"
        - cell "0"
      - row "GET /payments List payments Open GET /payments (new tab) fixed 20ms – target 20 ms – target 20 ms – target 20 ms 0":
        - cell "GET"
        - rowheader "/payments List payments"
        - cell "Open GET /payments (new tab)":
          - link "Open GET /payments (new tab)":
            - /url: /payments
        - cell "fixed 20ms"
        - cell "– target 20 ms"
        - cell "– target 20 ms"
        - cell "– target 20 ms"
        - cell "0"
      - row "POST /payments Take a payment Send POST /payments none – – – 0":
        - cell "POST"
        - rowheader "/payments Take a payment"
        - cell "Send POST /payments":
          - button "Send POST /payments"
        - cell "none"
        - cell "–"
        - cell "–"
        - cell "–"
        - cell "0"`;

/** Lets two seconds pass at once: the page asks again what it shows. */
async function passTime(page: Page): Promise<void> {
  await page.clock.fastForward(2000);
}

async function open(page: Page, server: Pick<MockServer, "url">): Promise<void> {
  await page.clock.install();
  await page.goto(`${server.url}/_understudy/`);
  await page.getByRole("rowheader").first().waitFor();
}
