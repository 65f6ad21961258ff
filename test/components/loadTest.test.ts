import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LoadTest } from "../../components/index.ts";
import type { LoadTestArgs } from "../../components/loadTestArgs.ts";
import { filledObjects } from "../../src/emit/loadtest/filledLoadTest.ts";
import { keepEdits } from "../../src/emit/loadtest/handEdits.ts";
import { loadTestImageBuilds } from "../../src/emit/loadtest/loadTestImageBuilds.ts";
import { LOCUST_VERSION } from "../../src/locustVersion.ts";
import { loadStack } from "../../src/plan/loadStack.ts";
import { planStack } from "../../src/plan/planStack.ts";
import { UserError } from "../../src/problem.ts";
import { declareLoadTests } from "../../src/program/declareLoadTests.ts";
import { STACK_LABEL } from "../../src/routing/annotations.ts";
import { folderOf } from "../cli/project.ts";
import { line } from "../declared.ts";
import { type Declared, outputValue, runProgram } from "../pulumi.ts";

const PROGRAMS = { bundle: "console.log(1)", python: { "start.py": "pass\n" } };
vi.mock("../../src/emit/loadtest/programs.ts", () => ({ loadTestPrograms: () => PROGRAMS }));

const IMAGES = { locust: { image: "locust:1" }, jobs: { image: "node:24" } };
const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const HOME = process.cwd();

beforeEach(() => {
  const stack = `config:
  understudy:loadtests:
    - { images: { locust: { image: "locust:1" }, jobs: { image: "node:24" } }, secrets: { TOKEN: t } }
    - { name: b, images: { locust: { image: "locust:1" }, jobs: { image: "node:24" } } }
`;
  process.chdir(folderOf({ "Pulumi.stg.yaml": stack }));
  mkdirSync("loadtest");
  writeFileSync("loadtest/script.py", "print()\n");
});

afterEach(() => {
  process.chdir(HOME);
  vi.restoreAllMocks();
});

function declare(args: LoadTestArgs) {
  return runProgram(() => new LoadTest("checkout", args));
}

test("declares the objects of the plan as children, the CronJobs last", async () => {
  const { declared, result } = await declare({ images: IMAGES, service: "orders.shop" });
  expect(declared.map(line)).toEqual([
    "understudy:LoadTest checkout",
    "core/v1:ServiceAccount checkout-account < LoadTest::checkout",
    "batch/v1:CronJob checkout-cleanup < LoadTest::checkout",
    "core/v1:ConfigMap checkout-programs < LoadTest::checkout",
    "core/v1:ConfigMap checkout-properties < LoadTest::checkout",
    "rbac.authorization.k8s.io/v1:Role checkout-role < LoadTest::checkout",
    "rbac.authorization.k8s.io/v1:RoleBinding checkout-role-binding < LoadTest::checkout",
    "core/v1:ConfigMap checkout-scripts < LoadTest::checkout",
    "rbac.authorization.k8s.io/v1:Role checkout-service-role < LoadTest::checkout",
    "rbac.authorization.k8s.io/v1:RoleBinding checkout-service-role-binding < LoadTest::checkout",
    "batch/v1:CronJob checkout-setup < LoadTest::checkout",
    "core/v1:Namespace loadtest",
  ]);
  expect(await outputValue(result.start)).toBe(
    "kubectl create job -n loadtest --from=cronjob/loadtest-setup loadtest-setup-$(date +%s)",
  );
});

test("images that are built are in the manifest and in the CronJobs by digest", async () => {
  const registry = { url: "r.example.com", username: "ci", password: pulumi.secret("p") };
  const { declared } = await runProgram(
    () => new LoadTest("checkout", { name: "b", images: { registry } }),
    { outputs: ({ type }) => (type.endsWith(":Image") ? { digest: "sha256:1" } : {}) },
  );
  const properties = inputsNamed(declared, "checkout-properties");
  expect(JSON.stringify(properties)).toContain("image: r.example.com/b-locust@sha256:1");
  const setup = inputsNamed(declared, "checkout-setup");
  expect(JSON.stringify(setup)).toContain("r.example.com/b-jobs@sha256:1");
});

test("each image is built from its base, as `image` does, and pushed to a repository of its own at ECR", async () => {
  const { declared } = await runProgram(
    () => new LoadTest("checkout", { images: { jobs: { base: "node:20" } } }),
    {
      outputs: ({ type, inputs: { name } }) =>
        type.endsWith(":Image") ? { digest: "sha256:1" } : { repositoryUrl: `${ECR}/${name}` },
    },
  );
  const parent = "understudy:index:LoadTest::checkout";
  const own = declared.filter(({ type }) => /ecr|Image$/.test(type));
  expect(own.map(({ type, name, parent }) => [type, name, parent])).toEqual([
    ["docker-build:index:Image", "loadtest-jobs-image", parent],
    ["aws:ecr/lifecyclePolicy:LifecyclePolicy", "loadtest-jobs-lifecycle", parent],
    ["aws:ecr/repository:Repository", "loadtest-jobs-repository", parent],
    ["docker-build:index:Image", "loadtest-locust-image", parent],
    ["aws:ecr/lifecyclePolicy:LifecyclePolicy", "loadtest-locust-lifecycle", parent],
    ["aws:ecr/repository:Repository", "loadtest-locust-repository", parent],
  ]);
  const images = {
    locust: { build: { base: "python:3.13-slim", locust: LOCUST_VERSION, packages: [] } },
    jobs: { build: { base: "node:20" } },
  };
  for (const { kind, dockerfile, buildArgs, labels } of loadTestImageBuilds({ images }, "test")) {
    const location = `.understudy/test/loadtest-${kind}`;
    expect(inputsNamed(declared, `loadtest-${kind}-image`)).toMatchObject({
      ...{ context: { location }, buildArgs, labels, platforms: ["linux/amd64"], push: true },
      tags: [`${ECR}/loadtest-${kind}:test`],
    });
    expect(readFileSync(`${location}/Dockerfile`, "utf8")).toBe(dockerfile);
  }
  const properties = JSON.stringify(inputsNamed(declared, "checkout-properties"));
  expect(properties).toContain(`image: ${ECR}/loadtest-locust@sha256:1`);
});

test("every mistake in the arguments and in the scripts is told at once", async () => {
  const { result } = await runProgram(() => {
    try {
      new LoadTest("checkout", { images: IMAGES, script: "scipt.py", workers: 0 });
    } catch (error) {
      if (error instanceof UserError) return error.message;
    }
    return "";
  });
  expect(result).toBe(
    [
      'LoadTest "checkout": workers: expected an integer from 1 to 9999, received 0.',
      'LoadTest "checkout": script: no such script in loadtest: scipt.py.',
      '  Did you mean "script.py"?',
    ].join("\n"),
  );
});

test("a stack declares what `render` writes, two load tests beside each other, and keeps edits", async () => {
  const { loadTests } = planStack(loadStack("stg", "."), { loadTestPrograms: () => PROGRAMS });
  const [first] = loadTests;
  if (first === undefined) throw new Error("the stack has load tests");
  const images = { locustImage: "locust:1", jobsImage: "node:24" };
  const written = loadTests.flatMap((planned) => Object.values(filledObjects(planned, images)));
  const before = filledObjects(first, images).properties;
  const properties = { ...before, data: { ...before.data, WORKER_NUM: "9" } };
  const warned = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  const run = (live: Parameters<typeof declareLoadTests>[0]["live"]) =>
    runProgram(() => {
      const provider = new kubernetes.Provider("kubernetes", {});
      return declareLoadTests({ loadTests, live }, { kubernetes: provider, images: [] });
    });

  const { declared } = await run(new Map());
  const objects = declared.filter(({ type }) => type.startsWith("kubernetes:"));
  const plain = objects.map(({ inputs }) => withoutOwner(inputs));
  const wanted = [...new Map(written.map((one) => [JSON.stringify(one), one])).values()];
  expect(sorted(plain)).toEqual(sorted(wanted.map(withoutOwner)));
  expect(warned).not.toHaveBeenCalled();

  const edited = await run(new Map([[first, { properties }]]));
  const kept = inputsNamed(edited.declared, "loadtest-properties");
  expect(withoutOwner(kept)).toEqual(withoutOwner(keepEdits(before, properties).configMap));
  expect(warned.mock.calls.map(([text]) => text)).toEqual([
    expect.stringContaining('WORKER_NUM: edited by hand, and stays: "9"; the stack says "3"'),
  ]);
});

function inputsNamed(declared: Declared[], name: string): Record<string, unknown> {
  return declared.find((one) => one.name === name)?.inputs ?? {};
}

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds.
function withoutOwner(object: any) {
  const { metadata, stringData, ...rest } = object;
  // Secret values are marked.
  const secrets = stringData && { stringData: stringData.value ?? stringData };
  const texts = (all: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith(STACK_LABEL)));
  const { annotations, labels, ...others } = metadata;
  return {
    ...rest,
    ...secrets,
    metadata: { ...others, annotations: texts(annotations), labels: texts(labels) },
  };
}

function sorted<T extends { kind?: string; metadata?: { name?: string } }>(objects: T[]): T[] {
  const nameOf = ({ kind, metadata }: T) => `${kind} ${metadata?.name}`;
  return objects.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
