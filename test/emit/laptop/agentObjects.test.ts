import { expect, test } from "vitest";
import { agentName } from "../../../src/emit/laptop/agentName.ts";
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

test("its own account may change the VirtualServices that lead to it, and nothing else", () => {
  expect(objects().role.rules).toEqual([
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices"],
      resourceNames: ["payments-router"],
      verbs: ["get", "patch"],
    },
  ]);
});

test("names are those of Services, and differ where the texts do", () => {
  expect(agentName("payments", "ann")).toBe("payments-laptop-ann");
  const long = ["a", "b"].map((end) => agentName("p".repeat(50), `key-${end}`));
  expect(long.map(({ length }) => length)).toEqual([63, 63]);
  expect(new Set(long).size).toBe(2);
  expect(agentName("payments", "ann-")).toMatch(/^payments-laptop-ann-[0-9a-f]{8}$/);
});
