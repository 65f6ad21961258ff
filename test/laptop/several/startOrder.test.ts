import fc from "fast-check";
import { expect, test } from "vitest";
import { circleOf, startOrder } from "../../../src/laptop/several/startOrder.ts";

/** Services of which each may come after any that was made before it, in any order of the file. */
const services = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 8 }).chain((afters) =>
  fc.shuffledSubarray(
    afters.map((after, i) => ({
      name: `s${i}`,
      after: i === 0 ? [] : after.map((n) => `s${n % i}`),
    })),
    { minLength: afters.length },
  ),
);

test("each starts once, and after all that it names", () => {
  fc.assert(
    fc.property(services, (all) => {
      const order = startOrder(all);
      expect([...order].sort(byName)).toEqual([...all].sort(byName));
      const place = new Map(order.map(({ name }, i) => [name, i]));
      for (const { name, after } of order) {
        for (const other of after) expect(place.get(other)).toBeLessThan(place.get(name) ?? -1);
      }
      expect(all.map((one) => circleOf(one, all))).toEqual(all.map(() => undefined));
    }),
    { seed: 5 },
  );
});

test("what may start in the order of the file does", () => {
  fc.assert(
    fc.property(services, (all) => {
      const order = startOrder(all);
      expect(startOrder(order)).toEqual(order);
    }),
    { seed: 5 },
  );
});

test("a circle is named from each service that is in it, and holds no order up", () => {
  const all = [
    { name: "a", after: ["b"] },
    { name: "b", after: ["c"] },
    { name: "c", after: ["b"] },
  ];
  expect(all.map((one) => circleOf(one, all))).toEqual([
    undefined,
    ["b", "c", "b"],
    ["c", "b", "c"],
  ]);
  expect(startOrder(all).map(({ name }) => name)).toEqual(["c", "b", "a"]);
});

function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name);
}
