import { describe, expect, test } from "vitest";
import {
  agentName,
  podsName,
  replacingName,
  sharingName,
} from "../../../src/emit/laptop/agentName.ts";
import { agentObjects } from "../../../src/emit/laptop/agentObjects.ts";
import type { AgentSettings } from "../../../src/laptop/agent/settings.ts";

const settings: AgentSettings = {
  name: "payments-laptop-ann",
  namespace: "shop",
  laptop: "f00",
  holder: "ann@mac",
  grace: 600_000,
  ttl: 3_600_000,
  virtualServices: [{ name: "payments-router" }],
  intercept: {
    origin: "payments.shop.svc.cluster.local",
    key: "ann",
    keyHeader: "x-preview",
    ports: [{ port: 80, listen: 17_900, toLaptop: true }],
  },
};

function objects() {
  return agentObjects({
    settings,
    image: "node:24-slim",
    program: "0",
    origin: { serviceAccountName: "payments", imagePullSecrets: [], labels: {}, annotations: {} },
    ports: [{ name: "http", port: 80, targetPort: "web", nodePort: 30_000 }],
    holder: "{}",
  });
}

test("the agent's Service takes the origin's requests of the key, on the origin's ports", () => {
  const { service } = objects();
  expect(service?.metadata?.annotations).toEqual({
    "understudy.dev/route-origin": "payments.shop.svc.cluster.local",
    "understudy.dev/route-key": "ann",
    "understudy.dev/route-returns": "true",
  });
  expect(service?.spec?.ports).toEqual([
    { name: "http", port: 80, targetPort: 17_900, protocol: "TCP" },
  ]);
});

test("its pod meets the Pod Security Standard restricted, and has no token of the origin's account", () => {
  const pod = objects().job.spec?.template.spec;
  expect(pod?.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(pod?.containers[0]?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
  });
  expect(pod?.automountServiceAccountToken).toBe(false);
  expect(pod?.serviceAccountName).toBe("payments");
});

test("its own account may change the VirtualServices that lead to it and mark its own Service, and nothing else", () => {
  expect(objects().role.rules).toEqual([
    {
      apiGroups: [""],
      resources: ["services"],
      resourceNames: ["payments-laptop-ann"],
      verbs: ["patch"],
    },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices"],
      resourceNames: ["payments-router"],
      verbs: ["get", "patch"],
    },
  ]);
});

describe("a Service that leads to the agent itself", () => {
  const ports = [
    { port: 80, listen: 17_900, podPort: "web", toLaptop: true },
    { port: 7000, listen: 7, toLaptop: false, bytes: true as const },
  ];
  const led = {
    service: "payments",
    pods: "payments-laptop-ann-origin.shop.svc.cluster.local",
    made: 1,
  };
  const { job, service, sharing, role, networkPolicy } = agentObjects({
    settings: {
      ...settings,
      virtualServices: [],
      intercept: { origin: "payments.shop.svc.cluster.local", keyHeader: "x-preview", ports, led },
    },
    image: "node:24-slim",
    program: "0",
    origin: { serviceAccountName: "payments", imagePullSecrets: [], labels: {}, annotations: {} },
    ports: [],
    pods: { selector: { app: "payments" }, ports: [{ port: 80, targetPort: "web" }] },
    sharing: "payments-laptop-ann-1",
    holder: "{}",
  });

  test("finds the ports of its pods at the agent's, by name and by number, below 1024 too", () => {
    const pod = job.spec?.template.spec;
    expect(pod?.containers[0]?.ports).toEqual([
      { name: "web", containerPort: 17_900, protocol: "TCP" },
      { containerPort: 7, protocol: "TCP" },
    ]);
    expect(pod?.securityContext?.sysctls).toEqual([
      { name: "net.ipv4.ip_unprivileged_port_start", value: "0" },
    ]);
    expect(networkPolicy.spec?.ingress?.[0]?.ports?.map(({ port }) => port)).toEqual([17_900, 7]);
  });

  test("has another one for its pods, which no route leads to", () => {
    expect(service?.metadata).toEqual({
      name: "payments-laptop-ann-origin",
      namespace: "shop",
      labels: expect.objectContaining({ "understudy.dev/laptop-pods": "payments" }),
    });
    expect(service?.spec?.selector).toEqual({ app: "payments" });
  });

  test("has one more, by which newer agents reach this one at the same ports", () => {
    expect(sharing?.metadata).toEqual({ ...service?.metadata, name: "payments-laptop-ann-1" });
    expect(sharing?.spec).toEqual({
      selector: { "understudy.dev/laptop": "payments-laptop-ann" },
      ports: [{ port: 80, targetPort: "web" }],
    });
  });

  test("is the only object that the agent's account may change", () => {
    expect(role.rules).toEqual([
      {
        apiGroups: [""],
        resources: ["services"],
        resourceNames: ["payments"],
        verbs: ["get", "patch"],
      },
    ]);
  });
});

test("names are those of Services, and differ where the texts do", () => {
  expect(agentName("payments", "ann")).toBe("payments-laptop-ann");
  const long = ["a", "b"].map((end) => agentName("p".repeat(50), `key-${end}`));
  expect(long.map(({ length }) => length)).toEqual([63, 63]);
  expect(new Set(long).size).toBe(2);
  expect([replacingName("payments"), podsName("payments-laptop")]).toEqual([
    "payments-laptop",
    "payments-laptop-origin",
  ]);
  expect(sharingName("payments-laptop-ann", 1_790_000_000_000)).toBe(
    "payments-laptop-ann-mubbs7i8",
  );
  expect(agentName("payments", "ann-")).toMatch(/^payments-laptop-ann-[0-9a-f]{8}$/);
});
