import * as kubernetes from "@pulumi/kubernetes";
import { MockService, PreviewReplica, ServiceRouter } from "understudy";

const provider = new kubernetes.Provider("shop", { context: "shop-dev" });

// The real service.
const metadata = { name: "payments", namespace: "shop" };
const labels = { app: "payments" };
const container = { name: "app", image: "registry.example.com/payments:1" };
const deployment = new kubernetes.apps.v1.Deployment(
  "payments-real",
  {
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  },
  { provider },
);
const service = new kubernetes.core.v1.Service(
  "payments-real",
  { metadata, spec: { selector: labels, ports: [{ name: "http", port: 80 }] } },
  { provider, dependsOn: deployment },
);

// Its copy for one pull request.
const preview = new PreviewReplica(
  "payments-pr-12",
  {
    service: "payments",
    namespace: "shop",
    key: "pr-12",
    image: "registry.example.com/payments:pr-12",
    origin: { deployment, service },
  },
  { provider },
);

// The mock of what must not happen in a preview.
const mock = new MockService(
  "payments",
  {
    spec: "specs/payments.yaml",
    namespace: "shop",
    delivery: "configMap",
    replaces: { routes: ["POST /payments"], when: { key: "pr-12" } },
  },
  { provider },
);

// What leads where.
new ServiceRouter(
  "payments",
  {
    host: "payments.shop",
    entries: [preview.entry],
    substitutions: [mock.substitutions],
  },
  { provider, dependsOn: [service, preview, mock] },
);

export const { curl, headers } = preview;
