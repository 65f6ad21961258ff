import fc from "fast-check";
import { expect, it } from "vitest";
import { HOLD } from "../../src/controller/holdDeletes.ts";
import type { PullRequest } from "../../src/forge/pullRequest.ts";
import { FakeWorld } from "./fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "./fixture.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);
const NUMBERS = [1, 2, 3, 4, 5];
/** Longer than any test, so that only the pull requests decide. */
const FOREVER = { "understudy.dev/preview-lifetime": "10000h" };

type Event =
  | { kind: "push"; number: number; letter: string }
  | { kind: "turn"; number: number; to: "open" | "closed" | "draft" | "merged" }
  | { kind: "list"; as: "whole" | "torn" | "wrong" | "empty"; keep: number[] }
  | { kind: "singles"; answered: boolean }
  | { kind: "images"; state: "found" | "absent" | "unknown" }
  | { kind: "origin"; is: "right" | "wrong" | "gone" }
  | { kind: "route"; number: number; leads: boolean }
  | { kind: "wait"; minutes: number }
  /** A round that crashes after so many writes. */
  | { kind: "round"; writes: number };

const number = fc.constantFrom(...NUMBERS);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("round" as const), writes: fc.nat(30) }) },
  fc.record({ kind: fc.constant("push" as const), number, letter: fc.constantFrom("a", "b", "c") }),
  fc.record({
    kind: fc.constant("turn" as const),
    number,
    to: fc.constantFrom("open" as const, "closed" as const, "draft" as const, "merged" as const),
  }),
  fc.record({
    kind: fc.constant("list" as const),
    as: fc.constantFrom("whole" as const, "torn" as const, "wrong" as const, "empty" as const),
    keep: fc.subarray(NUMBERS),
  }),
  fc.record({ kind: fc.constant("singles" as const), answered: fc.boolean() }),
  fc.record({
    kind: fc.constant("images" as const),
    state: fc.constantFrom("found" as const, "absent" as const, "unknown" as const),
  }),
  fc.record({
    kind: fc.constant("origin" as const),
    is: fc.constantFrom("right" as const, "wrong" as const, "gone" as const),
  }),
  fc.record({ kind: fc.constant("route" as const), number, leads: fc.boolean() }),
  fc.record({ kind: fc.constant("wait" as const), minutes: fc.constantFrom(1, 20, 70) }),
);

const RIGHT = deploymentOf("payments", FOREVER);
const WRONG = deploymentOf("payments", { ...FOREVER, "understudy.dev/preview-forks": "?" });

const DIGEST = `sha256:${"d".repeat(64)}`;

class Crash extends Error {}

/** A world in which events happen, and that notes what was removed without proof. */
class EventfulWorld extends FakeWorld {
  list: Extract<Event, { kind: "list" }> = { kind: "list", as: "whole", keep: [] };
  writesLeft = Number.POSITIVE_INFINITY;
  unproved: string[] = [];
  #originGoneSince: number | undefined;

  constructor() {
    super();
    this.add(RIGHT, serviceOf("payments"));
    this.imageOf = () => ({ state: "found", digest: DIGEST });
    this.pulls = NUMBERS.map((one) => pullOf(one, { isOpen: false }));
    const { forge, cluster } = this;
    this.forge = {
      ...forge,
      openPullRequests: async (repository) => {
        const open = this.pulls.filter(({ isOpen }) => isOpen);
        const part = open.filter((pull) => this.list.keep.includes(pull.number));
        if (this.list.as === "whole") return { repository, isComplete: true, open };
        if (this.list.as === "empty") return { repository, isComplete: true, open: [] };
        if (this.list.as === "wrong") return { repository, isComplete: true, open: part };
        return { repository, isComplete: false, open: part, reason: "torn" };
      },
    };
    const counted = <A extends unknown[], R>(write: (...args: A) => R) => {
      return (...args: A): R => {
        if (this.writesLeft-- <= 0) throw new Crash();
        return write(...args);
      };
    };
    this.cluster = {
      ...cluster,
      apply: counted(cluster.apply),
      annotate: counted(cluster.annotate),
      remove: counted(async (part) => {
        const found = this.pulls.find((pull) => part.name === `payments-pr-${pull.number}`);
        const since = this.#originGoneSince;
        const isGone = since !== undefined && this.time - since >= 3_600_000 - 60_000;
        if (found === undefined || (isWanted(found) && !isGone)) this.unproved.push(part.name);
        if (this.routes.has(part.name)) this.unproved.push(`${part.name} with a route`);
        return cluster.remove(part);
      }),
    };
  }

  async happens(event: Event): Promise<void> {
    switch (event.kind) {
      case "push":
        this.changePull(event.number, { sha: event.letter.repeat(40) });
        break;
      case "turn":
        this.changePull(event.number, {
          isOpen: event.to === "open" || event.to === "draft",
          isDraft: event.to === "draft",
        });
        break;
      case "list":
        this.list = event;
        break;
      case "singles":
        this.answersSingles = event.answered;
        break;
      case "images":
        this.imageOf = () =>
          event.state === "found"
            ? { state: "found", digest: DIGEST }
            : event.state === "absent"
              ? { state: "absent" }
              : { state: "unknown", reason: "status 429" };
        break;
      case "origin":
        if (event.is === "gone") this.objects.delete("Deployment shop/payments");
        else this.add(event.is === "right" ? RIGHT : WRONG);
        this.#originGoneSince =
          event.is === "gone" ? (this.#originGoneSince ?? this.time) : undefined;
        break;
      case "route":
        if (event.leads) this.routes.set(`payments-pr-${event.number}`, "shop/payments-router");
        else this.routes.delete(`payments-pr-${event.number}`);
        break;
      case "wait":
        this.time += event.minutes * 60_000;
        break;
      case "round":
        this.writesLeft = event.writes;
        await this.round().catch((error) => {
          if (!(error instanceof Crash)) throw error;
        });
        this.writesLeft = Number.POSITIVE_INFINITY;
    }
  }

  /** Everything answers again, and rounds are made until nothing can change. */
  async recover(): Promise<void> {
    this.list = { kind: "list", as: "whole", keep: [] };
    this.answersSingles = true;
    this.routes.clear();
    await this.happens({ kind: "images", state: "found" });
    await this.happens({ kind: "origin", is: "right" });
    await this.round();
    this.time += HOLD;
    await this.round();
    await this.round();
  }

  changePull(number: number, changes: Partial<PullRequest>): void {
    this.pulls = this.pulls.map((pull) =>
      pull.number === number ? { ...pull, ...changes } : pull,
    );
  }

  /** All objects, without what each making of them gives anew. */
  content(): string[] {
    return [...this.objects.values()]
      .map((object) => {
        const { uid: _, ...metadata } = object.metadata;
        return JSON.stringify({ ...object, metadata });
      })
      .sort();
  }
}

function isWanted({ isOpen, isDraft }: PullRequest): boolean {
  return isOpen && !isDraft;
}

it("whatever happens in whatever order, nothing goes without proof, and the end is what a new start would make", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const world = new EventfulWorld();
      for (const one of events) await world.happens(one);
      await world.recover();
      expect(world.unproved).toEqual([]);

      const fresh = new EventfulWorld();
      fresh.pulls = world.pulls;
      fresh.time = world.time;
      await fresh.recover();
      expect(world.content()).toEqual(fresh.content());
      expect(world.copies()).toEqual(
        world.pulls.filter(isWanted).map(({ number }) => `shop/payments-pr-${number}`),
      );
      world.done.length = 0;
      await world.round();
      expect(world.done).toEqual([]);
    }),
    { numRuns: RUNS, seed: 4 },
  );
});

it("an outage of an hour deletes none of 200 copies", async () => {
  const world = new EventfulWorld();
  const annotations = { ...FOREVER, "understudy.dev/preview-limit": "200" };
  world.add(deploymentOf("payments", annotations));
  world.pulls = Array.from({ length: 200 }, (_, i) => pullOf(i + 1));
  const limits = { all: 500, namespace: 500 };
  await world.round({ limits });
  expect(world.copies().length).toBe(200);
  const bad = ["torn", "wrong", "empty"] as const;
  for (let minute = 0; minute < 60; minute += 5) {
    world.answersSingles = false;
    world.list = { kind: "list", as: bad[(minute / 5) % 3] ?? "torn", keep: [] };
    world.time += 300_000;
    await world.round({ limits });
  }
  expect(world.copies().length).toBe(200);
  world.list = { kind: "list", as: "whole", keep: [] };
  world.answersSingles = true;
  await world.round({ limits });
  expect(world.copies().length).toBe(200);
});
