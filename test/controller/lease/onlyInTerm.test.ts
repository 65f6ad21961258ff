import { expect, test } from "vitest";
import { LeaseLost, onlyInTerm } from "../../../src/controller/lease/onlyInTerm.ts";
import { carryOut } from "../../../src/controller/round.ts";
import type { World } from "../../../src/controller/world.ts";
import { FakeWorld } from "../fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "../fixture.ts";

const IMAGE = {
  "understudy.dev/preview-image": "registry.example.com/payments:pr-{number}-{sha7}",
};

/** A cluster with three copies, one of which is to go, one to change and one to be made. */
async function changing() {
  const fake = new FakeWorld();
  fake.add(deploymentOf("payments", IMAGE), serviceOf("payments"));
  fake.pulls = [pullOf(12), pullOf(13)];
  await fake.round();
  fake.pulls = [pullOf(12, { isOpen: false }), pullOf(13, { sha: "b".repeat(40) }), pullOf(14)];
  fake.done.length = 0;
  const plan = await fake.plan();
  const leadership: { term: number | undefined } = { term: 1 };
  const world: World = {
    ...fake,
    cluster: onlyInTerm(fake.cluster, leadership, 1),
  };
  return { fake, plan, world, leadership };
}

test("a round changes all in its term", async () => {
  const { fake, plan, world } = await changing();
  expect(await carryOut(plan, world)).toEqual([]);
  expect(fake.done.length).toBe(7);
});

test.for(Array.from({ length: 7 }, (_, writes) => writes))(
  "a round whose Lease is lost after %i writes makes no other one",
  async (writes) => {
    const { fake, plan, world, leadership } = await changing();
    fake.refuses = () => {
      if (fake.done.length + 1 === writes) leadership.term = undefined;
      return undefined;
    };
    if (writes === 0) leadership.term = undefined;
    await expect(carryOut(plan, world)).rejects.toThrow(LeaseLost);
    // Writes that were sent before arrive.
    expect(fake.done.length).toBe(writes);
  },
);

test("a round of an earlier term changes nothing, although the Lease is held again", async () => {
  const { fake, plan, world, leadership } = await changing();
  leadership.term = 2;
  await expect(carryOut(plan, world)).rejects.toThrow(LeaseLost);
  expect(fake.done).toEqual([]);
});
