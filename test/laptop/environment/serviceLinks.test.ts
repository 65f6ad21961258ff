import type { Service } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { serviceLinks } from "../../../src/laptop/environment/serviceLinks.ts";

const kubernetes = service("default", "kubernetes", "10.96.0.1", [{ name: "https", port: 443 }]);
const payments = service("shop", "pay-ments", "10.96.3.4", [
  { name: "http-web", port: 80 },
  { name: "dns", port: 53, protocol: "UDP" },
]);

test("a Service has the variables of its host, its ports, and Docker's of each port", () => {
  expect(Object.fromEntries(serviceLinks([payments], "shop", true))).toEqual({
    PAY_MENTS_SERVICE_HOST: "10.96.3.4",
    PAY_MENTS_SERVICE_PORT: "80",
    PAY_MENTS_SERVICE_PORT_HTTP_WEB: "80",
    PAY_MENTS_SERVICE_PORT_DNS: "53",
    PAY_MENTS_PORT: "tcp://10.96.3.4:80",
    PAY_MENTS_PORT_80_TCP: "tcp://10.96.3.4:80",
    PAY_MENTS_PORT_80_TCP_PROTO: "tcp",
    PAY_MENTS_PORT_80_TCP_PORT: "80",
    PAY_MENTS_PORT_80_TCP_ADDR: "10.96.3.4",
    PAY_MENTS_PORT_53_UDP: "udp://10.96.3.4:53",
    PAY_MENTS_PORT_53_UDP_PROTO: "udp",
    PAY_MENTS_PORT_53_UDP_PORT: "53",
    PAY_MENTS_PORT_53_UDP_ADDR: "10.96.3.4",
  });
});

test("an IPv6 address stands in brackets in URLs alone", () => {
  const links = serviceLinks([service("shop", "six", "fd00::1", [{ port: 1 }])], "shop", true);
  expect(links.get("SIX_PORT")).toBe("tcp://[fd00::1]:1");
  expect(links.get("SIX_SERVICE_HOST")).toBe("fd00::1");
});

test("Services without a cluster IP and those of other namespaces have none", () => {
  const others = [
    service("shop", "headless", "None", [{ port: 1 }]),
    { metadata: { name: "external", namespace: "shop" }, spec: { externalName: "example.com" } },
    service("other", "b", "10.96.0.9", [{ port: 1 }]),
  ];
  expect(serviceLinks(others, "shop", true)).toEqual(new Map());
});

test("without service links only the cluster's own Service has variables", () => {
  const links = serviceLinks([payments, kubernetes], "shop", false);
  expect(links.get("KUBERNETES_SERVICE_HOST")).toBe("10.96.0.1");
  expect([...links.keys()].filter((name) => !name.startsWith("KUBERNETES_"))).toEqual([]);
});

test("default/kubernetes takes the place of a Service of that name", () => {
  const own = service("shop", "kubernetes", "10.96.0.7", [{ name: "web", port: 80 }]);
  for (const services of [
    [own, kubernetes],
    [kubernetes, own],
  ]) {
    expect(serviceLinks(services, "shop", true)).toEqual(serviceLinks([kubernetes], "shop", true));
  }
});

function service(
  namespace: string,
  name: string,
  clusterIP: string,
  ports: { name?: string; port: number; protocol?: string }[],
): Service {
  return { metadata: { name, namespace }, spec: { clusterIP, ports } };
}
