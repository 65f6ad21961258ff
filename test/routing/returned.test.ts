import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryAnnotations, readAnnotations } from "../../src/routing/annotations.ts";
import { compose } from "../../src/routing/compose.ts";
import { withoutEntry } from "../../src/routing/copyRoute.ts";
import type { Entry } from "../../src/routing/entry.ts";
import { RETURNED_BY } from "../../src/routing/keyMatches.ts";
import { HOST, routings } from "./arbitraries.ts";

const LAPTOP = "payments-laptop-zoe";
const entry: Entry = {
  origin: HOST,
  key: "zoe",
  destination: { host: `${LAPTOP}.shop.svc.cluster.local` },
  returns: true,
  from: `Service shop/${LAPTOP}`,
};

describe("requests that an entry's destination sends back", () => {
  it("take the way that they would without keys, and lose the mark", () => {
    const base = [
      { name: "v1", timeout: "2s", route: [{ destination: { host: HOST, subset: "a" } }] },
    ];
    const { http } = compose({
      host: HOST,
      keyHeader: "x-preview",
      base,
      entries: [entry],
      substitutions: [],
    });
    expect(http[0]).toEqual({
      name: `returned by ${LAPTOP}.shop v1`,
      match: [{ headers: { [RETURNED_BY]: { exact: `${LAPTOP}.shop` } } }],
      timeout: "2s",
      headers: { request: { remove: [RETURNED_BY] } },
      route: [{ destination: { host: HOST, subset: "a" } }],
    });
  });

  it("are declared by an annotation", () => {
    const service = { name: LAPTOP, namespace: "shop", annotations: entryAnnotations(entry) };
    expect(readAnnotations(service, [])).toEqual(entry);
  });

  it("leave no route when the entry's own are taken out: the host is as it was composed without it", () => {
    fc.assert(
      fc.property(routings, (routing) => {
        const withIt = compose({ ...routing, entries: [...routing.entries, entry] }).http;
        expect(withoutEntry(withIt, `${LAPTOP}.shop`)).toEqual(compose(routing).http);
      }),
      { seed: 615, numRuns: 300 },
    );
  });
});
