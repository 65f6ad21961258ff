import { expect, test } from "vitest";
import type { LiveVirtualService } from "../../../src/cluster/live/liveVirtualService.ts";
import { type LiveGateway, previewAddresses } from "../../../src/cluster/live/previewAddresses.ts";
import { gatewayObjects } from "../../../src/emit/gateway/gatewayObjects.ts";

const CONFIG = {
  gateway: "edge/public",
  domain: "example.com",
  host: "preview-{key}-{api}.{domain}",
  apis: ["users", "payments"].map((api) => {
    const service = `${api}.shop.svc.cluster.local`;
    return { where: `apis ${api}`, api, service, base: [] };
  }),
};
const ENTRY = {
  origin: "payments.shop.svc.cluster.local",
  key: "pr-12",
  destination: { host: "payments-pr-12.shop.svc.cluster.local" },
  from: "preview",
};
const KNOWN = { keyHeader: "x-preview", entries: [ENTRY], substitutions: [] };

/** Preview hosts at a Gateway that the stack makes, with a certificate or without. */
function madeWith(tlsSecret?: string) {
  const create = { selector: { istio: "ingress" }, ...(tlsSecret && { tlsSecret }) };
  const { gateway, virtualServices } = gatewayObjects({ ...CONFIG, create }, KNOWN, "edge");
  return {
    gateways: [gateway as LiveGateway],
    all: virtualServices as LiveVirtualService[],
  };
}

test("each preview host of a key is an address of it, whichever API it is of", () => {
  const { all, gateways } = madeWith("certificate");
  expect(previewAddresses(all, gateways)).toEqual(
    new Map([
      [
        "pr-12",
        ["https://preview-pr-12-payments.example.com/", "https://preview-pr-12-users.example.com/"],
      ],
    ]),
  );
});

test("a Gateway without a certificate is reached by HTTP, and an unknown one by HTTPS", () => {
  const { all, gateways } = madeWith();
  const schemes = (list: LiveGateway[]) =>
    previewAddresses(all, list)
      .get("pr-12")
      ?.map((address) => address.split(":")[0]);
  expect([schemes(gateways), schemes([])]).toEqual([
    ["http", "http"],
    ["https", "https"],
  ]);
});

test("hosts of the mesh, hosts without a key and wildcards are none", () => {
  const [first] = madeWith().all;
  if (first?.spec === undefined) throw new Error("there is no host");
  const { spec, metadata } = first;
  const route = [{ destination: { host: "payments" } }];
  const others = [
    { metadata, spec: { ...spec, gateways: ["mesh"] } },
    { metadata, spec: { ...spec, http: [...(spec.http ?? []), { route }] } },
    { metadata, spec: { ...spec, hosts: ["*.example.com"] } },
  ] as LiveVirtualService[];
  expect(others.map((one) => [...previewAddresses([one], []).values()].flat())).toEqual([
    [],
    [],
    [],
  ]);
});
