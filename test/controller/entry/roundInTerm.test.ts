import { expect, test } from "vitest";
import { Metrics } from "../../../src/controller/entry/metrics.ts";
import { roundInTerm } from "../../../src/controller/entry/roundInTerm.ts";
import { LeaseLost } from "../../../src/controller/lease/onlyInTerm.ts";
import type { Show } from "../../../src/controller/loop/doRound.ts";
import { UserError } from "../../../src/problem.ts";
import { FakeWorld } from "../fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "../fixture.ts";

const IMAGE = {
  "understudy.dev/preview-image": "registry.example.com/payments:pr-{number}-{sha7}",
};

function controllerOf(term: number | undefined) {
  const fake = new FakeWorld();
  fake.add(deploymentOf("payments", IMAGE), serviceOf("payments"));
  fake.pulls = [pullOf(12)];
  const leadership = { term };
  const metrics = new Metrics();
  const told: string[] = [];
  const show: Show = async (notices) => {
    told.push(...notices.map(({ reason }) => reason));
    return [];
  };
  const options = { limits: { all: 50, namespace: 20 }, confirmDeletes: false };
  return {
    fake,
    leadership,
    metrics,
    told,
    round: () => roundInTerm({ world: fake, show, leadership, metrics, options }),
  };
}

const results = (metrics: Metrics) =>
  Object.fromEntries(
    [...metrics.text(true).matchAll(/rounds_total\{result="(.*)"\} (\d+)/g)].map(
      ([, result, n]) => [result, Number(n)],
    ),
  );

test("with the Lease it does a round, and a second one writes nothing", async () => {
  const { fake, metrics, round } = controllerOf(1);
  expect((await round()).lines.map(({ state }) => state)).toEqual(["made"]);
  fake.done.length = 0;
  expect((await round()).lines.map(({ state }) => state)).toEqual(["unchanged"]);
  expect(fake.done).toEqual([]);
  expect(results(metrics)).toEqual({ done: 2, failed: 0, lease_lost: 0 });
});

test("after it has lost the Lease it tells nothing at Deployments either", async () => {
  const { fake, leadership, told, round } = controllerOf(1);
  fake.refuses = () => "quota exceeded";
  await round();
  expect(told).toEqual(["CopyRefused"]);
  fake.cluster.compose = async () => {
    leadership.term = undefined;
    return { isChanged: false, waiting: [], problems: [], warnings: [], leftOut: [] };
  };
  await expect(round()).rejects.toThrow(LeaseLost);
  expect(told).toEqual(["CopyRefused"]);
});

test("without the Lease it asks nobody and counts no round", async () => {
  const { fake, metrics, round } = controllerOf(undefined);
  fake.cluster.read = () => Promise.reject(new Error("asked"));
  expect(await round()).toEqual({ lines: [], problems: [], warnings: [] });
  expect(results(metrics)).toEqual({ done: 0, failed: 0, lease_lost: 0 });
});

test("a round that loses the Lease, and one whose cluster is away, are told and counted apart", async () => {
  const { fake, leadership, metrics, round } = controllerOf(1);
  const { read } = fake.cluster;
  fake.cluster.read = () => {
    leadership.term = undefined;
    return read();
  };
  await expect(round()).rejects.toThrow(LeaseLost);
  expect(fake.done).toEqual([]);
  leadership.term = 2;
  fake.cluster.read = () => Promise.reject(new Error("fetch failed"));
  await expect(round()).rejects.toThrow(UserError);
  expect(results(metrics)).toEqual({ done: 0, failed: 1, lease_lost: 1 });
});

test("pull requests are told in the term alone, and a term that ends leaves the rest to the next process", async () => {
  const { fake, leadership, round } = controllerOf(1);
  const calls: (AbortSignal | undefined)[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<never[]>();
  fake.tell = (_, until) => {
    calls.push(until);
    return ended;
  };
  const report = (await round()).report?.();
  await expect.poll(() => calls.length).toBe(1);
  expect(calls[0]?.aborted).toBe(false);
  leadership.term = 2;
  await expect.poll(() => calls[0]?.aborted).toBe(true);
  end([]);
  await report;

  leadership.term = 3;
  const late = (await round()).report;
  leadership.term = undefined;
  expect(await late?.()).toEqual([]);
  expect(calls).toHaveLength(1);
});
