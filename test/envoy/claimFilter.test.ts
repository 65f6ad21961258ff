import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { ClaimsConfig } from "../../src/campaign/routingConfig.ts";
import { claimObjects } from "../../src/emit/gateway/claimObjects.ts";
import { parseBaggage } from "../../src/routing/baggage.ts";
import { carriedKeys } from "../../src/routing/routeKey.ts";
import { A, known } from "../emit/gatewayFixture.ts";
import { FILTERS } from "./claimFilters.ts";
import { claimRoutes } from "./claimReference.ts";
import { authorizations, bearer } from "./claimTokens.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { proxy } from "./mesh.ts";
import { type Answer, call, type Services, startServices } from "./services.ts";

const { binary = "", reason } = await findEnvoy();

const CLAIMS: ClaimsConfig = {
  claim: "service_routers",
  issuer: "understudy",
  audiences: [],
  ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
  sidecars: ["istio-system"],
};
const ALL = {
  apiVersion: "networking.istio.io/v1" as const,
  kind: "VirtualService" as const,
  spec: { hosts: [A], http: [{ route: [{ destination: { host: A } }] }] },
};

describe.skipIf(reason !== undefined)("in a real Envoy", () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices([A]);
  });
  afterAll(() => services?.close());

  const start = (kind: "sidecar" | "gateway", name: string, filters: IEnvoyFilter[]) =>
    startEnvoy(
      binary,
      name,
      proxy({ kind, virtualServices: [ALL], filters, ports: services.ports }),
    );

  /** What arrives behind a proxy of the headers by which services are chosen. */
  const arrives = async (port: number, headers: Record<string, string | string[]>) => {
    const { status, body } = await call(port, A, headers);
    expect(status).toBe(200);
    const answer: Answer = JSON.parse(body);
    return Object.fromEntries(
      Object.entries(answer.headers).filter(
        ([name]) =>
          name === "x-preview" || name === "baggage" || name.startsWith("service-router-"),
      ),
    );
  };

  describe.each(FILTERS)("the filter of the sidecars in $filter", ({ filter, missing }) => {
    if (missing !== undefined) {
      test.skip(`skipped: ${missing}`, () => {});
      return;
    }
    const claims = { ...CLAIMS, filter };
    const { sidecarFilters } = claimObjects(claims, undefined, known(), "stg");
    let sidecar: Envoy;
    beforeAll(async () => {
      sidecar = await start("sidecar", `claim-${filter}`, sidecarFilters);
    });
    afterAll(() => sidecar?.close());

    it("is what the claims say", () => {
      const [patch] = sidecarFilters[0]?.spec?.configPatches ?? [];
      expect(patch?.patch?.value).toMatchObject({
        typed_config: { "@type": expect.stringContaining(`.filters.http.${filter}.v3.`) },
      });
    });

    it("makes of 1,500 tokens, most of them odd, what the reference does", async () => {
      const sample = fc.sample(authorizations, { seed: 6, numRuns: 1_500 });
      const expected = sample.map((authorization) => {
        const { targets, keys } = claimRoutes(authorization, "service_routers");
        return { ...targets, ...(keys.length > 0 && { "x-preview": keys.join(".") }) };
      });
      // So that the test is one: most of these are not the empty answer.
      expect(expected.filter((headers) => Object.keys(headers).length > 0).length).toBeGreaterThan(
        250,
      );
      const found = [];
      for (const authorization of sample)
        found.push(await arrives(sidecar.port, { authorization }));
      expect(found.map((headers, i) => [sample[i], headers])).toEqual(
        expected.map((headers, i) => [sample[i], headers]),
      );
    });

    it("reads no header that is longer than its bound", async () => {
      const token = bearer('{"service_routers":"pr-1"}');
      const ofLength = (length: number) => token.padEnd(length, "x");
      const authorizations = [ofLength(8_192), ofLength(8_193)];
      const found = authorizations.map((authorization) => arrives(sidecar.port, { authorization }));
      expect(await Promise.all(found)).toEqual([{ "x-preview": "pr-1" }, {}]);
    });

    it("adds keys to those that a request carries, each once, at every hop alike", async () => {
      const authorization = bearer('{"service_routers":["pr-1","pr-2"]}');
      const keysAfter = async (carried: string | string[]) => {
        const first = await arrives(sidecar.port, { authorization, "x-preview": carried });
        expect(await arrives(sidecar.port, { authorization, ...first })).toEqual(first);
        return first["x-preview"];
      };
      expect(await keysAfter("pr-3")).toBe("pr-3,pr-1.pr-2");
      expect(await keysAfter("pr-2.pr-3")).toBe("pr-2.pr-3,pr-1");
      expect(await keysAfter(["pr-3", " pr-1 "])).toBe("pr-3,pr-1,pr-2");
      expect(await keysAfter("pr-1 . pr-2")).toBe("pr-1 . pr-2");
      expect(await keysAfter("")).toBe("pr-1.pr-2");
    });

    it("lets the token's target stand before one that the request has", async () => {
      const authorization = bearer('{"service_routers":{"a.b":"a-pr-1.b"}}');
      const carried = { "service-router-a-b": ["other.b", "more.b"], "service-router-c-d": "c.d" };
      expect(await arrives(sidecar.port, { authorization, ...carried })).toEqual({
        "service-router-a-b": "a-pr-1.b",
        "service-router-c-d": "c.d",
      });
    });

    // Envoy joins the two lines to one value. claimModule.test.ts has a host that does not.
    it("reads no token where a request has two", async () => {
      const tokens = ["pr-1", "pr-2"].map((key) => bearer(`{"service_routers":"${key}"}`));
      expect(await arrives(sidecar.port, { authorization: tokens })).toEqual({});
    });

    it("leaves a request without a token as it is", async () => {
      const headers = {
        "x-preview": "pr-1",
        baggage: "understudy=pr-1",
        "service-router-a-b": "c.d",
      };
      expect(await arrives(sidecar.port, headers)).toEqual(headers);
    });
  });

  describe("the filter of the gateway", () => {
    let gateway: Envoy;
    beforeAll(async () => {
      const { gatewayFilter } = claimObjects(CLAIMS, undefined, known(), "stg");
      gateway = await start("gateway", "claim-gateway", [gatewayFilter]);
    });
    afterAll(() => gateway?.close());

    it("takes key header, targets and the member of baggage away, and nothing else", async () => {
      expect(
        await arrives(gateway.port, {
          "X-Preview": ["pr-1", "pr-2"],
          "Service-Router-A-B": "c.d",
          "service-router-": "x",
          "service-routers": "mine",
          baggage: ["user=7;p=1, understudy=pr-1", "\tunderstudy\t= pr-2;p", "understudyx=1"],
        }),
      ).toEqual({ baggage: "user=7;p=1,understudyx=1" });
      expect(await arrives(gateway.port, { baggage: "understudy=pr-1" })).toEqual({});
      expect(await arrives(gateway.port, { baggage: "a=1,,b ,Understudy=pr-1" })).toEqual({
        baggage: "a=1,,b ,Understudy=pr-1",
      });
    });

    it("leaves no key in 500 random headers, and every other member of baggage", async () => {
      const space = fc.constantFrom("", " ", "\t", " \t");
      const name = fc.constantFrom(
        "understudy",
        "Understudy",
        "understudy2",
        "a",
        "",
        "%75nderstudy",
      );
      const value = fc.constantFrom("pr-1", "pr-1.pr-2", "%70r-1", "", "=", "pr-1;x=understudy");
      const member = fc
        .tuple(space, name, space, fc.constantFrom("=", ""), space, value, space)
        .map((parts) => parts.join(""));
      const list = fc.array(member, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(","));
      const lines = fc.array(list, { minLength: 1, maxLength: 3 });
      const others = (text: string) =>
        parseBaggage(text).filter((found) => found.name !== "understudy");
      for (const baggage of fc.sample(lines, { seed: 7, numRuns: 500 })) {
        const after = await arrives(gateway.port, { baggage, "x-preview": "pr-9" });
        expect([baggage, carriedKeys(after, "x-preview")]).toEqual([baggage, []]);
        expect([baggage, others(after.baggage ?? "")]).toEqual([
          baggage,
          others(baggage.join(",")),
        ]);
      }
    });

    it("takes as long for hostile headers as for others of their length", async () => {
      const spaces = " ".repeat(25_000);
      const hostile = [
        `a${spaces}b`,
        `understudy${spaces}b`,
        `a${spaces},${spaces}=b`,
        ",".repeat(50_000),
      ];
      for (const baggage of hostile) {
        const found = await arrives(gateway.port, { baggage });
        expect(found.baggage === baggage).toBe(true);
      }
    });
  });
});
