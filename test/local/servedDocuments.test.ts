import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";

import { fetchDocuments, readPlaces } from "../../src/local/servedDocuments.ts";

test.each([
  ["specs/shop.yaml", { document: "specs/shop.yaml" }],
  ["/pay=specs/p.yaml", { document: "specs/p.yaml", prefix: "/pay" }],
  ["/pay/v2/=specs/p.yaml", { document: "specs/p.yaml", prefix: "/pay/v2" }],
  ["users.local=specs/u.yaml", { document: "specs/u.yaml", host: "users.local" }],
  ["users.local/v1=specs/u.yaml", { document: "specs/u.yaml", host: "users.local", prefix: "/v1" }],
  ["https://a/b?c=d", { document: "https://a/b?c=d" }],
  ["/pay=https://a/b?c=d", { document: "https://a/b?c=d", prefix: "/pay" }],
])("%s", (arg, place) => {
  expect(readPlaces([arg])).toEqual([place]);
});

test("two documents at one place are refused", () => {
  expect(() => readPlaces(["/a=x.yaml", "/a/=y.yaml"])).toThrow(
    "y.yaml: /a is where x.yaml is served already.",
  );
});

test("a document is fetched by its URL, and one that cannot be is named", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/openapi.yaml") response.end("openapi: 3.1.0");
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const [path = "", local] = await fetchDocuments([`${url}/openapi.yaml`, "specs/shop.yaml"]);
  expect(readFileSync(path, "utf8")).toBe("openapi: 3.1.0");
  expect(local).toBe("specs/shop.yaml");
  await expect(fetchDocuments([`${url}/none`])).rejects.toThrow(
    `${url}/none: cannot be fetched: status 404.`,
  );
});
