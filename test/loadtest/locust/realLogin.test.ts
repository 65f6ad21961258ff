import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type LocalLocust, startLocust } from "../../../src/loadtest/local/startLocust.ts";
import { findLocust } from "./findLocust.ts";

const { bin } = await findLocust();
const PASSWORD = "Päss:word";

describe.runIf(bin !== undefined)("a dashboard with a password", () => {
  let locust: LocalLocust;
  beforeAll(async () => {
    vi.stubEnv("DASHBOARD_PASSWORD", PASSWORD);
    vi.stubEnv("LOCUST_WEB_BASE_PATH", "/orders");
    locust = await startLocust({
      ...{ bin: bin ?? "", scripts: import.meta.dirname, script: "secretless.py", workers: 1 },
      logs: mkdtempSync(join(tmpdir(), "locust-logs-")),
    });
    vi.unstubAllEnvs();
  }, 120_000);
  afterAll(() => locust?.end());

  const ask = (path: string, password?: string, init: RequestInit = {}) =>
    fetch(`${locust.dashboard}orders${path}`, {
      ...init,
      headers: { ...init.headers, ...(password && { authorization: basic(password) }) },
    });

  test.each(["/", "/stats/requests", "/stats/report", "/exceptions", "/assets/"])(
    "asks for it before %s",
    async (path) => {
      const { status, headers } = await ask(path);
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe('Basic realm="Locust", charset="UTF-8"');
    },
  );

  test.each(["", "Päss", "Päss:word ", "päss:word"])("refuses %j", async (password) => {
    const body = new URLSearchParams({ user_count: "1", spawn_rate: "1" });
    const { status } = await ask("/swarm", password, { method: "POST", body });
    expect(status).toBe(401);
    expect((await locust.master.state()).run).toBe(0);
  });

  test.each([
    ["another site", "https://evil.example.com", 403],
    ["a file", "null", 403],
    ["its own page", undefined, 200],
  ])("takes commands of its own page alone: %s", async (_, origin, expected) => {
    const headers = { origin: origin ?? locust.dashboard.slice(0, -1) };
    const { status } = await ask("/stats/reset", PASSWORD, { method: "POST", headers });
    expect(status).toBe(expected);
  });

  test("lets in who has it, to the page and its assets", async () => {
    const page = await ask("/", PASSWORD);
    expect(page.status).toBe(200);
    const [, asset = ""] =
      /src="\.?(?:\/orders)?(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
    expect((await ask(asset, PASSWORD)).status).toBe(200);
    expect((await ask("/stats/requests", PASSWORD)).status).toBe(200);
  });
});

function basic(password: string): string {
  return `Basic ${Buffer.from(`anybody:${password}`).toString("base64")}`;
}
