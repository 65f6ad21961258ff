import { describe, expect, test } from "vitest";
import type { LocustObject } from "../../../src/loadtest/cluster/objects.ts";
import { waitReady } from "../../../src/loadtest/cluster/waitReady.ts";
import { UserError } from "../../../src/problem.ts";
import { CORE, fakePlace, pod } from "./fakePlace.ts";

const OBJECTS: LocustObject[] = [
  Object({ kind: "Pod", metadata: { name: "locust-master", namespace: "loadtest" } }),
];
const PATH = `${CORE}/pods/locust-master`;
const NEVER = 1_000_000;

async function problemsOf(
  status: object,
  {
    patience = {},
    log,
    spec,
    times = 1,
  }: { patience?: object; log?: string; spec?: object; times?: number } = {},
) {
  const master = pod("locust-master", status);
  const { place, cluster, said } = await fakePlace({ [PATH]: { ...master, spec } });
  for (let n = 1; n < times; n++) {
    cluster.objects.set(`${CORE}/pods/w-${n}`, pod(`w-${n}`, status));
  }
  if (log !== undefined) cluster.logs.set(`${PATH}/log`, log);
  const pace = { pollMs: 1, readyMs: NEVER, troubleMs: NEVER, ...patience };
  const error = await waitReady(place, OBJECTS, 1, pace).catch((reason) => reason);
  expect(error).toBeInstanceOf(UserError);
  return { problems: error.problems, said };
}

const container = (state: object, restartCount = 0) => ({
  phase: "Pending",
  containerStatuses: [{ name: "locust", image: "shop/locust:1", restartCount, state }],
});
const noNode = (message: string) => ({
  phase: "Pending",
  conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
});

describe("waiting ends", () => {
  test("at once for a trouble that does not pass, which is told once", async () => {
    const waiting = { reason: "ImagePullBackOff", message: "not found" };
    const { problems, said } = await problemsOf(container({ waiting }));
    expect(problems).toEqual([
      {
        where: "Pod locust-master",
        what: "its image shop/locust:1 cannot be pulled: not found",
        fix: "Look at the image's name in LOCUST_MANIFEST, and at the pull secrets.",
      },
    ]);
    expect(said.join()).not.toContain("cannot be pulled");
  });

  test("with what several pods have in common told of the first one", async () => {
    const waiting = { reason: "InvalidImageName", message: "no image" };
    const { problems } = await problemsOf(container({ waiting }), { times: 3 });
    expect(problems.map(({ where }: { where: string }) => where)).toEqual(["Pod locust-master"]);
  });

  test("after a while for one that passes shortly or not at all, which is told at once", async () => {
    const waiting = { reason: "ErrImagePull", message: "timeout" };
    const { problems, said } = await problemsOf(container({ waiting }), {
      patience: { troubleMs: 20 },
    });
    expect(problems.length).toBe(1);
    expect(said.filter((line) => line.includes("cannot be pulled"))).toEqual([
      "Pod locust-master: its image shop/locust:1 cannot be pulled: timeout; waiting",
    ]);
  });

  test("only with the whole time if no node has room, since nodes are added within minutes", async () => {
    const { problems } = await problemsOf(noNode("0/1 nodes are available: 1 Insufficient cpu."), {
      patience: { troubleMs: 0, readyMs: 50 },
    });
    expect(problems).toEqual([
      {
        where: "Pod locust-master",
        what: "no node takes it: 0/1 nodes are available: 1 Insufficient cpu.",
        fix: "Ask for less in the stack's resources, use fewer workers, or add a node.",
      },
    ]);
  });

  test("after the whole time without any trouble, with what was seen last", async () => {
    const { problems } = await problemsOf({ phase: "Pending" }, { patience: { readyMs: 20 } });
    expect(problems).toEqual([
      {
        where: "loadtest",
        what: "not ready after 0.02 s: the master is not ready yet, 0 of 1 workers are ready, the master counts 0; the master does not answer on port 8090",
        fix: "Look at the logs of locust-master and locust-worker.",
      },
    ]);
  });
});

describe("a container that ends is explained by its log:", () => {
  const ended = container({ terminated: { exitCode: 1 } }, 2);
  const spec = {
    volumes: [{ name: "scripts", configMap: { name: "locust-scripts" } }],
    containers: [{ volumeMounts: [{ name: "scripts", mountPath: "/scripts" }] }],
  };

  test("the script's mistake, with its line", async () => {
    const log =
      'Traceback (most recent call last):\n  File "/scripts/a.py", line 3\nSyntaxError: no\n';
    expect((await problemsOf(ended, { log, spec })).problems).toEqual([
      {
        where: "Pod locust-master",
        what: "a.py, line 3: SyntaxError: no",
        fix: "Correct it, upload it, and run loadtest-setup again.",
      },
    ]);
  });

  test("else its last lines", async () => {
    const log = "1\n2\n3\n4\n5\n6\n";
    expect((await problemsOf(ended, { log })).problems[0].what).toBe(
      "container locust ended with exit code 1. It said last:\n    2\n    3\n    4\n    5\n    6",
    );
  });

  test.each([undefined, "", "\n"])("nothing if there is no log (%j)", async (log) => {
    expect((await problemsOf(ended, { ...(log !== undefined && { log }) })).problems[0].what).toBe(
      "container locust ended with exit code 1",
    );
  });
});

test("each step is told once", async () => {
  const { said } = await problemsOf({ phase: "Pending" }, { patience: { readyMs: 30 } });
  expect(said).toEqual([
    "the master is not ready yet, 0 of 1 workers are ready, the master counts 0",
  ]);
});
