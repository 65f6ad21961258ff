import type { Container, PodSpec } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import type { PreviewConfig } from "../../../src/campaign/routingConfig.ts";
import {
  changeContainer,
  changeEnv,
  mainContainer,
} from "../../../src/emit/preview/previewContainer.ts";
import type { Problem } from "../../../src/problem.ts";
import { PREVIEW } from "../previewFixture.ts";

const WHERE = "previews[0]";
const podOf = (...names: string[]): PodSpec => ({ containers: names.map((name) => ({ name })) });

describe("the container that changes", () => {
  const choose = (pod: PodSpec, changes: Partial<PreviewConfig>) => {
    const problems: Problem[] = [];
    const container = mainContainer(pod, { ...PREVIEW, ...changes }, WHERE, problems);
    return { container, problems };
  };

  test("is the only one of the team's: Istio's settings of its sidecar are none", () => {
    expect(choose(podOf("istio-proxy", "app"), { image: "a:2" })).toEqual({
      container: "app",
      problems: [],
    });
  });

  test("is the one that the preview names", () => {
    expect(choose(podOf("app", "proxy"), { container: "proxy" })).toEqual({
      container: "proxy",
      problems: [],
    });
  });

  test("has to be named where there are several", () => {
    expect(choose(podOf("web", "worker"), { env: { A: "1" } })).toEqual({
      container: undefined,
      problems: [
        {
          where: "previews[0]",
          what: 'expected "container" to say which one is meant: the containers of Deployment payments are web, worker',
          fix: 'Write, for example, "container: web".',
        },
      ],
    });
  });

  test("need not be named where nothing of it changes", () => {
    expect(choose(podOf("web", "worker"), {})).toEqual({ container: undefined, problems: [] });
  });

  test("is a problem with the nearest name where there is none of its name", () => {
    expect(choose(podOf("web", "worker"), { container: "wrker" })).toEqual({
      container: undefined,
      problems: [
        {
          where: "previews[0].container",
          what: 'expected one of web, worker, the containers of Deployment payments, received "wrker"',
          fix: 'Did you mean "worker"?',
        },
      ],
    });
  });
});

describe("its changes", () => {
  const change = (container: Container, changes: Partial<PreviewConfig>) => {
    const problems: Problem[] = [];
    const changed = changeContainer(container, { ...PREVIEW, ...changes }, WHERE, problems);
    return { changed, problems };
  };

  test("image and resources take the place of the origin's whole ones", () => {
    const container = {
      name: "app",
      image: "a:1",
      resources: { limits: { cpu: "4" }, requests: { cpu: "4" } },
      workingDir: "/app",
    };
    const resources = { limits: { memory: "64Mi" } };
    expect(change(container, { image: "a:2", resources })).toEqual({
      changed: { name: "app", image: "a:2", resources, workingDir: "/app" },
      problems: [],
    });
  });

  test("without any, the container is as it was", () => {
    const container = { name: "app", image: "a:1" };
    expect(change(container, {})).toEqual({ changed: container, problems: [] });
  });

  test("removing a variable that is not there is a problem", () => {
    const container = { name: "app", env: [{ name: "LOG_LEVEL", value: "info" }] };
    const where = "previews[0].env.LOG_LEVLE";
    const what = "container app has no variable of this name that could be removed";
    expect(change(container, { env: { LOG_LEVLE: null } }).problems).toEqual([
      { where, what, fix: 'Did you mean "LOG_LEVEL"?' },
    ]);
    const others = { name: "app", envFrom: [{ secretRef: { name: "s" } }] };
    expect(change(others, { env: { LOG_LEVLE: null } }).problems).toEqual([
      {
        where,
        what,
        fix: 'One that comes with envFrom can only be set to another value, such as "".',
      },
    ]);
  });
});

test("variables keep their places, later ones may refer to them; new ones come last", () => {
  const secret = { name: "B", valueFrom: { secretKeyRef: { name: "s", key: "b" } } };
  const before = [{ name: "A", value: "1" }, secret, { name: "C", value: "3" }, { name: "D" }];
  expect(changeEnv(before, { NEW: "$(C)", C: "4", D: null, NO: null, EMPTY: "" })).toEqual([
    { name: "A", value: "1" },
    secret,
    { name: "C", value: "4" },
    { name: "NEW", value: "$(C)" },
    { name: "EMPTY", value: "" },
  ]);
});

test("a variable of the origin's that comes from a Secret can be set to a text", () => {
  const before = [{ name: "B", valueFrom: { secretKeyRef: { name: "s", key: "b" } } }];
  expect(changeEnv(before, { B: "x" })).toEqual([{ name: "B", value: "x" }]);
});
