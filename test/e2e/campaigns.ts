import fc from "fast-check";

// Random values of stacks that break no rule between settings.

const quantity = fc.constantFrom("100m", "0.5", "2");
const memory = fc.constantFrom("128Mi", "1Gi", "300M");

const profile = fc.oneof(
  fc.record({ p95: fc.constantFrom("1ms", "120ms", "2.5s", "1m") }),
  fc.constant({ p50: "20ms", p95: "120ms", p99: "300ms", max: "2s" }),
  fc.constant({ uniform: ["20ms", "80ms"] }),
  fc.constant({ lognormal: { median: "20ms", p99: "200ms" } }),
);

const ROUTES = {
  catalog: ["GET /products/{productId}", "POST /products:batchGet", "GET /inventory/{sku}"],
  payments: ["POST /payments", "GET /invoices/{invoiceId}.{format}", "POST /webhooks/{provider}"],
  users: ["GET /users/me", "GET /users/by-email/{email}", "DELETE /sessions/current"],
};

const nodeAffinity = fc.array(
  fc.constantFrom(
    { key: "kubernetes.io/arch", operator: "In", values: ["amd64", "arm64"] },
    { key: "example.com/spot", operator: "DoesNotExist" },
    { key: "cores", operator: "Gt", values: ["4"] },
    { key: "zone", operator: "NotIn", values: ["a"] },
  ),
  { maxLength: 3 },
);

/** Settings that can be combined with any others. */
const free = {
  suffix: fc.constantFrom("-prism-mock", "-mock"),
  ports: fc.constantFrom({ service: 80 }, { service: 8081, container: 9090 }),
  resources: fc.record({
    limits: fc.record({ cpu: quantity, memory }, { requiredKeys: [] }),
  }),
  nodeAffinity,
  priorityClass: fc.constant("system-cluster-critical"),
};

const pods = fc.constantFrom(
  { replicas: 1 },
  { replicas: 3, minAvailable: 2 },
  { autoscaling: { min: 2, max: 6 }, minAvailable: 1 },
  { autoscaling: { min: 1, max: 4, cpu: "90%" } },
);

const sidecar = fc.constantFrom("none", { inject: true }, { limits: { cpu: "1", memory: "1Gi" } });

/** Who makes the delays, with which engine. */
const places = fc.constantFrom(
  { engine: "understudy", latency: { inject: "mesh" }, istio: { revision: "auto" } },
  { engine: "understudy", latency: { inject: "mock" }, istio: { revision: "none" } },
  { engine: "understudy", latency: { inject: "mock" }, istio: "none" },
  { engine: "prism", latency: { inject: "mesh" }, istio: { revision: "1-31-0" } },
);

const expose = fc.constantFrom(undefined, { host: "mock.example.com", gateway: "ingress/public" });

function service(name: keyof typeof ROUTES) {
  return fc
    .record({
      settings: fc.record(free, { requiredKeys: [] }),
      pods,
      delivery: fc.constantFrom("image", "configMap"),
      delays: fc.record(
        {
          default: profile,
          routes: fc.dictionary(fc.constantFrom(...ROUTES[name]), profile),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ settings, pods, delivery, delays }) => ({
      name,
      spec: `specs/${name}.yaml`,
      ...settings,
      ...pods,
      delivery,
      latency: delays,
    }));
}

/** A stack's values, as `parseCampaign` takes them, without a campaign's name. */
export const campaigns: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    place: places,
    sidecar,
    expose,
    services: fc.tuple(service("catalog"), service("payments"), service("users")),
  })
  .map(({ place, sidecar, expose, services }) => ({
    defaults: {
      namespace: "shop",
      registry: "registry.example.com/mocks",
      sidecar,
      ...place,
      ...(expose !== undefined && place.istio !== "none" && { expose }),
    },
    services,
  }));
