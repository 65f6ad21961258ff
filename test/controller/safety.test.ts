import { beforeEach, describe, expect, it } from "vitest";
import { HOLD } from "../../src/controller/holdDeletes.ts";
import { FakeWorld } from "./fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "./fixture.ts";

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
  world.add(deploymentOf("payments"), serviceOf("payments"));
});

function pullsOf(...numbers: number[]): void {
  world.pulls = numbers.map((number) => pullOf(number));
}

function close(...numbers: number[]): void {
  world.pulls = world.pulls.map((pull) =>
    numbers.includes(pull.number) ? { ...pull, isOpen: false } : pull,
  );
}

const removed = () => world.done.filter((what) => what.startsWith("remove"));

describe("absence must be proved", () => {
  beforeEach(async () => {
    pullsOf(12);
    await world.round();
    world.done.length = 0;
  });

  it("a list that is not complete deletes nothing, even if it has only closed ones left", async () => {
    close(12);
    world.torn.set("github.com/acme/payments", []);
    expect(await world.round()).toEqual({
      lines: ["shop/payments-pr-12: kept: github.com/acme/payments could not be read: status 502"],
      problems: [
        "github.com/acme/payments: could not be read: status 502",
        "shop/payments-pr-12: github.com/acme/payments could not be read: status 502",
      ],
    });
    expect(world.done).toEqual([]);
  });

  it("a pull request that the forge does not know by itself keeps its copy", async () => {
    world.pulls = [];
    const reason = "the forge does not say what became of its pull request";
    expect(await world.round()).toEqual({
      lines: [`shop/payments-pr-12: kept: ${reason}`],
      problems: [`shop/payments-pr-12: ${reason}`],
    });
    expect(world.done).toEqual([]);
  });

  it("an empty list that the single answer does not bear out deletes nothing", async () => {
    const { forge } = world;
    const answer = { repository: "github.com/acme/payments", isComplete: true, open: [] } as const;
    world.forge = { ...forge, openPullRequests: async () => ({ ...answer, open: [] }) };
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: kept: the forge's list lacks its pull request, which is open",
    ]);
    expect(world.done).toEqual([]);
  });

  it("a complete list and a closed pull request delete its copy alone", async () => {
    world.pulls.push(pullOf(13));
    await world.round();
    world.done.length = 0;
    close(12);
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: deleted: it is closed",
      "shop/payments-pr-13: unchanged",
    ]);
    expect(removed()).toEqual([
      "remove Deployment shop/payments-pr-12",
      "remove Service shop/payments-pr-12",
    ]);
  });
});

describe("many deletions at once", () => {
  beforeEach(async () => {
    pullsOf(1, 2, 3, 4, 5, 6, 7);
    await world.round();
    world.done.length = 0;
  });

  it("more than half of the copies, and more than 3, are held and told", async () => {
    close(1, 2, 3, 4);
    const { lines, problems } = await world.round();
    expect(lines.slice(0, 5)).toEqual([
      ...[1, 2, 3, 4].map((number) => `shop/payments-pr-${number}: held: it is closed`),
      "shop/payments-pr-5: unchanged",
    ]);
    expect(problems).toEqual(["the copies: 4 of 7 would be deleted at once, so 4 are held"]);
    expect(removed()).toEqual([]);
  });

  it("up to 3, or up to half, are not held", async () => {
    world.pulls.push(pullOf(8));
    await world.round();
    close(1, 2, 3, 4);
    await world.round();
    expect(world.copies().length).toBe(4);
    close(5, 6, 7);
    await world.round();
    expect(world.copies()).toEqual(["shop/payments-pr-8"]);
  });

  it("go when somebody confirms it", async () => {
    close(1, 2, 3, 4);
    expect((await world.round({ confirmDeletes: true })).problems).toEqual([]);
    expect(world.copies().length).toBe(3);
  });

  it("go when the answers have been the same for an hour", async () => {
    close(1, 2, 3, 4);
    await world.round();
    world.time += HOLD - 1000;
    await world.round();
    expect(world.copies().length).toBe(7);
    world.time += 1000;
    await world.round();
    expect(world.copies().length).toBe(3);
  });

  it("are held while nobody can read since when they are", async () => {
    close(1, 2, 3, 4);
    await world.round();
    for (const { metadata } of world.objects.values()) {
      const marks = metadata.annotations ?? {};
      if ("understudy.dev/copy-delete-held" in marks) {
        marks["understudy.dev/copy-delete-held"] = "yesterday";
      }
    }
    await world.round();
    expect(world.copies().length).toBe(7);
  });

  it("start to wait anew when the answers changed in between", async () => {
    close(1, 2, 3, 4);
    await world.round();
    world.time += HOLD - 1000;
    pullsOf(1, 2, 3, 4, 5, 6, 7);
    await world.round();
    close(1, 2, 3, 4);
    world.time += 1000;
    await world.round();
    expect(world.copies().length).toBe(7);
  });
});

describe("a clock that is set", () => {
  beforeEach(async () => {
    pullsOf(1, 2, 3, 4, 5, 6, 7);
    await world.round();
    world.done.length = 0;
  });

  it("a year ahead ends no lifetime at once, and takes none when it is right again", async () => {
    const right = world.time;
    world.time += 365 * 24 * HOLD;
    const { problems } = await world.round();
    expect(problems).toEqual(["the copies: 7 of 7 would be deleted at once, so 7 are held"]);
    world.time = right;
    await world.round();
    world.time += HOLD;
    await world.round();
    expect([world.copies().length, removed()]).toEqual([7, []]);
  });

  it("a year back changes nothing", async () => {
    world.time -= 365 * 24 * HOLD;
    await world.round();
    expect(world.done).toEqual([]);
  });
});

describe("only what the controller made", () => {
  it("an object that carries its label, but not what it writes, is left alone and told", async () => {
    const service = serviceOf("payments-pr-99", "other");
    Object(service.metadata).labels = {
      "app.kubernetes.io/managed-by": "understudy",
      "understudy.dev/stack": "understudy-controller",
      "understudy.dev/route-key": "pr-99",
    };
    world.add(service);
    expect((await world.round()).problems).toEqual([
      "Service shop/payments-pr-99: carries the controller's label, but not the rest of what the controller writes, and is left alone",
    ]);
    expect(world.done).toEqual([]);
  });

  it("a copy that was renamed by hand is left alone", async () => {
    pullsOf(12);
    await world.round();
    const stolen = structuredClone(world.objects.get("Deployment shop/payments-pr-12"));
    Object(stolen).metadata.name = "precious-pr-12";
    Object(stolen).metadata.uid = "of-precious";
    world.add(Object(stolen));
    close(12);
    await world.round();
    expect(world.objects.has("Deployment shop/precious-pr-12")).toBe(true);
    expect(world.objects.has("Deployment shop/payments-pr-12")).toBe(false);
  });

  it("somebody else's object of a copy's name is not overwritten", async () => {
    pullsOf(12, 13);
    const theirs = deploymentOf("payments-pr-12");
    Object(theirs.metadata).annotations = {};
    world.add(theirs);
    const { lines, problems } = await world.round();
    expect(lines[1]).toBe("shop/payments-pr-13: made");
    expect(problems).toEqual([
      "Deployment shop/payments-pr-12: exists already, and is not the controller's or is being deleted",
    ]);
    expect(world.objects.get("Deployment shop/payments-pr-12")).toBe(theirs);
  });

  it("one that somebody makes in the middle of a round is not overwritten either", async () => {
    pullsOf(12);
    const { read } = world.cluster;
    world.cluster = {
      ...world.cluster,
      read: async () => {
        const view = await read();
        world.add(serviceOf("payments-pr-12", "other"));
        return view;
      },
    };
    expect((await world.round()).problems).toEqual(["apply Service shop/payments-pr-12: conflict"]);
  });

  it("one that has got the name of a copy in the middle of a round is not changed, and the next round tells it", async () => {
    pullsOf(12);
    await world.round();
    world.pulls = [pullOf(12, { sha: "b".repeat(40) })];
    const plan = await world.plan();
    const theirs = deploymentOf("payments-pr-12");
    Object(theirs.metadata).annotations = {};
    world.add(theirs);
    const conflict = "apply Deployment shop/payments-pr-12: conflict";
    const problems = await world.carryOut(plan);
    expect(problems.map(({ where, what }) => `${where}: ${what}`)).toEqual([conflict]);
    expect(world.objects.get("Deployment shop/payments-pr-12")).toBe(theirs);
    expect((await world.round()).problems).toEqual([
      "Deployment shop/payments-pr-12: exists already, and is not the controller's or is being deleted",
    ]);
  });

  it("one that is removed in the middle of a round is made by the next one", async () => {
    pullsOf(12);
    await world.round();
    world.pulls = [pullOf(12, { sha: "b".repeat(40) })];
    const plan = await world.plan();
    world.objects.delete("Deployment shop/payments-pr-12");
    expect((await world.carryOut(plan)).map(({ what }) => what)).toEqual(["conflict"]);
    expect((await world.round()).lines).toEqual(["shop/payments-pr-12: changed"]);
    expect(world.objects.has("Deployment shop/payments-pr-12")).toBe(true);
  });

  it("one that has got the name of a copy in the middle of a round is not removed", async () => {
    pullsOf(12);
    await world.round();
    close(12);
    const plan = await world.plan();
    const fresh = structuredClone(world.objects.get("Service shop/payments-pr-12"));
    Object(fresh).metadata.uid = "another";
    world.add(Object(fresh));
    expect((await world.carryOut(plan)).map(({ what }) => what)).toEqual(["conflict"]);
    expect(world.objects.has("Service shop/payments-pr-12")).toBe(true);
  });

  it("what is left of a copy after a crash is completed or removed", async () => {
    pullsOf(12, 13);
    await world.round();
    world.objects.delete("Service shop/payments-pr-12");
    world.objects.delete("Deployment shop/payments-pr-13");
    close(13);
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: changed",
      "shop/payments-pr-13: deleted: it is closed",
    ]);
    expect([...world.objects.keys()].filter((name) => name.includes("pr-")).sort()).toEqual([
      "Deployment shop/payments-pr-12",
      "Service shop/payments-pr-12",
    ]);
  });
});

describe("routes go before copies", () => {
  it("a copy that a route leads to is marked, stays until the route is gone, and then goes", async () => {
    pullsOf(12);
    await world.round();
    world.routes.set("payments-pr-12", "shop/payments-router");
    close(12);
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: being deleted: VirtualService shop/payments-router still leads to it",
    ]);
    const { annotations } = Object(world.objects.get("Service shop/payments-pr-12")).metadata;
    expect(annotations["understudy.dev/route-withdrawn"]).toBe("2026-11-27T14:00:00Z");
    expect(world.settled).toBe(0);
    world.routes.clear();
    await world.round();
    expect([world.copies(), world.settled]).toEqual([[], 1]);
  });

  it("one that is wanted again in the meantime loses the mark", async () => {
    pullsOf(12);
    await world.round();
    world.routes.set("payments-pr-12", "shop/payments-router");
    close(12);
    await world.round();
    pullsOf(12);
    expect((await world.round()).lines).toEqual(["shop/payments-pr-12: unchanged"]);
    const { annotations } = Object(world.objects.get("Service shop/payments-pr-12")).metadata;
    expect(annotations).not.toHaveProperty(["understudy.dev/route-withdrawn"]);
  });

  it("nothing is removed if nobody may say where routes lead, and other copies are cared for", async () => {
    pullsOf(12);
    await world.round();
    world.pulls.push(pullOf(13));
    close(12);
    const problem = { where: "cluster", what: "you may not list virtualservices" };
    world.cluster = { ...world.cluster, leading: async () => problem };
    expect(await world.round()).toEqual({
      lines: ["shop/payments-pr-12: being deleted: it is closed", "shop/payments-pr-13: made"],
      problems: ["cluster: you may not list virtualservices"],
    });
    expect(removed()).toEqual([]);
  });

  it("nothing is removed if the mark is refused", async () => {
    pullsOf(12);
    await world.round();
    close(12);
    world.refuses = (what) => (what.startsWith("annotate Service") ? "no right" : undefined);
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: being deleted: it is closed",
    ]);
    expect(world.copies()).toEqual(["shop/payments-pr-12"]);
  });
});
