import fc from "fast-check";
import type { Lease } from "kubernetes-types/coordination/v1.d.ts";
import { describe, expect, test } from "vitest";
import { HELD_MS, LEASE_SECONDS, Leadership } from "../../../src/controller/lease/leadership.ts";

/** One Lease in memory, with the API server's precondition. */
class Store {
  lease: Lease | undefined;
  isAway = false;
  #version = 0;

  read = async () => {
    if (this.isAway) throw new Error("no answer");
    return structuredClone(this.lease);
  };

  write = async (lease: Lease) => {
    if (this.isAway) throw new Error("no answer");
    if (lease.metadata?.resourceVersion !== this.lease?.metadata?.resourceVersion) return false;
    const resourceVersion = String(++this.#version);
    this.lease = structuredClone({ ...lease, metadata: { ...lease.metadata, resourceVersion } });
    return true;
  };
}

/** A process with clocks of its own. */
function processOf(store: Store, identity: string) {
  const now = { monotonic: 0, wall: Date.parse("2026-11-27T12:00:00Z") };
  const woken: number[] = [];
  const leadership: Leadership = new Leadership({
    store,
    identity,
    clock: () => ({ ...now }),
    wake: () => woken.push(leadership.term ?? -1),
  });
  const pass = (ms: number) => {
    now.monotonic += ms;
    now.wall += ms;
  };
  return { leadership, now, pass, woken };
}

function two() {
  const store = new Store();
  const a = processOf(store, "a");
  const b = processOf(store, "b");
  const pass = (ms: number) => {
    a.pass(ms);
    b.pass(ms);
  };
  return { store, a, b, pass, turns: [a.leadership, b.leadership] as const };
}

describe("of two processes", () => {
  test("one works and one waits, as long as the first renews", async () => {
    const { a, b, pass } = two();
    for (let n = 0; n < 20; n++) {
      await a.leadership.turn();
      await b.leadership.turn();
      expect([a.leadership.term, b.leadership.term]).toEqual([1, undefined]);
      pass(2_000);
    }
    expect(a.woken).toEqual([1]);
  });

  test("the second takes over once the first has not renewed for the Lease's duration, and not before", async () => {
    const { store, a, b, pass } = two();
    await a.leadership.turn();
    await b.leadership.turn();
    pass(LEASE_SECONDS * 1000 - 1);
    await b.leadership.turn();
    expect(b.leadership.term).toBe(undefined);
    pass(1);
    await b.leadership.turn();
    expect(b.leadership.term).toBe(1);
    expect(store.lease?.spec).toMatchObject({ holderIdentity: "b", leaseTransitions: 2 });
    await a.leadership.turn();
    expect([a.leadership.term, b.leadership.term]).toEqual([undefined, 1]);
  });

  test("the second takes over at once if the first has given it back", async () => {
    const { a, b } = two();
    await a.leadership.turn();
    await a.leadership.release();
    expect(a.leadership.term).toBe(undefined);
    await b.leadership.turn();
    expect(b.leadership.term).toBe(1);
  });

  test("a Lease that somebody deletes is not taken from a process that may still work", async () => {
    const { store, a, b, pass } = two();
    await a.leadership.turn();
    await b.leadership.turn();
    store.lease = undefined;
    await b.leadership.turn();
    expect(b.leadership.term).toBe(undefined);
    await a.leadership.turn();
    expect(a.leadership.term).toBe(2);
    pass(LEASE_SECONDS * 1000);
    store.lease = undefined;
    await b.leadership.turn();
    expect(b.leadership.term).toBe(1);
  });

  test("a time of another machine is not believed", async () => {
    const { a, b } = two();
    a.now.wall -= 3_600_000;
    await a.leadership.turn();
    await b.leadership.turn();
    expect(b.leadership.term).toBe(undefined);
  });
});

describe("a process that has the Lease", () => {
  test("stops by itself when the cluster is away, before another one may take it", async () => {
    const { store, a, pass } = two();
    await a.leadership.turn();
    store.isAway = true;
    pass(HELD_MS - 1);
    await expect(a.leadership.turn()).rejects.toThrow("no answer");
    expect(a.leadership.term).toBe(1);
    pass(1);
    expect(a.leadership.term).toBe(undefined);
    expect(HELD_MS).toBeLessThan(LEASE_SECONDS * 1000);
  });

  test.each([
    { clock: "monotonic", other: "wall" },
    { clock: "wall", other: "monotonic" },
  ] as const)("knows by its $clock clock alone that it was paused", async ({ clock, other }) => {
    const { a } = two();
    await a.leadership.turn();
    a.now[clock] += HELD_MS;
    a.now[other] -= 1;
    expect(a.leadership.term).toBe(undefined);
  });

  test("is in a new term after a gap, although nobody else had the Lease", async () => {
    const { a, pass } = two();
    await a.leadership.turn();
    pass(HELD_MS);
    await a.leadership.turn();
    expect(a.leadership.term).toBe(2);
    expect(a.woken).toEqual([1, 2]);
  });

  test("is woken by another process, once", async () => {
    const { a, b, pass } = two();
    await a.leadership.turn();
    await b.leadership.turn();
    await b.leadership.wakeHolder();
    expect(a.woken).toEqual([1]);
    pass(2_000);
    await a.leadership.turn();
    await a.leadership.turn();
    expect(a.woken).toEqual([1, 1]);
    expect(b.woken).toEqual([]);
  });

  test("wakes itself at once", async () => {
    const { a } = two();
    await a.leadership.turn();
    await a.leadership.wakeHolder();
    expect(a.woken).toEqual([1, 1]);
  });
});

test("whatever is paused, cut off, given back and set, never do two have the Lease, and nothing stale is written", async () => {
  const what = ["turn", "turn", "turn", "read", "write", "write", "write"] as const;
  const rare = ["release", "wake", "cut off", "connect", "connect", "set the clock"] as const;
  const step = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom(...what, ...what, ...what, ...rare),
    ms: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 600 }) },
      { weight: 1, arbitrary: fc.integer({ min: 5_000, max: 16_000 }) },
    ),
    hours: fc.integer({ min: -2, max: 2 }),
  });
  const steps = fc.array(step, { minLength: 50, maxLength: 150, size: "max" });
  let writes = 0;
  let takeovers = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const store = new Store();
      const processes = ["a", "b", "c"].map((name) => ({
        ...processOf(store, name),
        /** The round that it is in: its term, and the last write of anybody when it read. */
        round: { term: undefined as number | undefined, last: 0 },
      }));
      const written: number[] = [];
      for (const { who, what, ms, hours } of all) {
        for (const one of processes) one.pass(ms);
        const { leadership, now, round } = processes[who] ?? fail();
        const stale = written.slice(round.last).some((other) => other !== who);
        const actions = {
          turn: () => leadership.turn(),
          release: () => leadership.release(),
          wake: () => leadership.wakeHolder(),
          read: () => Object.assign(round, { term: leadership.term, last: written.length }),
          write: () => {
            if (round.term === undefined || leadership.term !== round.term) return;
            expect(stale).toBe(false);
            if (written.length > 0 && written.at(-1) !== who) takeovers++;
            written.push(who);
            writes++;
          },
          "cut off": () => {
            store.isAway = true;
          },
          connect: () => {
            store.isAway = false;
          },
          "set the clock": () => {
            now.wall += hours * 3_600_000;
          },
        };
        const isAway = store.isAway;
        await Promise.resolve(actions[what]()).catch((error) => {
          if (!isAway) throw error;
        });
        const holders = processes.filter((one) => one.leadership.term !== undefined);
        expect(holders.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  // Else it proves nothing.
  expect(writes).toBeGreaterThan(500);
  expect(takeovers).toBeGreaterThan(50);
});

function fail(): never {
  throw new Error("no such process");
}
