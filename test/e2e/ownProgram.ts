import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { MockService, PreviewReplica, ServiceRouter } from "../../components/index.ts";

// A program of one's own: a real service, a copy of it for one route key, two mocks that share a namespace, and the
// routes of the real service. It runs in the place of index.ts, two folders up.

const NAMESPACE = "shop-e2e-own";
const context = new pulumi.Config("own").require("context");
const provider = new kubernetes.Provider("cluster", { context, kubeconfig: "" });

const namespace = new kubernetes.core.v1.Namespace(
  "own",
  { metadata: { name: NAMESPACE, labels: { "app.kubernetes.io/part-of": "e2e" } } },
  { provider },
);
const labels = { app: "payments" };
const deployment = new kubernetes.apps.v1.Deployment(
  "payments",
  {
    metadata: { name: "payments", namespace: namespace.metadata.name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "app",
              image: "node:24-slim",
              command: [
                "node",
                "-e",
                'require("http").createServer((_, r) => r.end()).listen(8080)',
              ],
            },
          ],
        },
      },
    },
  },
  { provider },
);
const service = new kubernetes.core.v1.Service(
  "payments",
  {
    metadata: { name: "payments", namespace: namespace.metadata.name },
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
  },
  { provider, dependsOn: deployment },
);

const quick = {
  delivery: "configMap",
  resources: { requests: { cpu: "50m", memory: "64Mi" } },
  sidecar: { inject: false },
} as const;

const users = new MockService(
  "users",
  {
    ...quick,
    spec: "specs/users.yaml",
    namespace: namespace.metadata.name,
    createNamespace: false,
  },
  { provider },
);
const payments = new MockService(
  "payments",
  {
    ...quick,
    spec: "specs/payments.yaml",
    namespace: "shop-e2e",
    replaces: { host: `payments.${NAMESPACE}`, routes: ["POST /payments"], when: { key: "pr-12" } },
  },
  { provider },
);
const catalog = new MockService(
  "catalog",
  { ...quick, spec: "specs/catalog.yaml", namespace: "shop-e2e", labels: { team: "catalog" } },
  { provider },
);

const preview = new PreviewReplica(
  "payments-pr-12",
  {
    service: "payments",
    namespace: NAMESPACE,
    key: "pr-12",
    env: { USERS: users.url },
    origin: { deployment, service },
  },
  { provider },
);

new ServiceRouter(
  "payments",
  {
    host: pulumi.interpolate`${service.metadata.name}.${service.metadata.namespace}`,
    entries: [preview.entry],
    substitutions: [payments.substitutions],
  },
  { provider, dependsOn: [preview, payments] },
);

export const urls = [users.url, payments.url, catalog.url];
