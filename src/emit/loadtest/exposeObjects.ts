import type { IGateway, IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { LOADTEST_PORTS } from "../../loadtest/places.ts";
import { loadTestLabels } from "./loadTestLabels.ts";

export interface ExposeObjects {
  gateway?: IGateway;
  virtualService?: IVirtualService;
}

/**
 * Returns what leads a host at an Istio Gateway to the dashboard. Locust itself knows the path below which it is, so that
 * no path is rewritten.
 */
export function exposeObjects(
  { expose }: Pick<LoadTestConfig, "expose">,
  { admin, namespace }: LoadTestNames,
): ExposeObjects {
  if (expose === undefined) return {};
  const { host, gateway, create, path } = expose;
  const [gatewayNamespace = "", gatewayName = ""] = gateway.split("/");
  const labels = loadTestLabels(admin);
  const http = { number: 80, name: "http", protocol: "HTTP" };
  const https = { number: 443, name: "https", protocol: "HTTPS" };
  const hosts = [host];
  return {
    ...(create !== undefined && {
      gateway: {
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        metadata: { name: gatewayName, namespace: gatewayNamespace, labels },
        spec: {
          selector: create.selector,
          servers:
            create.tlsSecret === undefined
              ? [{ port: http, hosts }]
              : [
                  { port: http, hosts, tls: { httpsRedirect: true } },
                  {
                    port: https,
                    hosts,
                    tls: { mode: "SIMPLE", credentialName: create.tlsSecret },
                  },
                ],
        },
      },
    }),
    virtualService: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: admin, namespace, labels },
      spec: {
        hosts,
        gateways: [gateway],
        http: [
          {
            ...(path !== "/" && {
              // `/locust-2` is not below `/locust`.
              match: [{ uri: { exact: path } }, { uri: { prefix: `${path}/` } }],
            }),
            route: [
              {
                destination: {
                  host: `${admin}.${namespace}.svc.cluster.local`,
                  port: { number: LOADTEST_PORTS.dashboard },
                },
              },
            ],
          },
        ],
      },
    },
  };
}
