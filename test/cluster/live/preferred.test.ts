import { expect, test } from "vitest";
import type { LiveVirtualService } from "../../../src/cluster/live/liveVirtualService.ts";
import { preferredTo } from "../../../src/cluster/live/preferred.ts";

const ALL = undefined;

test.each<[string, number, string[] | undefined, number, string[] | undefined, string[] | false]>([
  ["an older one", 1, ALL, 2, ALL, []],
  ["a newer one", 3, ALL, 2, ALL, false],
  ["an older one for all by name", 1, ["*", "web"], 2, ALL, []],
  ["a newer one for some callers", 3, ["web"], 2, ALL, ["web"]],
  ["a newer one for its own namespace", 3, ["."], 2, ALL, ["other"]],
  ["an older one for all, beside one for some", 1, ALL, 2, ["."], false],
  ["an older one for the same callers", 1, ["shop"], 2, ["."], []],
  ["a newer one for the same callers", 3, ["shop"], 2, ["."], false],
  ["an older one for some of its callers", 1, ["shop"], 2, [".", "web"], ["shop"]],
  ["an older one for other callers", 1, ["."], 2, ["."], false],
  ["an older one for nobody", 1, ["~"], 2, ALL, false],
])(
  "of two VirtualServices, %s is preferred where Istio does",
  (_, created, to, own, ownTo, expected) => {
    const one = virtualService("shop", own, ownTo);
    const other = virtualService("other", created, to);
    const [preferred] = preferredTo(one, [one, other]);
    expect(preferred === undefined ? false : (preferred.callers ?? [])).toEqual(expected);
  },
);

test("one without HTTP routes is passed over, however old it is", () => {
  const one = virtualService("shop", 2, ALL);
  const older = virtualService("other", 1, ALL);
  const withoutHttp = { ...older, spec: { hosts: ["payments.shop"], tcp: [] } };
  expect(preferredTo(one, [withoutHttp])).toEqual([]);
  expect(preferredTo(one, [older])).toHaveLength(1);
});

function virtualService(
  namespace: string,
  second: number,
  exportTo: string[] | undefined,
): LiveVirtualService {
  const creationTimestamp = `2026-11-27T14:00:0${second}Z`;
  return {
    ...{ apiVersion: "networking.istio.io/v1", kind: "VirtualService" },
    metadata: { namespace, name: "payments", resourceVersion: "1", creationTimestamp },
    spec: {
      ...{ hosts: ["payments.shop"], http: [{ route: [{ destination: { host: "payments" } }] }] },
      ...(exportTo && { exportTo }),
    },
  };
}
