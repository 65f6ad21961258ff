import { load } from "js-yaml";
import type { Campaign, ServiceConfig } from "../../src/campaign/campaign.ts";
import { type LoadedMock, loadMocks } from "../../src/campaign/loadMocks.ts";
import { readStack } from "../../src/config/read.ts";
import { checkedStack } from "../../src/plan/checkedStack.ts";
import { formatProblem, type Problem, UserError } from "../../src/problem.ts";

/** Returns the campaign of these values. Throws a UserError with every mistake in them. */
export function parseCampaign(
  raw: Record<string, unknown>,
  source: { stack: string; file: string },
): Campaign {
  const { campaign, problems } = readStack(raw, source);
  if (problems.length > 0) throw new UserError(problems);
  return campaign;
}

/** Returns the campaign of a stack's file. Throws a UserError with every mistake in it and in the files that it names. */
export function loadCampaign(stack: string, root: string): Campaign {
  return checkedStack(stack, root).campaign;
}

/** Returns a campaign's mocks. Throws a UserError with every mistake in their files. */
export function loadedMocks(campaign: Campaign, root: string): LoadedMock[] {
  const problems: Problem[] = [];
  const mocks = loadMocks(campaign, root, {}, problems);
  if (problems.length > 0) throw new UserError(problems);
  return mocks;
}

/** Returns the campaign of a stack with these values in YAML. Its file is named `stack`. */
export function campaignOf(yaml: string): Campaign {
  const raw = load(yaml);
  if (typeof raw !== "object" || raw === null) throw new Error("a test's stack is a mapping");
  return parseCampaign({ ...raw }, { stack: "test", file: "stack" });
}

/** The one service of a stack with these settings, in flow YAML without braces: `replicas: 2, istio: none`. */
export function serviceOf(
  settings: string,
  rest = "registry: none, delivery: configMap",
): ServiceConfig {
  const { services } = campaignOf(`
    defaults: { ${rest} }
    services: [{ name: payments, spec: payments.yaml, ${settings} }]`);
  const [service] = services;
  if (service === undefined) throw new Error("the stack has no service");
  return service;
}

/** Returns the message of a UserError, or an empty text if none is thrown. */
export function problemsOf(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(formatProblem);
    throw error;
  }
}
