import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";

/** What the program declares, by name. */
const declared = new Map<string, Record<string, unknown>>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ name, inputs }) {
      declared.set(name, inputs);
      return { id: name, state: inputs };
    },
    call: () => ({}),
  });
  const { curl } = await import("./index.ts");
  // An output of the preview is known when the preview is declared; the routes come after it.
  await new Promise((resolve) => curl.apply(resolve));
  await pulumi.runtime.disconnect();
});

test("requests with the key reach the copy, its payments the mock, all others the service", () => {
  const { http } = Object(declared.get("payments-virtual-service")?.spec);
  const leadsTo = (name: string): string =>
    http.find((route: { name: string }) => route.name === name).route[0].destination.host;
  expect(leadsTo("pr-12 mock POST /payments")).toBe(
    "payments-prism-mock.shop-prism-mock.svc.cluster.local",
  );
  expect(leadsTo("pr-12 default")).toBe("payments-pr-12.shop.svc.cluster.local");
  expect(leadsTo("default")).toBe("payments.shop.svc.cluster.local");
});
