import { describe, expect, test } from "vitest";
import { holderOf } from "../../src/cluster/ownership.ts";
import { type StackOwner, withOwner } from "../../src/emit/common/stackOwner.ts";

const OWN = { organization: "acme", project: "understudy", stack: "stg", id: "aaaa" };
const RENDERED = { project: "understudy", stack: "stg" };
const UNDERSTUDY = { "app.kubernetes.io/managed-by": "understudy" };
const PULUMI = { managedFields: [{ manager: "pulumi-kubernetes-1a2b3c4d" }] };
const KUBECTL = { managedFields: [{ manager: "kubectl" }] };

/** What Pulumi's program knows, and what `cluster check` knows. */
const PROGRAM = { owner: OWN, uids: new Set(["1"]) };
const CHECK = { owner: RENDERED };

const madeBy = (owner: StackOwner, rest: object = PULUMI) => ({
  ...withOwner({ metadata: { labels: UNDERSTUDY } }, owner).metadata,
  ...rest,
});

describe("an object with the id of a state", () => {
  test("is the stack's with that id, also after the stack is renamed, and of a run that was killed", () => {
    expect(holderOf(madeBy(OWN), PROGRAM)).toBe("ours");
    expect(holderOf(madeBy({ ...OWN, stack: "before" }), PROGRAM)).toBe("ours");
  });

  test.each<[string, StackOwner, string]>([
    ["stack", { ...OWN, stack: "prd", id: "bbbb" }, "the stack acme/understudy/prd"],
    ["project", { ...OWN, project: "shop", id: "bbbb" }, "the stack acme/shop/stg"],
    [
      "organization",
      { ...OWN, organization: "umbrella", id: "b" },
      "the stack umbrella/understudy/stg",
    ],
    [
      "state",
      { ...OWN, id: "bbbb" },
      "the stack acme/understudy/stg, another of the same name with its own state",
    ],
  ])("is another's with another %s, even if this one adopted it", (_, owner, other) => {
    expect(holderOf(madeBy(owner, { uid: "1", ...PULUMI }), PROGRAM)).toEqual({ other });
  });

  test("is the stack's of the same names, where no state is known", () => {
    expect(holderOf(madeBy(OWN), CHECK)).toBe("ours");
    expect(holderOf(madeBy({ ...OWN, stack: "prd" }), CHECK)).toEqual({
      other: "the stack acme/understudy/prd",
    });
  });
});

describe("an object of an earlier version, which has no id", () => {
  const labels = UNDERSTUDY;

  test("is the stack's in whose state it is", () => {
    expect(holderOf({ labels, uid: "1", ...PULUMI }, PROGRAM)).toBe("ours");
    expect(holderOf({ labels, uid: "2", ...PULUMI }, PROGRAM)).toEqual({
      other: "a stack of an earlier version, or whose state was lost",
    });
  });

  test("may be the stack's where no state is known, unless its label names another one", () => {
    expect(holderOf({ labels, ...PULUMI }, CHECK)).toBe("ours");
    const label = (stack: string) => ({ ...labels, "understudy.dev/stack": stack });
    expect(holderOf({ labels: label("stg"), ...PULUMI }, CHECK)).toBe("ours");
    expect(holderOf({ labels: label("prd"), ...PULUMI }, CHECK)).toEqual({
      other: "the stack prd",
    });
  });
});

test("an object of the stack's files is told apart from one that Pulumi made", () => {
  for (const state of [PROGRAM, CHECK]) {
    expect(holderOf(madeBy(RENDERED, KUBECTL), state)).toBe("files");
    expect(holderOf({ labels: UNDERSTUDY, ...KUBECTL }, state)).toBe("files");
    expect(holderOf(madeBy({ ...RENDERED, stack: "prd" }, KUBECTL), state)).toEqual({
      other: "the stack understudy/prd",
    });
  }
});

test("an object that no version of this project made is somebody else's, even if the stack adopted it", () => {
  expect(holderOf({ labels: { app: "shop" }, uid: "1" }, PROGRAM)).toEqual({
    other: "somebody else",
  });
});
