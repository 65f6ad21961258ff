import { expect, test } from "vitest";
import { noticesOf } from "../../../src/controller/loop/notices.ts";
import { FakeWorld } from "../fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "../fixture.ts";

const IMAGE = {
  "understudy.dev/preview-image": "registry.example.com/payments:pr-{number}-{sha7}",
};

function worldOf(...numbers: number[]): FakeWorld {
  const world = new FakeWorld();
  world.add(deploymentOf("payments", IMAGE), serviceOf("payments"));
  world.pulls = numbers.map((number) => pullOf(number));
  return world;
}

/** Does a round, and returns what is told at Deployments. */
async function told(world: FakeWorld): Promise<string[]> {
  const plan = await world.plan();
  await world.carryOut(plan);
  return noticesOf(plan).map(({ about: { namespace, name, uid }, reason, text }) =>
    [`${namespace}/${name} ${uid}`, reason, text].join(" | "),
  );
}

test("a mistake in annotations is told at its Deployment, and copies that are well are not", async () => {
  const world = worldOf(12);
  const annotations = { "understudy.dev/preview-drafts": "maybe" };
  world.add(deploymentOf("users", annotations), serviceOf("users"));
  expect(await told(world)).toEqual([
    expect.stringMatching(
      /^shop\/users uid-of-users \| AnnotationMistake \| Deployment shop\/users: understudy.dev\/preview-drafts: expected/,
    ),
  ]);
});

test("what the cluster refuses is told at the origin", async () => {
  const world = worldOf(12);
  world.refuses = (what) => (what.startsWith("apply Deployment") ? "quota exceeded" : undefined);
  expect(await told(world)).toEqual([
    "shop/payments uid-of-payments | CopyRefused | shop/payments-pr-12 (github.com/acme/payments#12): quota exceeded",
  ]);
});

test("each deletion that is held is told at the origin", async () => {
  const world = worldOf(12, 13, 14, 15);
  await world.round();
  world.pulls = world.pulls.map((pull) => ({ ...pull, isOpen: false }));
  const all = await told(world);
  expect(all).toHaveLength(4);
  expect(all[0]).toBe(
    "shop/payments uid-of-payments | DeletionHeld | shop/payments-pr-12 (github.com/acme/payments#12): it is closed",
  );
});

test("what keeps routes away is told once at the copies' Deployment, and at a Service that is no copy", async () => {
  const world = worldOf(12, 13);
  const problem = { where: "VirtualService shop/team", what: "stays as it is" };
  const origin = { name: "payments", uid: "uid-of-payments" };
  const unrouted = (name: string) => ({ namespace: "shop", name, uid: `uid-of-${name}`, problem });
  world.leftOut = [
    { ...unrouted("payments-pr-12"), origin },
    { ...unrouted("payments-pr-13"), origin },
    unrouted("payments-ann"),
  ];
  const plan = await world.plan();
  await world.carryOut(plan);
  const notice = { reason: "NoRoutes", text: "VirtualService shop/team: stays as it is." };
  expect(noticesOf(plan)).toEqual([
    { ...notice, about: { namespace: "shop", ...origin } },
    {
      ...notice,
      about: {
        ...{ kind: "Service", namespace: "shop" },
        ...{ name: "payments-ann", uid: "uid-of-payments-ann" },
      },
      mayBeRefused: true,
    },
  ]);
});

test("what asks for copies where none may be made is told at its Deployment, with its mistakes", async () => {
  const world = worldOf();
  const annotations = { "understudy.dev/preview-drafts": "maybe" };
  world.add(deploymentOf("vault", annotations, "private"), serviceOf("vault", "vault", "private"));
  const plan = await world.plan();
  expect(noticesOf(plan)).toEqual([
    {
      about: { namespace: "private", name: "vault", uid: "uid-of-vault" },
      reason: "NamespaceNotAllowed",
      text: expect.stringContaining("asks for copies, but none may be made in its namespace"),
      mayBeRefused: true,
    },
    {
      about: { namespace: "private", name: "vault", uid: "uid-of-vault" },
      reason: "AnnotationMistake",
      text: expect.stringContaining('expected "true" or "false", received "maybe"'),
      mayBeRefused: true,
    },
  ]);
});
