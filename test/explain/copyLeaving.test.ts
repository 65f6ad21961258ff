import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { describe, expect, test } from "vitest";
import { deploymentOf, HOUR, NOW, pullOf } from "../controller/fixture.ts";
import { COPY, explained, runningCopy, step } from "./explained.ts";

describe("a copy that is to go", () => {
  test("says why, also while requests still reach it", async () => {
    const world = await runningCopy();
    world.pulls = [pullOf(12, { isOpen: false })];
    const [only] = await explained(world, "pr-12");
    expect([only?.isReached, only?.steps[3], only?.steps[5]?.state]).toEqual([
      true,
      {
        ...{ step: "pull request", state: "failed" },
        reason: "github.com/acme/payments#12: it is closed",
      },
      "failed",
    ]);
    expect(only?.steps[5]?.reason).toMatch(
      /; the next round finds it to be deleted: it is closed$/,
    );
  });

  test("says since when its origin is gone", async () => {
    const world = await runningCopy();
    world.objects.delete("Deployment shop/payments");
    await world.round();
    world.time += HOUR / 2;
    expect(await step("origin", world)).toEqual({
      ...{ step: "origin", state: "failed", time: "2026-11-27T14:00:00Z" },
      reason:
        "Deployment shop/payments: it is gone, or asks for no copies any more; its copies go after an hour",
    });
    expect(NOW).toBe(Date.parse("2026-11-27T14:00:00Z"));
  });

  test.each<[string, Deployment, string]>([
    [
      "another Deployment of the same name",
      Object.assign(deploymentOf("payments"), {
        metadata: { ...deploymentOf("payments").metadata, uid: "another" },
      }),
      "its origin was removed, and there is another one of the same name",
    ],
    [
      "one that names another repository",
      deploymentOf("payments", { "understudy.dev/github-repository": "acme/money" }),
      "its origin names another repository",
    ],
  ])("says that there is %s in its origin's place", async (_, other, reason) => {
    const world = await runningCopy();
    world.add(other);
    world.pulls = [];
    expect(await step("origin", world)).toEqual({
      ...{ step: "origin", state: "failed" },
      reason: `Deployment shop/payments: ${reason}; its copies go after an hour`,
    });
  });

  test("follows another Deployment of the same name while its pull request is open", async () => {
    const world = await runningCopy();
    const metadata = { ...deploymentOf("payments").metadata, uid: "another" };
    world.add(Object.assign(deploymentOf("payments"), { metadata }));
    expect((await step("origin", world))?.state).toBe("done");
  });

  test("has its routes taken away since its deletion began", async () => {
    const world = await runningCopy();
    world.pulls = [pullOf(12, { isOpen: false })];
    world.routes.set(COPY, "shop/payments-router");
    await world.round();
    expect(await step("route", world)).toEqual({
      ...{ step: "route", state: "failed", time: "2026-11-27T14:00:00Z" },
      reason:
        "its routes are being taken away, because it is being deleted; VirtualService shop/payments-router still has them",
    });
  });
});
