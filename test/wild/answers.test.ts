import { readdirSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { compile } from "../../src/openapi/compile.ts";
import type { Media, Route } from "../../src/openapi/table/table.ts";
import { tryRequest } from "../../src/server/own/tryRequest.ts";
import { serveTable } from "../server/fixture.ts";
import { WILD_DOCUMENTS } from "./documents.ts";
import { goModule } from "./goModule.ts";
import { INVALID, REFUSED } from "./impossible.ts";
import { createJudge } from "./judge.ts";

const PACKAGES = join(import.meta.dirname, "node_modules");
const EXAMPLES = join(PACKAGES, "@readme/oas-examples");

/** How many routes of a document are asked, at most; of more, every second one, every third, and so on. */
const ASKED = 60;

describe("a mock accepts the requests that its page shows, and each answer is valid", () => {
  for (const { name, kind, module, path } of WILD_DOCUMENTS) {
    test(`${name} (${kind})`, { timeout: 600_000 }, async ({ skip }) => {
      const found = module === undefined ? { folder: PACKAGES } : goModule(module);
      if ("reason" in found) return skip(`${module}: ${found.reason}`);
      await expectRight(join(found.folder, path), name);
    });
  }

  const examples = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" })
    .filter((file) => /^[23]\.\d\/json\/.*\.json$/.test(file))
    .toSorted();

  test.each(examples)("%s", async (file) => {
    await expectRight(join(EXAMPLES, file), file);
  });
});

/** Asks routes of a document by the page's request, for the usual answer and for one with drawn values. */
async function expectRight(file: string, name: string): Promise<void> {
  const { table } = compile(file);
  const judge = createJudge(table);
  const server = await serveTable(table);
  const refused = new Set<string>();
  const invalid = new Set<string>();
  const step = Math.ceil(table.routes.length / ASKED);
  for (const route of table.routes.filter((_, index) => index % step === 0)) {
    const { tryPath, tryHeaders, tryBody } = tryRequest(route, table);
    const headers = { ...tryHeaders, ...(tryBody && { "content-type": tryBody.type }) };
    for (const prefer of [{}, { prefer: "dynamic=true, seed=1" }]) {
      const answer = await send(server.port, {
        method: route.method,
        path: tryPath,
        headers: { ...headers, ...prefer },
        body: tryBody?.text,
      });
      if (isRefusal(answer)) refused.add(route.key);
      if (answer.body.includes("#SCHEMA_TOO_COMPLEX")) invalid.add(route.key);
      const media = mediaOf(route, answer);
      const isMade = "prefer" in prefer || media?.examples.length === 0;
      if (media?.schema === undefined || !isMade || answer.body === "") continue;
      if (!judge(media.schema, JSON.parse(answer.body))) invalid.add(route.key);
    }
  }
  expect({ refused: [...refused], invalid: [...invalid] }).toEqual({
    refused: Object.keys(REFUSED[name] ?? {}),
    invalid: Object.keys(INVALID[name] ?? {}),
  });
}

interface Answer {
  status: number;
  type: string;
  violations: string;
  body: string;
}

/** Returns whether the server found the request wrong, whatever status the document has for that. */
function isRefusal({ status, violations, body }: Answer): boolean {
  const errors = `${violations}${body}`;
  return (
    status >= 400 &&
    status < 500 &&
    (violations.includes('"request"') || errors.includes("/errors#"))
  );
}

/** Returns what the document says about a successful answer in JSON. */
function mediaOf({ responses }: Route, { status, type }: Answer): Media | undefined {
  if (status >= 300 || !/[/+]json\b/.test(type)) return undefined;
  const code = String(status);
  const reply = [code, `${code.charAt(0)}XX`, "default"]
    .map((wanted) => responses.find((one) => one.status === wanted))
    .find((one) => one !== undefined);
  const [bare] = type.split(";");
  return reply?.content.find((media) => media.type.split(";")[0] === bare);
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Sends a request of any method, also those that `fetch` refuses. */
function send(
  port: number,
  {
    method,
    path,
    headers,
    body = "",
  }: { method: string; path: string; headers: Record<string, string>; body?: string | undefined },
): Promise<Answer> {
  const length = body === "" ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, method, path, agent, headers: { ...headers, ...length } },
      async (response) => {
        const chunks: Buffer[] = await response.toArray();
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"] ?? "",
          violations: String(response.headers["sl-violations"] ?? ""),
          body: Buffer.concat(chunks).toString(),
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
