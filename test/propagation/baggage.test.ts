import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  MOST_BYTES,
  MOST_MEMBERS,
  mergeBaggage,
  readMembers,
  routeKeyMembers,
} from "../../src/propagation/baggage.js";

describe("readMembers", () => {
  test.each([
    ["understudy=pr-12", ["understudy=pr-12"]],
    ["a=1, understudy=pr-12;p;q=1 ,\tb=%20x", ["a=1", "understudy=pr-12;p;q=1", "b=%20x"]],
    ["a = 1 ; p = 2", ["a = 1 ; p = 2"]],
    ["a=1\t;p", ["a=1 ;p"]],
    ["a=", ["a="]],
    ["a=1,a=1,a=2", ["a=1", "a=2"]],
    ["", []],
    [",,", []],
    ["a,=1,b c=1,ü=1,a=ü,a=\u0000,a=1\r\nx: y", []],
  ])("takes from %j the members as they are written", (text, members) => {
    expect(readMembers(text)).toEqual(members);
  });
});

test("routeKeyMembers are those of that exact name", () => {
  const members = ["understudy=a", "Understudy=b", "understudy2=c", "understudy = d;p"];
  expect(routeKeyMembers(members)).toEqual(["understudy=a", "understudy = d;p"]);
});

describe("mergeBaggage", () => {
  test.each<[string | undefined, string[], string | undefined]>([
    [undefined, ["a=1", "understudy=pr-1"], "a=1,understudy=pr-1"],
    ["", ["a=1"], "a=1"],
    ["own=1", ["a=1"], "own=1,a=1"],
    ["a = 2 ;p, own=1", ["a=1", "b=1"], "a = 2 ;p, own=1,b=1"],
    ["understudy=pr-9", ["understudy=pr-1"], undefined],
    ["A=1", ["a=1"], "A=1,a=1"],
    [undefined, ["understudy=a", "understudy=b"], "understudy=a,understudy=b"],
    [undefined, [], undefined],
  ])("leaves what the app has set, %j, and adds %j", (present, carried, merged) => {
    expect(mergeBaggage(present, carried)).toBe(merged);
  });

  test("carries 64 members, and the route key among them", () => {
    const members = Array.from({ length: 70 }, (_, i) => `m${i}=1`);
    expect(mergeBaggage("own=1", [...members, "understudy=pr-1"])?.split(",")).toEqual([
      "own=1",
      ...members.slice(0, 62),
      "understudy=pr-1",
    ]);
  });

  test("carries 8192 bytes, and the route key among them", () => {
    const long = `a=${"x".repeat(8100)}`;
    const short = `b=${"x".repeat(80)}`;
    expect(mergeBaggage(undefined, [long, short, "understudy=pr-1"])).toBe(
      `${long},understudy=pr-1`,
    );
    expect(mergeBaggage(undefined, [`a=${"x".repeat(8190)}`])).toHaveLength(8192);
    expect(mergeBaggage(undefined, [`a=${"x".repeat(8191)}`])).toBe(undefined);
  });

  test("stays within the limits, keeps the app's text, and doubles no name", () => {
    const member = fc
      .tuple(fc.constantFrom("a", "b", "c", "understudy"), fc.string({ maxLength: 3000 }))
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const members = fc.array(member, { maxLength: 80 }).map((all) => readMembers(all.join(",")));
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a=0", "d=0")), members, (own, carried) => {
        const present = own.join(",");
        const merged = mergeBaggage(present, carried);
        if (merged === undefined) return;
        expect(Buffer.byteLength(merged)).toBeLessThanOrEqual(MOST_BYTES);
        expect(merged.split(",").length).toBeLessThanOrEqual(MOST_MEMBERS);
        expect(merged.startsWith(present)).toBe(true);
        const names = own.map((text) => text.slice(0, 1));
        const added = merged.split(",").slice(own.length);
        expect(added.filter((text) => names.includes(text.split("=")[0] ?? ""))).toEqual([]);
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});
