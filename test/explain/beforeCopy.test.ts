import { describe, expect, test } from "vitest";
import { deploymentOf, pullOf, serviceOf } from "../controller/fixture.ts";
import { COPY, explained, runningCopy, step, steps, textOf, worldWith } from "./explained.ts";

describe("before there is a copy,", () => {
  const REST = [
    'waiting image: comes after the step "pull request"',
    'waiting objects: comes after the step "image"',
    'waiting pods: comes after the step "objects"',
    'waiting endpoints: comes after the step "objects"',
    'waiting route: comes after the step "objects"',
  ];

  test.each<[string, Record<string, string>, Parameters<typeof pullOf>[1], string]>([
    ["a draft", {}, { isDraft: true }, "it is a draft"],
    ["from a fork", {}, { isFork: true }, "it is from a fork"],
    [
      "without its label",
      { "understudy.dev/preview-label": "qa" },
      {},
      "it does not have the label qa",
    ],
    [
      "for another branch",
      { "understudy.dev/preview-base": "main" },
      { baseBranch: "next" },
      "it is not for the branch main",
    ],
    [
      "older than its lifetime",
      { "understudy.dev/preview-lifetime": "30m" },
      {},
      "its lifetime is over since 2026-11-27T13:30:00Z",
    ],
  ])("a pull request %s gets none, and the step says so", async (_, annotations, pull, reason) => {
    const world = worldWith(annotations);
    world.pulls = [pullOf(12, pull)];
    expect((await steps(world)).slice(3)).toEqual([
      `failed pull request: github.com/acme/payments#12: ${reason}`,
      ...REST,
    ]);
  });

  test("a pull request that is closed is not open", async () => {
    const world = worldWith();
    world.pulls = [];
    expect((await steps(world)).slice(2)).toEqual([
      "done repository: github.com/acme/payments has 0 open pull requests",
      "failed pull request: github.com/acme/payments#12 is not open",
      ...REST,
    ]);
  });

  test("two pull requests that would share the key are both told", async () => {
    const world = worldWith();
    world.add(deploymentOf("users"), serviceOf("users"));
    world.pulls.push(pullOf(12, { repository: "github.com/acme/users" }));
    const all = await explained(world, "pr-12");
    expect(all.map(({ name, steps }) => [name, steps[3]?.state])).toEqual([
      ["shop/payments-pr-12", "failed"],
      ["shop/users-pr-12", "failed"],
    ]);
    expect(all[0]?.steps[3]?.reason).toMatch(
      /^github.com\/acme\/payments#12: its key pr-12 is also that of github.com\/acme\/users#12: give /,
    );
  });

  test("another repository without such a pull request is none of the key's copies", async () => {
    const world = worldWith();
    world.add(deploymentOf("users"), serviceOf("users"));
    expect((await explained(world, "pr-12")).map(({ name }) => name)).toEqual([
      "shop/payments-pr-12",
    ]);
  });

  test("an image is awaited since the push; a registry that refuses leaves it open", async () => {
    const world = worldWith();
    world.imageOf = () => ({ state: "absent" });
    const since = { step: "image", time: "2026-11-27T13:00:00Z" };
    const image = "registry.example.com/payments:pr-12-aaaaaaa";
    expect(await step("image", world)).toEqual({
      ...{ ...since, state: "waiting" },
      reason: `waiting for the image ${image} since 2026-11-27T13:00:00Z`,
    });
    world.imageOf = () => ({ state: "unknown", reason: "status 401" });
    expect(await step("image", world)).toEqual({
      ...{ ...since, state: "unknown" },
      reason: `cannot tell whether there is an image ${image}: status 401`,
    });
  });

  test("its objects are made by the next round, unless a limit or another object stands in the way", async () => {
    const limited = { "understudy.dev/preview-limit": "1" };
    expect(await step("objects", worldWith())).toEqual({
      ...{ step: "objects", state: "waiting" },
      reason: "the next round of preview reconcile makes them",
    });
    const full = worldWith(limited);
    full.pulls = [pullOf(11)];
    await full.round();
    full.pulls.push(pullOf(12));
    expect(await step("objects", full)).toEqual({
      ...{ step: "objects", state: "waiting" },
      reason: "Deployment shop/payments is full (copies: 1, at most 1)",
    });
    const taken = worldWith();
    taken.add(serviceOf(COPY, "other"));
    expect(await step("objects", taken)).toEqual({
      ...{ step: "objects", state: "failed" },
      reason: "Service shop/payments-pr-12 exists already, from somebody else",
    });
  });

  test("a namespace that allows none is told before all that follows from it", async () => {
    const world = worldWith();
    world.allowed = () => false;
    expect((await steps(world)).slice(0, 4)).toEqual([
      "failed namespace: no copies may be made in shop",
      "done origin: Deployment shop/payments asks for copies of github.com/acme/payments, for requests to its Service payments",
      'waiting repository: comes after the step "namespace"',
      'waiting pull request: comes after the step "repository"',
    ]);
  });

  test("a namespace that allows none, and mistakes in annotations, are told with their fixes", async () => {
    const world = worldWith({ "understudy.dev/preview-lifetime": "soon" });
    world.allowed = () => false;
    const [only] = await explained(world, "pr-12");
    expect(only?.madeFor).toBe("no pull request");
    expect(only?.steps.slice(0, 4)).toEqual([
      {
        ...{ step: "namespace", state: "failed", reason: "no copies may be made in shop" },
        fix: "Label it understudy.dev/previews=true, or name it with --namespaces.",
      },
      {
        ...{ step: "origin", state: "failed" },
        reason:
          'Deployment shop/payments: understudy.dev/preview-lifetime: expected a duration above zero such as "10m", received "soon"',
      },
      {
        ...{ step: "repository", state: "waiting" },
        reason: 'comes after the step "origin"',
      },
      {
        ...{ step: "pull request", state: "waiting" },
        reason: 'comes after the step "origin"',
      },
    ]);
  });
});

describe("without a forge,", () => {
  const NOT_ASKED =
    "unknown repository: github.com/acme/payments could not be read: nobody was asked; --from github or --from <file> says whom to ask";

  test("what the pull request says is left open, and the rest of the copy is told", async () => {
    const world = await runningCopy();
    const [only] = await explained(world, "pr-12", { withoutForge: true });
    expect([only?.isReached, ...(only?.steps ?? []).slice(2, 4).map(textOf)]).toEqual([
      true,
      NOT_ASKED,
      "unknown pull request: whether github.com/acme/payments#12 is open cannot be told",
    ]);
    expect(only?.steps[4]?.reason).toMatch(/^the copy has .*:pr-12-aaaaaaa@.* of commit aaaaaaa$/);
  });

  test("a copy that is not there is found by the template of its key", async () => {
    const world = worldWith({ "understudy.dev/preview-key": "pay-{number}" });
    const [only] = await explained(world, "pay-7", { withoutForge: true });
    expect([only?.name, only?.madeFor, only?.isReached]).toEqual([
      "shop/payments-pay-7",
      "github.com/acme/payments#7",
      false,
    ]);
    expect(await explained(world, "pr-7", { withoutForge: true })).toEqual([]);
  });
});
