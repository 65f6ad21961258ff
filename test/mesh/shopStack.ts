import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProject, type Project } from "../e2e/project.ts";
import { MESH_STACK } from "./meshProject.ts";
import { SHOP } from "./shop.ts";

const PREVIEWS = [
  `{ service: payments, namespace: ${SHOP}, key: pr-1, env: { NAME: payments-pr-1 } }`,
  `{ service: orders, namespace: ${SHOP}, key: pr-2, env: { NAME: orders-pr-2 } }`,
];

/**
 * A stack that routes `orders` and `payments` of the shop: by default with a copy of payments for the key `pr-1` and one
 * of orders for `pr-2`, and with a mock that takes `POST /payments` of requests with `pr-3`.
 *
 * @param options.more settings beside these, as lines of YAML
 */
export function createShopStack(
  context: string,
  { previews = PREVIEWS, more = [] }: { previews?: string[]; more?: string[] } = {},
): Project {
  const project = createProject({
    context,
    delivery: "configMap",
    registry: "none",
    stack: MESH_STACK,
  });
  const lines = [
    'pulumi:disable-default-providers: ["*"]',
    `understudy:kubeContext: ${context}`,
    `understudy:router: { hosts: [orders.${SHOP}, payments.${SHOP}] }`,
    `understudy:previews: [${previews.join(", ")}]`,
    "understudy:services:",
    "  - name: payments",
    "    spec: specs/payments.yaml",
    "    namespace: shop",
    `    campaign: ${MESH_STACK}`,
    "    delivery: configMap",
    "    registry: none",
    "    istio: { revision: none }",
    "    sidecar: none",
    "    resources: { requests: { cpu: 50m, memory: 64Mi } }",
    "    latency: { inject: mock }",
    `    replaces: { host: payments.${SHOP}, routes: [POST /payments], when: { key: pr-3 } }`,
    ...more,
  ];
  const text = `config:\n${lines.map((line) => `  ${line}\n`).join("")}`;
  writeFileSync(join(project.folder, `Pulumi.${MESH_STACK}.yaml`), text);
  return project;
}
