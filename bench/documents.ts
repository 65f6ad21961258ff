import { join } from "node:path";
import type { LoadRequest } from "./load.ts";

/** GitHub's API, 1,223 operations in 12 MB, installed by `npm ci --prefix test/wild`. */
export const GITHUB = join(
  import.meta.dirname,
  "../test/wild/node_modules/@octokit/openapi/generated/api.github.com.json",
);

export const GITHUB_REQUEST: LoadRequest = {
  path: "/repos/octocat/hello/issues/1/comments?per_page=5",
};

/** Returns a document with `routes` operations: half of them read an object by number, half create one. */
export function documentOf(routes: number): unknown {
  const resources = Array.from({ length: routes / 2 }, (_, i) => `things${i}`);
  return {
    openapi: "3.0.3",
    info: { title: `${routes} routes`, version: "1" },
    paths: Object.fromEntries(
      resources.flatMap((name) => [
        [`/${name}/{id}`, { get: READ }],
        [`/${name}`, { post: MAKE }],
      ]),
    ),
  };
}

export const READ_REQUEST: LoadRequest = { path: "/things0/12?limit=5" };

/** No two requests are equal. */
export const READ_REQUESTS: LoadRequest = { ...READ_REQUEST, numbered: "/things0/%d?limit=5" };

export const MAKE_REQUEST: LoadRequest = {
  method: "POST",
  path: "/things0",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    name: "a thing",
    price: 12.5,
    tags: ["a", "b", "c"],
    owner: { id: 7, mail: "someone@example.com" },
    text: "x".repeat(900),
  }),
};

const THING = { id: 1, name: "x".repeat(280) };

const READ = {
  parameters: [
    { name: "id", in: "path", required: true, schema: { type: "integer" } },
    { name: "limit", in: "query", schema: { type: "integer", maximum: 100 } },
  ],
  responses: { 200: { description: "one", content: { "application/json": { example: THING } } } },
};

const MAKE = {
  requestBody: {
    required: true,
    content: {
      "application/json": {
        schema: {
          type: "object",
          required: ["name", "price", "owner"],
          properties: {
            name: { type: "string", maxLength: 100 },
            price: { type: "number", minimum: 0 },
            tags: { type: "array", items: { type: "string" } },
            owner: {
              type: "object",
              required: ["id"],
              properties: { id: { type: "integer" }, mail: { type: "string", format: "email" } },
            },
            text: { type: "string" },
          },
        },
      },
    },
  },
  responses: { 201: { description: "made", content: { "application/json": { example: THING } } } },
};
