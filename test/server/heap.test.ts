import fc from "fast-check";
import { expect, test } from "vitest";

import { type Heap, pop, push, type Timed } from "../../src/server/heap.ts";

test("items come out in the order of their time, whatever the order in which they came in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (times) => {
      const heap: Heap<Timed> = [];
      for (const time of times) push(heap, { time });
      expect(times.map(() => pop(heap)?.time)).toEqual(times.toSorted((a, b) => a - b));
      expect(pop(heap)).toBe(undefined);
    }),
    { seed: 1 },
  );
});
