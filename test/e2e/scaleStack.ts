import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STACK, type StackOptions } from "./project.ts";

const OPERATIONS = 40;
const ID = { name: "id", in: "path", required: true, schema: { type: "integer" } };
const OPERATION = {
  responses: {
    200: {
      description: "ok",
      content: {
        "application/json": {
          schema: {
            type: "object",
            required: ["id", "name"],
            properties: { id: { type: "integer" }, name: { type: "string" } },
          },
        },
      },
    },
  },
};

/** A folder with the stack `e2e` of so many services of 40 operations each, named `service-0` and on. */
export function createStack(count: number, { context, registry, delivery }: StackOptions): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-scale-"));
  const names = Array.from({ length: count }, (_, i) => `service-${i}`);
  for (const name of names) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(documentOf(name)));
  }
  writeFileSync(
    join(folder, `Pulumi.${STACK}.yaml`),
    `config:
  understudy:kubeContext: ${context}
  understudy:defaults:
    namespace: shop
    campaign: ${STACK}
    istio: none
    registry: ${registry}
    delivery: ${delivery}
    build: { builder: { name: default, exec: true } }
    resources: { requests: { cpu: 10m, memory: 32Mi } }
    latency: { inject: mock, default: { p50: 20ms, p95: 120ms } }
  understudy:services:
${names.map((name) => `    - { name: ${name}, spec: ${name}.json }\n`).join("")}`,
  );
  return folder;
}

/** Half of the operations have a path parameter, as documents do. */
function documentOf(title: string): object {
  const paths = Array.from({ length: OPERATIONS / 2 }, (_, i) => [
    [`/things-${i}`, { get: OPERATION }],
    [`/things-${i}/{id}`, { get: OPERATION, parameters: [ID] }],
  ]).flat();
  return { openapi: "3.1.0", info: { title, version: "1" }, paths: Object.fromEntries(paths) };
}
