import { describe, expect, test } from "vitest";
import { pullOf, shaOf } from "../controller/fixture.ts";
import { COPY, copyIn, explained, type Looked, routing, runningCopy, slice } from "./explained.ts";

describe("requests with a key", () => {
  test("reach a copy if all steps are done", async () => {
    const world = await runningCopy();
    Object.assign(copyIn(world).metadata ?? {}, {
      creationTimestamp: "2026-11-27T13:29:00Z",
      managedFields: [{ manager: "understudy-controller" }],
    });
    const [only, ...others] = await explained(world, "pr-12");
    const digest = /sha256:\w+/.exec(JSON.stringify(copyIn(world)))?.[0];
    expect([others, only]).toEqual([
      [],
      {
        name: "shop/payments-pr-12",
        madeFor: "github.com/acme/payments#12",
        isReached: true,
        steps: [
          { step: "namespace", state: "done", reason: "copies may be made in shop" },
          {
            step: "origin",
            state: "done",
            reason:
              "Deployment shop/payments asks for copies of github.com/acme/payments, for requests to its Service payments",
          },
          {
            step: "repository",
            state: "done",
            reason: "github.com/acme/payments has 1 open pull request",
          },
          {
            step: "pull request",
            state: "done",
            time: "2026-11-27T13:00:00Z",
            reason:
              "github.com/acme/payments#12 is open at commit aaaaaaa; its copy may live until 2026-11-30T13:00:00Z",
          },
          {
            step: "image",
            state: "done",
            reason: `found: registry.example.com/payments:pr-12-aaaaaaa@${digest}`,
          },
          {
            step: "objects",
            state: "done",
            time: "2026-11-27T13:29:00Z",
            reason:
              "Deployment payments-pr-12 and Service payments-pr-12, made by understudy-controller",
          },
          {
            step: "pods",
            state: "done",
            time: "2026-11-27T13:30:00Z",
            reason: "1 of 1 pods are ready",
          },
          {
            step: "endpoints",
            state: "done",
            reason: "Service shop/payments-pr-12 has 1 ready pod of the copy",
          },
          {
            step: "route",
            state: "done",
            reason:
              "VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it",
          },
        ],
      },
    ]);
  });

  test("do not reach one whose Service has no ready pod, or that no route leads to", async () => {
    const world = await runningCopy();
    const reached = async (look: Looked) => (await explained(world, "pr-12", look))[0]?.isReached;
    expect(await reached({})).toBe(true);
    expect(await reached({ slices: [slice(COPY, ["a"], false)] })).toBe(false);
    expect(await reached({ slices: [slice("payments", ["a"])] })).toBe(false);
    expect(await reached({ virtualServices: [routing("payments", "stg")] })).toBe(false);
  });

  test("reach the older image while the newer one is awaited", async () => {
    const world = await runningCopy();
    world.pulls = [pullOf(12, { sha: shaOf("b") })];
    world.imageOf = () => ({ state: "absent" });
    const [only] = await explained(world, "pr-12");
    const image = only?.steps.find((one) => one.step === "image");
    expect([only?.isReached, image?.state, image?.time]).toEqual([
      true,
      "waiting",
      "2026-11-27T13:00:00Z",
    ]);
    expect(image?.reason).toMatch(
      /^waiting for the image registry.example.com\/payments:pr-12-bbbbbbb since 2026-11-27T13:00:00Z; until then the copy has .*:pr-12-aaaaaaa@sha256:\w+ of commit aaaaaaa$/,
    );
  });
});
