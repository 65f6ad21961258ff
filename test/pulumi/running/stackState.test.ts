import { expect, test } from "vitest";
import type { StackState } from "../../../src/emit/common/stackOwner.ts";
import { stackState } from "../../../src/pulumi/running/stackState.ts";
import { runProgram } from "../../pulumi.ts";

const READ = "pulumi:pulumi:readStackResourceOutputs";
const NAME = "understudy/test";

test("a stack without a state has no id, and nothing in it is known", async () => {
  expect(await stateOf(undefined)).toEqual({ owner: { project: "understudy", stack: "test" } });
});

test("a state without an object gets an id, which a program asks for once", async () => {
  const { result } = await runProgram(async () => [await stackState(), await stackState()], {
    answers: { [READ]: { outputs: {} } },
  });
  const [first, second] = result;
  expect(first?.owner.id).toMatch(/^[\da-f]{16}$/);
  expect(first?.uids).toEqual(new Set());
  expect(second).toBe(first);
});

test("the id of a state is the one that its objects have", async () => {
  const { owner, uids } = await stateOf({
    "urn::provider": { type: "pulumi:providers:kubernetes", outputs: {} },
    "urn::a": object("kubernetes:core/v1:Service", "1", NAME, "aaaa"),
    "urn::b": object("kubernetes:apps/v1:Deployment", "2"),
  });
  expect(owner.id).toBe("aaaa");
  expect(uids).toEqual(new Set(["1", "2"]));
});

test("the namespace of another stack, which this one adopted, does not give its id", async () => {
  const namespace = "kubernetes:core/v1:Namespace";
  const ofOther = await stateOf({ "urn::a": object(namespace, "1", "understudy/other", "aaaa") });
  expect(ofOther.owner.id).not.toBe("aaaa");
  // The other one may have the same name, at another place.
  const ofNamesake = await stateOf({
    "urn::a": object(namespace, "1", NAME, "aaaa"),
    "urn::b": object("kubernetes:core/v1:Service", "2", NAME, "bbbb"),
  });
  expect(ofNamesake.owner.id).toBe("bbbb");
});

function object(type: string, uid: string, stack?: string, id?: string) {
  const metadata = {
    uid,
    ...(id !== undefined && { labels: { "understudy.dev/stack-id": id } }),
    ...(stack !== undefined && { annotations: { "understudy.dev/stack": stack } }),
  };
  return { type, outputs: { metadata } };
}

async function stateOf(outputs: Record<string, unknown> | undefined): Promise<StackState> {
  const answers = { [READ]: outputs === undefined ? {} : { outputs } };
  return (await runProgram(() => stackState(), { answers })).result;
}
