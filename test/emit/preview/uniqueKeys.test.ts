import type { Container, EnvVar, PodSpec } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import { withUniqueKeys } from "../../../src/emit/preview/uniqueKeys.ts";

const APP = { name: "app", image: "payments:1" };

function uniquePod(pod: Partial<PodSpec>): PodSpec {
  return withUniqueKeys({ containers: [APP], ...pod });
}

function uniqueContainer(container: object): Container | undefined {
  return withUniqueKeys({ containers: [{ ...APP, ...container }] }).containers[0];
}

describe("a pod has each key of its lists once", () => {
  test("what has no key twice stays as it is", () => {
    const pod = {
      containers: [
        {
          ...APP,
          env: [{ name: "A", value: "$(B) $$(C)" }],
          ports: [
            { name: "http", containerPort: 80 },
            { name: "quic", containerPort: 80, protocol: "UDP" },
          ],
          readinessProbe: { httpGet: { path: "/", port: "http" } },
          resources: { limits: { cpu: "1" }, claims: [{ name: "gpu", request: "one" }] },
        },
      ],
      initContainers: [{ name: "first", image: "payments:1" }],
      imagePullSecrets: [{ name: "a" }, { name: "b" }],
      hostAliases: [{ ip: "10.0.0.1", hostnames: ["x.example"] }, { ip: "10.0.0.2" }],
    };
    expect(withUniqueKeys(pod)).toEqual(pod);
  });

  test("an image pull secret is named once, also one without a name", () => {
    const imagePullSecrets = [{ name: "a" }, {}, { name: "a" }, {}];
    expect(uniquePod({ imagePullSecrets }).imagePullSecrets).toEqual([{ name: "a" }, {}]);
  });

  test("an address has all of its names in one entry", () => {
    const hostAliases = [
      { ip: "10.9.9.9", hostnames: ["x.example", "y.example"] },
      { ip: "10.9.9.8", hostnames: ["z.example"] },
      { ip: "10.9.9.9", hostnames: ["y.example", "w.example"] },
    ];
    expect(uniquePod({ hostAliases }).hostAliases).toEqual([
      { ip: "10.9.9.9", hostnames: ["x.example", "y.example", "w.example"] },
      { ip: "10.9.9.8", hostnames: ["z.example"] },
    ]);
  });

  test("of several names of one port the first counts, and without a protocol it is TCP", () => {
    const ports = [
      { containerPort: 8080 },
      { name: "http", containerPort: 8080, protocol: "TCP" },
      { name: "admin", containerPort: 8080 },
      { name: "quic", containerPort: 8080, protocol: "UDP" },
      { containerPort: 9090 },
      { containerPort: 9090 },
    ];
    expect(uniqueContainer({ ports })?.ports).toEqual([
      { name: "http", containerPort: 8080, protocol: "TCP" },
      { name: "quic", containerPort: 8080, protocol: "UDP" },
      { containerPort: 9090 },
    ]);
  });

  test("probes and hooks that name a lost port get its number", () => {
    const found = uniqueContainer({
      ports: [
        { name: "http", containerPort: 8080 },
        { name: "admin", containerPort: 8080 },
      ],
      livenessProbe: { tcpSocket: { port: "admin" } },
      readinessProbe: { httpGet: { path: "/ready", port: "admin" }, periodSeconds: 1 },
      startupProbe: { httpGet: { path: "/", port: "http" } },
      lifecycle: {
        preStop: { httpGet: { path: "/stop", port: "admin" } },
        postStart: { exec: { command: ["true"] } },
      },
    });
    expect(found).toEqual({
      ...APP,
      ports: [{ name: "http", containerPort: 8080 }],
      livenessProbe: { tcpSocket: { port: 8080 } },
      readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 1 },
      startupProbe: { httpGet: { path: "/", port: "http" } },
      lifecycle: {
        preStop: { httpGet: { path: "/stop", port: 8080 } },
        postStart: { exec: { command: ["true"] } },
      },
    });
  });

  test.each<[string, EnvVar[], EnvVar[]]>([
    [
      "the last value counts",
      [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
        { name: "A", value: "3" },
      ],
      [
        { name: "B", value: "2" },
        { name: "A", value: "3" },
      ],
    ],
    [
      "one that refers to an earlier value has it as text",
      [
        { name: "PATH", value: "/bin" },
        { name: "WHERE", value: "$(PATH) $$(PATH) $(HOME)" },
        { name: "PATH", value: "/opt:$(PATH)" },
        { name: "LATER", value: "$(PATH)" },
      ],
      [
        { name: "WHERE", value: "/bin $$(PATH) $(HOME)" },
        { name: "PATH", value: "/opt:/bin" },
        { name: "LATER", value: "$(PATH)" },
      ],
    ],
    [
      "one without a value is empty",
      [{ name: "A" }, { name: "B", value: "<$(A)>" }, { name: "A", value: "1" }],
      [
        { name: "B", value: "<>" },
        { name: "A", value: "1" },
      ],
    ],
    [
      "one from a Secret may be the last",
      [
        { name: "A", value: "1" },
        { name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
      ],
      [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }],
    ],
  ])("of a variable's values: %s", (_rule, env, expected) => {
    expect(uniqueContainer({ env })?.env).toEqual(expected);
  });

  test("several requests of one claim become the whole claim", () => {
    const claims = [
      { name: "gpu", request: "one" },
      { name: "gpu", request: "two" },
      { name: "disk", request: "one" },
    ];
    expect(uniqueContainer({ resources: { claims } })?.resources).toEqual({
      claims: [{ name: "gpu" }, { name: "disk", request: "one" }],
    });
  });

  test("an exit code of a restart rule is there once", () => {
    const rule = { action: "Restart", exitCodes: { operator: "In", values: [1, 2, 1] } };
    expect(uniqueContainer({ restartPolicyRules: [rule] })).toEqual({
      ...APP,
      restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [1, 2] } }],
    });
  });

  test("init containers are treated in the same way", () => {
    const env = [
      { name: "A", value: "1" },
      { name: "A", value: "2" },
    ];
    const { initContainers } = uniquePod({ initContainers: [{ name: "first", env }] });
    expect(initContainers).toEqual([{ name: "first", env: [{ name: "A", value: "2" }] }]);
  });
});
