import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { planStack } from "../../src/plan/planStack.ts";
import { UserError } from "../../src/problem.ts";
import { checkRepositories } from "../../src/program/checkRepositories.ts";
import { imageProviders } from "../../src/program/providers.ts";
import { loadedMocks, parseCampaign } from "../config/stack.ts";
import { runProgram } from "../pulumi.ts";

const ARN = "arn:aws:ecr:us-east-1:123456789012:repository/payments-prism-mock";
const GET = "aws:ecr/getRepository:getRepository";
const STATE = "pulumi:pulumi:readStackResourceOutputs";
const TO_BE_CREATED =
  'Pulumi.test.yaml: services[0].registry: repository "payments-prism-mock" is to be created, but exists already';
const APART = "To create another one, change name, campaign or suffix.";

/** How the AWS provider's errors begin. */
const ERROR = `invocation of ${GET} returned an error: invoking ${GET}: 1 error occurred:
\t* reading ECR Repository (payments-prism-mock): `;

const tagsOf = (stack: string, id: string) => ({
  "understudy.dev/stack": stack,
  "understudy.dev/stack-id": id,
});

interface Asked {
  /** The tags of the repository; undefined if there is none. */
  tags?: Record<string, string>;
  adopt?: boolean;
  /** The repository in the stack's state: one that it made, or one that it looked up. */
  inState?: "made" | "found";
  /** What AWS says, if there is no answer. */
  error?: string;
}

/** Returns what the check says of a stack whose id is `aaaa`, and nothing if it is content. */
async function toldOf({ tags, adopt = false, inState, error }: Asked): Promise<string> {
  const services = [{ name: "payments", spec: "specs/payments.yaml", adopt }];
  const raw = { aws: { region: "us-east-1", accountIds: ["123456789012"] }, services };
  const campaign = parseCampaign(raw, { stack: "test", file: "Pulumi.test.yaml" });
  const loaded = {
    campaign,
    root: ".",
    mocks: loadedMocks(campaign, "."),
    loadTests: [],
    problems: [],
    warnings: [],
  };
  const metadata = {
    labels: { "understudy.dev/stack-id": "aaaa" },
    annotations: { "understudy.dev/stack": "understudy/test" },
  };
  const outputs = {
    "urn::service": { type: "kubernetes:core/v1:Service", outputs: { metadata } },
    ...(inState && {
      "urn::repository": {
        type: "aws:ecr/repository:Repository",
        outputs: { arn: ARN, ...(inState === "made" && { forceDelete: true }) },
      },
    }),
  };
  const answer = () => {
    const absent = tags === undefined ? "couldn't find resource" : undefined;
    const details = error ?? absent;
    // The SDK takes the engine's message from here.
    if (details !== undefined) throw Object.assign(new Error(), { details: ERROR + details });
    return { arn: ARN, tags };
  };
  const check = () => checkRepositories(planStack(loaded), "nowhere", imageProviders(campaign));
  try {
    await runProgram(check, { answers: { [STATE]: { outputs }, [GET]: answer } });
    return "";
  } catch (refusal) {
    expect(refusal).toBeInstanceOf(UserError);
    return String(refusal).replace("UserError: ", "");
  }
}

afterEach(() => vi.restoreAllMocks());

test("a repository that is not there is made, and cannot be adopted", async () => {
  expect(await toldOf({})).toBe("");
  expect(await toldOf({ adopt: true })).toBe(
    'Pulumi.test.yaml: services[0].registry: repository "payments-prism-mock" is to be used, but does not exist.\n  Create it first, or remove adopt.',
  );
});

test("the stack's own repository is taken, whatever its tags", async () => {
  expect(await toldOf({ tags: {}, inState: "made" })).toBe("");
  expect(await toldOf({ tags: {}, inState: "made", adopt: true })).toBe("");
});

test("somebody else's is refused, and may be adopted", async () => {
  const adopt = `.\n  Write adopt: true to use it and keep it on destroy. ${APART}`;
  expect(await toldOf({ tags: { team: "shop" } })).toBe(TO_BE_CREATED + adopt);
  expect(await toldOf({ tags: { team: "shop" }, adopt: true })).toBe("");
});

test("another stack's is refused with that stack's name, even if it is to be adopted", async () => {
  const tags = tagsOf("acme/understudy/prd", "bbbb");
  expect(await toldOf({ tags })).toBe(
    `${TO_BE_CREATED} and belongs to the stack acme/understudy/prd.\n  ${APART}`,
  );
  expect(await toldOf({ tags, adopt: true })).toBe(
    `Pulumi.test.yaml: services[0].registry: repository "payments-prism-mock" is to be used, but was made by the stack acme/understudy/prd: its destroy would remove it with all images.\n  ${APART}`,
  );
});

test("one that the stack gave up by adopting it is refused as a new one, and may stay adopted", async () => {
  const tags = tagsOf("understudy/test", "aaaa");
  expect(await toldOf({ tags, inState: "found" })).toContain(TO_BE_CREATED);
  expect(await toldOf({ tags, inState: "found", adopt: true })).toBe("");
});

test("where AWS does not answer, that is a warning: the provider has the last word", async () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  expect(await toldOf({ error: "AccessDeniedException: not authorized" })).toBe("");
  expect(warn.mock.calls).toEqual([
    [
      `repository "payments-prism-mock" could not be asked for: ${ERROR.replace("\n\t", " ")}AccessDeniedException: not authorized`,
    ],
  ]);
});
