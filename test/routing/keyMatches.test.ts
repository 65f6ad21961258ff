import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "../../src/routing/interpret.ts";
import { keyMatches, targetHeader, targetMatch, targetName } from "../../src/routing/keyMatches.ts";
import { carriedKeys } from "../../src/routing/routeKey.ts";
import { baggage, entryOf, HOST, KEY_HEADER, KEYS, plain } from "./arbitraries.ts";

describe("the matches of a key", () => {
  it("are one of baggage and one of the plain header", () => {
    expect(keyMatches("a-1", "x-preview")).toEqual([
      {
        headers: {
          baggage: {
            regex:
              "(?:.*,)?[ \\t]*understudy[ \\t]*=[ \\t]*(?:[^,;]*(?:\\.|%2[eE]))?(?:a|%61)(?:-|%2[dD])(?:1|%31)(?:(?:\\.|%2[eE])[^,;]*)?[ \\t]*(?:[;,].*)?",
          },
        },
      },
      {
        headers: {
          "x-preview": { regex: "(?:.*,)?[ \\t]*(?:[^,]*\\.)?a-1(?:\\.[^,]*)?[ \\t]*(?:,.*)?" },
        },
      },
    ]);
  });

  it("take a line of baggage when the parser of baggage finds the key in it", () => {
    fc.assert(
      fc.property(baggage, (line) => {
        expect(keysMatched({ baggage: line })).toEqual(keysRead({ baggage: line }));
      }),
      { seed: 611, numRuns: 2_000 },
    );
  });

  it("take a line of the plain header when the key is one of its parts", () => {
    fc.assert(
      fc.property(plain, (line) => {
        expect(keysMatched({ [KEY_HEADER]: line })).toEqual(keysRead({ [KEY_HEADER]: line }));
      }),
      { seed: 612, numRuns: 1_000 },
    );
  });

  it("are no longer than Istio takes, for the longest key of the longest escapes", () => {
    const [inBaggage, inHeader] = keyMatches("-".repeat(40), "x-preview");
    expect(inBaggage?.headers?.baggage?.regex?.length).toBeLessThanOrEqual(1_024);
    expect(inHeader?.headers?.["x-preview"]?.regex?.length).toBeLessThanOrEqual(1_024);
  });
});

describe("the match of a target", () => {
  it("is a header of the origin's that says the Service's name", () => {
    expect(targetMatch(entryOf("pr-1"))).toEqual({
      headers: { "service-router-payments-shop": { exact: "payments-pr-1.shop" } },
    });
  });

  it("names a subset as if it were a Service", () => {
    expect(targetName(entryOf("pr-1", "subset"))).toEqual("payments-pr-1.shop");
  });

  it("tells origins of one name in two namespaces apart", () => {
    expect(["payments.shop", "payments.bank"].map(targetHeader)).toEqual([
      "service-router-payments-shop",
      "service-router-payments-bank",
    ]);
    expect(targetHeader(HOST)).toEqual("service-router-payments-shop");
  });
});

function keysMatched(headers: Record<string, string>): string[] {
  const request = { method: "GET", target: "/", headers };
  return KEYS.filter((key) => keyMatches(key, KEY_HEADER).some((match) => matches(match, request)));
}

function keysRead(headers: Record<string, string>): string[] {
  const carried = carriedKeys(headers, KEY_HEADER);
  return KEYS.filter((key) => carried.includes(key));
}
