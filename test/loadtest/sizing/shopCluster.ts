/** What a cluster with one pod of the service `shop/orders` answers to lists. */
export const SERVICE = { name: "orders", namespace: "shop" };

export const METRICS = "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods";

export const LISTS = {
  "/api/v1/namespaces/shop/services?fieldSelector=metadata.name%3Dorders": [
    { spec: { selector: { app: "orders" } } },
  ],
  "/api/v1/namespaces/shop/pods?labelSelector=app%3Dorders": [
    {
      metadata: {
        name: "orders-5f-1",
        labels: { "pod-template-hash": "5f" },
        ownerReferences: [{ name: "orders-5f" }],
      },
      spec: {
        nodeName: "n1",
        containers: [
          { name: "app", resources: { requests: { cpu: "250m" }, limits: { cpu: "1" } } },
          { name: "agent", resources: { requests: { cpu: "50m" } } },
          { name: "istio-proxy", resources: { requests: { cpu: "2" } } },
        ],
      },
      status: { phase: "Running" },
    },
    { metadata: { name: "orders-5f-0" }, status: { phase: "Pending" } },
  ],
  "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers": [
    { metadata: { name: "other" }, spec: { scaleTargetRef: { name: "other" }, maxReplicas: 9 } },
    {
      metadata: { name: "orders" },
      spec: { scaleTargetRef: { name: "orders" }, minReplicas: 1, maxReplicas: 5 },
    },
  ],
};

/** Of the pod, over 15 s until a moment. */
export function metricsAt(timestamp: string, cpu: string): object[] {
  return [
    {
      metadata: { name: "orders-5f-1" },
      timestamp,
      window: "15.5s",
      containers: [
        { name: "app", usage: { cpu } },
        { name: "agent", usage: { cpu: "5m" } },
        { name: "istio-proxy", usage: { cpu: "900m" } },
      ],
    },
    { metadata: { name: "else" }, timestamp, window: "15s", containers: [] },
  ];
}
