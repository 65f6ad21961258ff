import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";

/** A Deployment as the API server returns it: from a chart, deployed by Argo CD, restarted once. */
export const LIVE_DEPLOYMENT: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "payments",
    namespace: "shop",
    uid: "6d0c2ed1-0000-0000-0000-000000000000",
    resourceVersion: "4711",
    generation: 9,
    creationTimestamp: "2026-01-01T00:00:00Z",
    finalizers: ["example.com/keep"],
    ownerReferences: [{ apiVersion: "v1", kind: "App", name: "shop", uid: "1" }],
    managedFields: [{ manager: "argocd" }],
    labels: {
      "app.kubernetes.io/name": "payments",
      "app.kubernetes.io/instance": "shop",
      "app.kubernetes.io/managed-by": "Helm",
      "helm.sh/chart": "payments-1.2.3",
    },
    annotations: {
      "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/payments",
      "deployment.kubernetes.io/revision": "12",
      "reloader.stakater.com/auto": "true",
    },
  },
  spec: {
    replicas: 3,
    paused: true,
    revisionHistoryLimit: 2,
    strategy: { type: "RollingUpdate" },
    selector: {
      matchLabels: {
        "app.kubernetes.io/name": "payments",
        "app.kubernetes.io/instance": "shop",
      },
    },
    template: {
      metadata: {
        creationTimestamp: "2026-01-01T00:00:00Z",
        labels: {
          "app.kubernetes.io/name": "payments",
          "app.kubernetes.io/instance": "shop",
          "helm.sh/chart": "payments-1.2.3",
          team: "money",
        },
        annotations: {
          "kubectl.kubernetes.io/restartedAt": "2026-02-02T00:00:00Z",
          "proxy.istio.io/config": "{}",
        },
      },
      spec: {
        serviceAccountName: "payments",
        containers: [
          {
            name: "app",
            image: "payments:1",
            env: [{ name: "LOG_LEVEL", value: "info" }],
            envFrom: [{ secretRef: { name: "database" } }],
            ports: [{ name: "grpc", containerPort: 8080, hostPort: 8080 }],
            resources: { limits: { cpu: "2" } },
          },
        ],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "zone",
            whenUnsatisfiable: "DoNotSchedule",
            labelSelector: { matchLabels: { "app.kubernetes.io/instance": "shop" } },
          },
        ],
      },
    },
  },
  status: { replicas: 3 },
};

/** Its Service, with the fields that the cloud and the API server add. */
export const LIVE_SERVICE: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name: "payments",
    namespace: "shop",
    uid: "6d0c2ed1-0000-0000-0000-000000000001",
    labels: { "app.kubernetes.io/instance": "shop", monitored: "yes" },
    annotations: {
      "external-dns.alpha.kubernetes.io/hostname": "payments.example.com",
      "networking.istio.io/exportTo": "shop",
    },
  },
  spec: {
    type: "LoadBalancer",
    clusterIP: "10.0.0.7",
    clusterIPs: ["10.0.0.7"],
    externalTrafficPolicy: "Local",
    internalTrafficPolicy: "Cluster",
    healthCheckNodePort: 31000,
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    sessionAffinity: "None",
    selector: { "app.kubernetes.io/name": "payments", "app.kubernetes.io/instance": "shop" },
    ports: [
      { name: "grpc", port: 80, targetPort: "grpc", nodePort: 31001, appProtocol: "grpc" },
      { name: "metrics", port: 9090, targetPort: 9090, protocol: "TCP", nodePort: 31002 },
    ],
  },
  status: { loadBalancer: {} },
};
