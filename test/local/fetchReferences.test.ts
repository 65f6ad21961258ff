import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";

import { loadWithReferences, readReferences } from "../../src/local/fetchReferences.ts";
import { mocksOfDocuments } from "../../src/local/localMocks.ts";
import { fetchDocuments } from "../../src/local/servedDocuments.ts";
import { folderOf } from "../cli/project.ts";

/** Texts by path; what leads elsewhere is redirected. */
async function serverOf(texts: Record<string, string>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = "" } = request;
    asked.push(url);
    const text = texts[url];
    if (text === undefined) response.writeHead(404).end();
    else if (text.startsWith("/")) response.writeHead(302, { location: text }).end();
    else response.end(text);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, asked };
}

function documentWith(reference: string): string {
  return `openapi: 3.0.3
paths:
  /pets: { get: { responses: { "200": { $ref: "${reference}" } } } }
  /plain: { get: { responses: { "200": { description: ok } } } }
`;
}

const ok = "Ok: { description: ok, content: { application/json: { example: ok } } }";

async function load(document: string, allowed: string[] = []) {
  const copies = await fetchDocuments([document]);
  const references = readReferences(allowed, [document], copies);
  const [mock] = await loadWithReferences(references, () =>
    mocksOfDocuments(copies, false, references),
  );
  const pets = mock?.mock.table.routes.find(({ key }) => key === "GET /pets");
  return {
    types: pets?.responses[0]?.content.map(({ type }) => type),
    problems: mock?.problems.map(({ what }) => what),
  };
}

test("a document by URL refers to what lies in its folder there, and on from that", async () => {
  const { url, asked } = await serverOf({
    "/v1/openapi.yaml": documentWith("parts/pets.yaml#/Pets"),
    "/v1/parts/pets.yaml": "Pets: { $ref: ../ok.yaml#/Ok }",
    "/v1/ok.yaml": ok,
  });
  expect(await load(`${url}/v1/openapi.yaml`)).toEqual({
    types: ["application/json"],
    problems: [],
  });
  expect(asked).toEqual(["/v1/openapi.yaml", "/v1/parts/pets.yaml", "/v1/ok.yaml"]);
});

test("what lies elsewhere is fetched only where it is allowed", async () => {
  const { url, asked } = await serverOf({
    "/v1/openapi.yaml": documentWith("../ok.yaml#/Ok"),
    "/ok.yaml": ok,
  });
  expect(await load(`${url}/v1/openapi.yaml`)).toEqual({
    types: [],
    problems: [`"$ref" leads to "${url}/ok.yaml", and URLs are not read`],
  });
  expect(asked).toEqual(["/v1/openapi.yaml"]);
  expect(await load(`${url}/v1/openapi.yaml`, [`${url}/ok.yaml`])).toEqual({
    types: ["application/json"],
    problems: [],
  });
});

test("a document here refers to a URL that is allowed", async () => {
  const { url } = await serverOf({ "/ok.yaml": ok });
  const document = `${folderOf({ "openapi.yaml": documentWith(`${url}/ok.yaml#/Ok`) })}/openapi.yaml`;
  expect((await load(document)).types).toEqual([]);
  expect((await load(document, [url])).types).toEqual(["application/json"]);
});

test("what cannot be fetched, or leads on to another place, is named", async () => {
  const { url } = await serverOf({
    "/none.yaml": documentWith("missing.yaml#/Ok"),
    "/moved.yaml": documentWith("away.yaml#/Ok"),
    "/away.yaml": "/ok.yaml",
    "/ok.yaml": ok,
  });
  expect((await load(`${url}/none.yaml`)).problems).toEqual([
    `"$ref" leads to "${url}/missing.yaml", which cannot be fetched: status 404`,
  ]);
  expect((await load(`${url}/moved.yaml`)).problems).toEqual([
    `"$ref" leads to "${url}/away.yaml", which cannot be fetched: unexpected redirect`,
  ]);
});

test("what is no folder cannot be allowed", () => {
  expect(() => readReferences(["no/such/folder"], [], [])).toThrow(
    '--allow-refs: expected a folder or a URL, received "no/such/folder".',
  );
});
