import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ComponentResource } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  inject,
  onTestFinished,
  test,
} from "vitest";
import { LoadTest } from "../../components/loadTest.ts";
import { MockImage } from "../../components/mockImage.ts";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { imageProviders } from "../../src/program/providers.ts";
import { ecrRepository } from "../../src/pulumi/ecrRepository.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { folderOf } from "../cli/project.ts";
import { loadedMocks, parseCampaign } from "../config/stack.ts";
import { type Declared, runProgram } from "../pulumi.ts";
import { stateIn } from "./engine.ts";
import { ACCOUNT_ID, isMotoThere, type Moto, REGION, startMoto } from "./moto.ts";
import { ROOT } from "./project.ts";

const engine = inject("engine");
const plugins = inject("plugins");

const REPOSITORY = "payments-prism-mock";
const ECR = `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com`;
const URL = `${ECR}/${REPOSITORY}`;

describe.runIf(isMotoThere)("ECR, for which moto stands", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterEach(async () => {
    for (const repositoryName of await repositories()) {
      await moto.ecr("DeleteRepository", { repositoryName, force: true });
    }
  });

  afterAll(() => moto.stop());

  test("takes what the component declares: a repository, its tags and its lifecycle policy", async () => {
    const campaign = campaignOf({});
    const { declared } = await runProgram(() => {
      const [mock] = loadedMocks(campaign, ROOT);
      if (mock === undefined) throw new Error("no service");
      const objects = mockObjects(mock, { revision: "" });
      const args = withPlan({ spec: mock.config.spec }, { mock, objects });
      return new MockImage("payments", args, { providers: imageProviders(campaign) });
    });
    await expectTaken(declared, "payments", REPOSITORY);
  });

  test("takes what a load test declares for its images", async () => {
    const folder = folderOf({ "loadtest/script.py": "" });
    const home = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(home));
    const { declared } = await runProgram(() => new LoadTest("checkout", {}));
    for (const name of ["loadtest-locust", "loadtest-jobs"]) {
      await expectTaken(declared, name, name);
    }
  });

  /** Makes a repository of what was declared under this name. */
  async function expectTaken(
    declared: readonly Declared[],
    resource: string,
    repositoryName: string,
  ): Promise<void> {
    const inputs = new Map(declared.map(({ name, inputs }) => [name, inputs]));
    const { name, tags } = Object(inputs.get(`${resource}-repository`));
    const created = await moto.ecr("CreateRepository", {
      repositoryName: name,
      tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
    expect(created).toMatchObject({ repository: { repositoryUri: `${ECR}/${repositoryName}` } });
    const { policy } = Object(inputs.get(`${resource}-lifecycle`));
    const put = { repositoryName: name, lifecyclePolicyText: policy };
    expect(await moto.ecr("PutLifecyclePolicy", put)).toMatchObject({
      lifecyclePolicyText: policy,
    });
  }

  test("refuses a lifecycle policy that is none", async () => {
    await moto.ecr("CreateRepository", { repositoryName: REPOSITORY });
    const put = { repositoryName: REPOSITORY, lifecyclePolicyText: '{"rules":[{}]}' };
    await expect(moto.ecr("PutLifecyclePolicy", put)).rejects.toThrow("InvalidParameterException");
  });

  const providers = ["aws", "docker-build"].every((name) => plugins.includes(name));
  describe.runIf(engine !== "" && providers)("by Pulumi's engine", () => {
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "understudy-ecr-"));
    });

    afterAll(() => rmSync(folder, { recursive: true }));

    test("a repository is made with its policy, found the same again, and removed", async () => {
      const stack = await stackOf(campaignOf({}));
      const { outputs } = await stack.up();
      expect(outputs.url?.value).toBe(URL);
      expect(outputs.username?.value).toBe("AWS");
      const { lifecyclePolicyText } = await moto.ecr("GetLifecyclePolicy", {
        repositoryName: REPOSITORY,
      });
      expect(JSON.parse(String(lifecyclePolicyText)).rules).toHaveLength(1);
      await stack.up({ expectNoChanges: true });
      await stack.destroy();
      expect(await repositories()).toEqual([]);
    });

    test("an existing one is an error; with adopt it is used and left", async () => {
      await moto.ecr("CreateRepository", { repositoryName: REPOSITORY });
      const stack = await stackOf(campaignOf({}));
      await expect(stack.up()).rejects.toThrow("RepositoryAlreadyExistsException");
      await stack.destroy();
      const adopting = await stackOf(campaignOf({ adopt: true }));
      expect((await adopting.up()).outputs.url?.value).toBe(URL);
      await adopting.destroy();
      expect(await repositories()).toEqual([REPOSITORY]);
    });

    test("in an account that the stack does not name nothing is made", async () => {
      const stack = await stackOf(campaignOf({}, "999999999999"));
      await expect(stack.up()).rejects.toThrow(ACCOUNT_ID);
      await stack.destroy();
      expect(await repositories()).toEqual([]);
    });

    /** A program that makes the repository alone: an image cannot be pushed to moto. */
    async function stackOf(campaign: Campaign): Promise<Stack> {
      const program = async () => {
        const [config] = campaign.services;
        if (config === undefined) throw new Error("no service");
        const providers = imageProviders(campaign);
        const parent = new ComponentResource(
          "test:index:Repository",
          "payments",
          {},
          { providers },
        );
        const { url, registries } = ecrRepository(
          "payments",
          { config, repository: REPOSITORY },
          parent,
        );
        return { url, username: registries[0]?.username };
      };
      return LocalWorkspace.createOrSelectStack(
        { stackName: "ecr", projectName: "understudy", program },
        {
          pulumiCommand: await PulumiCommand.get({ root: engine }),
          workDir: folder,
          envVars: {
            ...stateIn(folder),
            AWS_ENDPOINT_URL: moto.endpoint,
            AWS_ACCESS_KEY_ID: "test",
            AWS_SECRET_ACCESS_KEY: "test",
            AWS_EC2_METADATA_DISABLED: "true",
          },
        },
      );
    }
  });

  async function repositories(): Promise<string[]> {
    const { repositories } = Object(await moto.ecr("DescribeRepositories", {}));
    return repositories.map(({ repositoryName }: { repositoryName: string }) => repositoryName);
  }
});

function campaignOf(settings: object, accountId = ACCOUNT_ID): Campaign {
  const service = { name: "payments", spec: "specs/payments.yaml", ...settings };
  const raw = { aws: { region: REGION, accountIds: [accountId] }, services: [service] };
  return parseCampaign(raw, { stack: "ecr", file: "Pulumi.ecr.yaml" });
}
