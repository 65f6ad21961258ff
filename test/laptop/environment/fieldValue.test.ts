import { expect, test } from "vitest";
import { fieldValue } from "../../../src/laptop/environment/fieldValue.ts";

const pod = {
  metadata: {
    name: "payments-0",
    namespace: "shop",
    uid: "u-1",
    labels: { tier: "back", app: "payments" },
    annotations: { note: 'say "hi"\n\ttab \\ é \u0001 \u2028', "a.b/c": "x" },
  },
  spec: { containers: [], nodeName: "node-1", serviceAccountName: "payments" },
  status: {
    podIP: "10.0.0.2",
    podIPs: [{ ip: "10.0.0.2" }, { ip: "fd00::2" }],
    hostIP: "10.1.0.1",
  },
};

test.each([
  ["metadata.name", "payments-0"],
  ["metadata.namespace", "shop"],
  ["metadata.uid", "u-1"],
  ["metadata.labels['app']", "payments"],
  ["metadata.annotations['a.b/c']", "x"],
  ["metadata.labels['none']", ""],
  ["metadata.labels", 'app="payments"\ntier="back"'],
  ["metadata.annotations", 'a.b/c="x"\nnote="say \\"hi\\"\\n\\ttab \\\\ é \\x01 \\u2028"'],
  ["spec.nodeName", "node-1"],
  ["spec.serviceAccountName", "payments"],
  ["status.hostIP", "10.1.0.1"],
  ["status.hostIPs", "10.1.0.1"],
  ["status.podIP", "10.0.0.2"],
  ["status.podIPs", "10.0.0.2,fd00::2"],
])("%s is %j", (path, expected) => {
  expect(fieldValue(pod, path)).toBe(expected);
});

test("a field that a pod gets only when it runs is undefined before", () => {
  expect(fieldValue({ metadata: { name: "a" } }, "status.podIP")).toBeUndefined();
});
