import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";

export const NAMESPACE = "understudy-e2e-preview";

const LABELS = { "app.kubernetes.io/name": "payments", "app.kubernetes.io/instance": "shop" };
const metadata = { name: "payments", namespace: NAMESPACE };

/** Prints the values of its variables, and of the file beside it. */
const SERVER = `import { readFileSync } from "node:fs";
import { createServer } from "node:http";
const program = readFileSync("/program/name", "utf8");
const { GREETING: greeting, SECRET: secret } = process.env;
createServer((_, response) => response.end(JSON.stringify({ greeting, secret, program }))).listen(8080);
`;

const SETUP = `import { readFileSync } from "node:fs";
console.log(process.env.DATABASE, readFileSync("/program/name", "utf8"), process.env.SECRET);
`;

const programOf = (name: string, data: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: NAMESPACE },
  data: { "server.mjs": SERVER, ...data },
});

/** With Istio: the subset for requests without a key. */
export const TEAM_RULE: IDestinationRule = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata,
  spec: {
    host: "payments",
    subsets: [{ name: "stable", labels: { "app.kubernetes.io/instance": "shop" } }],
  },
};

/** A service as teams run it: Deployment, Service, autoscaler and disruption budget, all by the labels of a chart. */
export const ORIGIN_OBJECTS = [
  programOf("program", { name: "origin" }),
  programOf("program-pr-12", { name: "copy", "setup.mjs": SETUP }),
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadata, labels: LABELS },
    spec: {
      replicas: 2,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: { ...LABELS, version: "v1" } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "app",
              image: "node:24-slim",
              command: ["node", "/program/server.mjs"],
              env: [
                { name: "GREETING", value: "origin" },
                { name: "SECRET", value: "s3cret" },
              ],
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 1 },
              volumeMounts: [{ name: "program", mountPath: "/program" }],
            },
          ],
          volumes: [{ name: "program", configMap: { name: "program" } }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: {
      type: "NodePort",
      selector: { "app.kubernetes.io/name": "payments" },
      ports: [{ name: "http", port: 80, targetPort: "http", appProtocol: "http" }],
    },
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "payments" },
      minReplicas: 2,
      maxReplicas: 3,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 90 } },
        },
      ],
    },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { minAvailable: 1, selector: { matchLabels: LABELS } },
  },
];

const twice = { name: "twice", namespace: NAMESPACE };
const TWICE_LABELS = { app: "twice" };

/** Keys that the API server stores twice, in every list that it lets have them. No pods. */
export const TWICE = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: twice,
    spec: {
      replicas: 0,
      selector: { matchLabels: TWICE_LABELS },
      template: {
        metadata: { labels: TWICE_LABELS, finalizers: ["example.com/a", "example.com/a"] },
        spec: {
          imagePullSecrets: [{ name: "a" }, { name: "a" }, {}, {}],
          hostAliases: [
            { ip: "10.9.9.9", hostnames: ["x.example"] },
            { ip: "10.9.9.9", hostnames: ["y.example"] },
          ],
          resourceClaims: [{ name: "gpu", resourceClaimName: "gpu" }],
          initContainers: [containerTwice("first")],
          containers: [containerTwice("app")],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: twice,
    spec: {
      selector: TWICE_LABELS,
      ports: [
        { name: "http", port: 80, targetPort: "http" },
        { name: "http-admin", port: 9000, targetPort: "admin" },
      ],
    },
  },
] as const;

function containerTwice(name: string) {
  const [http, admin] = name === "app" ? ["http", "admin"] : ["first-http", "first-admin"];
  return {
    name,
    image: "node:24-slim",
    ports: [
      { name: http, containerPort: 8080, hostPort: 18080 },
      { name: admin, containerPort: 8080, hostPort: 18081 },
    ],
    env: [
      { name: "GREETING", value: "first" },
      { name: "GREETING", value: "$(GREETING) last" },
    ],
    resources: {
      claims: [
        { name: "gpu", request: "one" },
        { name: "gpu", request: "two" },
      ],
    },
    restartPolicy: name === "app" ? "Never" : "Always",
    restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [1, 1] } }],
  };
}
