import { describe, expect, test } from "vitest";
import { ownerName, ownerOf, stackLabel, withOwner } from "../../../src/emit/common/stackOwner.ts";

const OWNER = { organization: "acme", project: "understudy", stack: "stg", id: "44d3130e31de6773" };

test("an object names its stack by labels to select by, and by an annotation with all its words", () => {
  const metadata = { name: "shop", labels: { app: "shop" }, annotations: { team: "shop" } };
  expect(withOwner({ kind: "Service", metadata }, OWNER)).toEqual({
    kind: "Service",
    metadata: {
      name: "shop",
      labels: {
        app: "shop",
        "understudy.dev/stack": "stg",
        "understudy.dev/stack-id": "44d3130e31de6773",
      },
      annotations: { team: "shop", "understudy.dev/stack": "acme/understudy/stg" },
    },
  });
});

test.each([
  ["with all that Pulumi knows", OWNER, "acme/understudy/stg"],
  ["written by render", { project: "understudy", stack: "stg" }, "understudy/stg"],
])("an owner %s is read back from its object", (_, owner, name) => {
  expect(ownerName(owner)).toBe(name);
  expect(ownerOf(withOwner({ metadata: {} }, owner).metadata)).toEqual(owner);
});

test("an object without the annotation has no known owner, also if it has the label of an earlier version", () => {
  expect(ownerOf({})).toBeUndefined();
  expect(ownerOf({ labels: { "understudy.dev/stack": "stg" } })).toBeUndefined();
});

describe("a stack's name as a label", () => {
  test("is the name, if that is a label", () => {
    expect(stackLabel("preview-pr_1.2")).toBe("preview-pr_1.2");
  });

  test.each([
    ["too long", "s".repeat(64)],
    ["of another end", "stg-"],
    ["of another start", "_stg"],
  ])("is shortened and keeps its own hash, if it is %s", (_, stack) => {
    const label = stackLabel(stack);
    expect(label).toMatch(/^[a-z\d][\w.-]*-[\da-f]{8}$/);
    expect(label.length).toBeLessThanOrEqual(63);
    expect(stackLabel(`${stack}_`)).not.toBe(label);
  });
});
