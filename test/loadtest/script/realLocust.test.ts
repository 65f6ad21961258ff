import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { locustfile } from "../../../src/loadtest/script/locustfile.ts";
import { requestsOf } from "../../../src/loadtest/script/tryOut.ts";
import { writeScript } from "../../../src/loadtest/script/writeScript.ts";
import { compile } from "../../../src/openapi/compile.ts";
import { startMockServer } from "../../../src/server/mockServer.ts";
import { folderOf } from "../../cli/project.ts";
import { findLocust } from "../locust/findLocust.ts";

const run = promisify(execFile);
const { bin } = await findLocust();
const ROOT = join(import.meta.dirname, "../../..");

/** Documents, and their routes for which no valid request can be made. */
const DOCUMENTS: Record<string, string[]> = {
  "specs/catalog.yaml": [],
  "specs/payments.yaml": [],
  "specs/users.yaml": [],
  "test/prism/documents/bodies.yaml": ["POST /empty-content"],
  "test/prism/documents/parameters.yaml": ["GET /required-without-schema"],
  "test/prism/documents/forms.yaml": [],
  "test/prism/documents/security.yaml": ["GET /digest", "GET /both-schemes"],
  "test/prism/documents/responses.yaml": [
    "GET /errors-only",
    "GET /lower-case-range",
    "GET /none",
    "GET /range-of-errors-only",
    "GET /teapot",
  ],
};

describe.runIf(bin !== undefined)("scripts in Locust itself", () => {
  test.each(Object.entries(DOCUMENTS))(
    "each request of %s is answered with success",
    async (document, leftOut) => {
      const { table, service, url, file } = await scriptOf(document);
      expect(service.leftOut.map(({ key }) => key).sort()).toEqual(leftOut.toSorted());
      const driver = join(import.meta.dirname, "everyTask.py");
      const { stdout } = await run(join(bin ?? "", "python"), [driver, file, url, "3"], {
        maxBuffer: 2 ** 26,
      });
      const { sent, users }: Sent = JSON.parse(stdout);
      expect(sent.filter(({ error }) => error !== null)).toEqual([]);
      const names = new Set(sent.map(({ route }) => route));
      const left = new Set(leftOut);
      expect(names).toEqual(
        new Set(table.routes.map(({ key }) => key).filter((key) => !left.has(key))),
      );
      expect(Object.keys(users)).toEqual(["Shop"]);
      const keys = sent.map(({ headers }) => [headers["x-preview"], headers.baggage]);
      expect(new Set(keys.map(String))).toEqual(new Set(["load,understudy=load"]));
    },
  );

  test("a script runs as it is, with the user's own code", { timeout: 120_000 }, async () => {
    const { file, url } = await scriptOf("specs/payments.yaml");
    const own = `from locust import FastHttpUser, task


class OwnUser(FastHttpUser):
    abstract = True
    default_headers = {"Authorization": "Bearer own"}

    @task(50)
    def own(self):
        self.client.get("/payments", name="own task")
`;
    writeFileSync(file.replace(/script\.py$/, "script_own.py"), own);
    const load = ["--headless", "-u", "4", "-r", "4", "-t", "2s", "--json", "--loglevel", "ERROR"];
    const { stdout } = await run(join(bin ?? "", "locust"), ["-f", file, "--host", url, ...load]);
    const statistics: { name: string; num_failures: number }[] = JSON.parse(stdout);
    expect(statistics.filter(({ num_failures }) => num_failures > 0)).toEqual([]);
    expect(statistics.map(({ name }) => name)).toContain("own task");
  });
});

interface Sent {
  users: Record<string, Record<string, number>>;
  sent: { route: string; error: string | null; headers: Record<string, string> }[];
}

/** Writes the script of a document, and serves its mock. */
async function scriptOf(document: string) {
  const { table } = compile(join(ROOT, document));
  const service = await requestsOf({ service: "shop", table }, document);
  const text = locustfile({
    command: "understudy loadtest script",
    ownModule: "script_own",
    services: [{ ...service, host: "http://127.0.0.1:1", weight: 1, weights: new Map() }],
    keyHeaders: { "x-preview": "load", baggage: "understudy=load" },
  });
  const file = join(folderOf({}), "script.py");
  writeScript(file, text, false);
  const mock = { service: "shop", table, latency: { routes: {} } };
  const server = await startMockServer(mock, { port: 0, host: "127.0.0.1" });
  onTestFinished(() => server.close());
  return { table, service, file, url: server.url };
}
