import { expect, test } from "vitest";
import { previewEntry } from "../../../src/emit/preview/previewEntry.ts";
import { previewObjects } from "../../../src/emit/preview/previewObjects.ts";
import { ORIGIN, PREVIEW } from "../previewFixture.ts";

test("requests with the key go to the copy's Service, named by the suffix", () => {
  expect(previewEntry({ ...PREVIEW, suffix: "next", deployment: "payments-v1" })).toEqual({
    origin: "payments.shop.svc.cluster.local",
    key: "pr-12",
    destination: { host: "payments-next.shop.svc.cluster.local" },
    from: "Pulumi.pr-12.yaml: previews[0]",
  });
});

test("by subset they go to the key's subset of the origin's Service", () => {
  const { where: _, ...config } = PREVIEW;
  expect(previewEntry({ ...config, routeTo: "subset", suffix: "next" })).toEqual({
    origin: "payments.shop.svc.cluster.local",
    key: "pr-12",
    destination: { host: "payments.shop.svc.cluster.local", subset: "pr-12" },
    from: "preview payments-next",
  });
});

test("it is the entry of the replica", () => {
  for (const by of ["service", "subset"] as const) {
    const config = { ...PREVIEW, by };
    expect(previewEntry(config)).toEqual(previewObjects(ORIGIN, config, "pr-12").entry);
  }
});
