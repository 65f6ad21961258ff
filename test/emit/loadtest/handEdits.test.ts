import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { editWarnings, keepEdits } from "../../../src/emit/loadtest/handEdits.ts";
import { formatProblem } from "../../../src/problem.ts";

function properties(data: Record<string, string>): ConfigMap {
  return { metadata: { name: "locust-properties", namespace: "loadtest" }, data };
}

/** Returns the ConfigMap in the cluster after an update of the stack with these values, and edits by hand. */
function live(declared: Record<string, string>, edits: Record<string, string> = {}): ConfigMap {
  const { configMap } = keepEdits(properties(declared), undefined);
  return { ...configMap, data: { ...configMap.data, ...edits } };
}

const STACK = { WORKER_NUM: "3", LOCUST_SCRIPT: "script.py", LOCUST_MANIFEST: "a@sha256:1" };

test("without a ConfigMap in the cluster, and without edits, it is as the stack says", () => {
  const first = keepEdits(properties(STACK), undefined);
  expect(first.configMap.data).toEqual(STACK);
  expect(first.edits).toEqual([]);
  expect(keepEdits(properties(STACK), first.configMap)).toEqual(first);
});

test("an edit stays while other values follow the stack, however often it is updated", () => {
  const edited = live(STACK, { WORKER_NUM: "9" });
  const next = { ...STACK, LOCUST_MANIFEST: "a@sha256:2" };
  const second = keepEdits(properties(next), edited);
  expect(second.configMap.data).toEqual({ ...next, WORKER_NUM: "9" });
  const third = keepEdits(properties(next), second.configMap);
  expect(third).toEqual(second);
  const changed = keepEdits(properties({ ...next, WORKER_NUM: "4" }), third.configMap);
  expect(changed.configMap.data?.WORKER_NUM).toBe("9");
});

test("a warning says what is there, what the stack says, and how to give it back", () => {
  const edited = live(STACK, { WORKER_NUM: "9", LOCUST_MANIFEST: "b\nc\n" });
  const { configMap, edits } = keepEdits(properties(STACK), edited);
  expect(editWarnings(edits, configMap).map(formatProblem)).toEqual([
    'ConfigMap loadtest/locust-properties: WORKER_NUM: edited by hand, and stays: "9"; the stack says "3".\n  To give it back to the stack, remove the key WORKER_NUM there, and run pulumi up again.',
    'ConfigMap loadtest/locust-properties: LOCUST_MANIFEST: edited by hand, and stays: a text of 3 lines (sha256:bb9ead4c391dab4c); the stack says "a@sha256:1".\n  To give it back to the stack, remove the key LOCUST_MANIFEST there, and run pulumi up again.',
  ]);
});

test("a value that is removed, or edited back, is the stack's again", () => {
  const { WORKER_NUM: _, ...rest } = STACK;
  const removed = { ...live(STACK), data: rest };
  expect(keepEdits(properties(STACK), removed).edits).toEqual([]);
  const back = keepEdits(properties(STACK), live(STACK, { WORKER_NUM: "9" })).configMap;
  const again = { ...back, data: { ...back.data, WORKER_NUM: "3" } };
  const next = keepEdits(properties({ ...STACK, WORKER_NUM: "4" }), again);
  expect(next.configMap.data?.WORKER_NUM).toBe("4");
});

test("uploaded scripts stay in the same way, binary ones too", () => {
  const scripts = (data: Record<string, string>, archive: string): ConfigMap => ({
    ...properties(data),
    binaryData: { "scripts.zip": archive },
  });
  const { configMap } = keepEdits(scripts({ "a.py": "1" }, "AAAA"), undefined);
  const uploaded = { ...configMap, data: { "a.py": "2" }, binaryData: { "scripts.zip": "BBBB" } };
  const { configMap: kept, edits } = keepEdits(scripts({ "a.py": "1" }, "AAAA"), uploaded);
  expect([kept.data, kept.binaryData]).toEqual([{ "a.py": "2" }, { "scripts.zip": "BBBB" }]);
  expect(edits.map(({ key }) => key)).toEqual(["a.py", "scripts.zip"]);
});
