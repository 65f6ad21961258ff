import { describe, expect, it, test } from "vitest";
import { carriedKeys, isRouteKey } from "../../src/routing/routeKey.ts";

test.each([
  ["pr-12", true],
  ["a", true],
  ["-", true],
  ["z".repeat(40), true],
  ["z".repeat(41), false],
  ["", false],
  ["PR-12", false],
  ["pr_12", false],
  ["pr.12", false],
  ["pr-12\n", false],
])("%j is a route key: %s", (text, expected) => {
  expect(isRouteKey(text)).toEqual(expected);
});

describe("the keys that a request carries", () => {
  const cases: [string, Record<string, string | string[]>, string[]][] = [
    ["none", {}, []],
    ["one in baggage", { baggage: "understudy=pr-12" }, ["pr-12"]],
    ["one in the plain header", { "x-preview": " pr-12\t" }, ["pr-12"]],
    ["several in each", { baggage: "understudy=a.b", "x-preview": "b.c" }, ["a", "b", "c"]],
    ["beside other members", { baggage: "user=ann, understudy=a ,x=1;p" }, ["a"]],
    ["with properties", { baggage: "understudy = a ;p=1; q" }, ["a"]],
    ["percent-encoded", { baggage: "understudy=%70r%2D12%2epr%2d3" }, ["pr-12", "pr-3"]],
    ["in several lines", { baggage: ["understudy=a", "understudy=b"] }, ["a", "b"]],
    ["in several lines of the plain header", { "x-preview": ["a", "b.c"] }, ["a", "b", "c"]],
    ["not what is no key", { baggage: "understudy=A.b_.c" }, ["c"]],
    ["not in a member of another case", { baggage: "Understudy=a" }, []],
    ["not in a member's property", { baggage: "x=1;understudy=a" }, []],
    ["beside octets that are no text", { baggage: "understudy=a.\xff,x=\xff" }, ["a"]],
  ];

  it.each(cases)("%s", (_, headers, expected) => {
    expect(carriedKeys(headers, "x-preview")).toEqual(expected);
  });
});
