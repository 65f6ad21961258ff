import * as pulumi from "@pulumi/pulumi";
import type { MockService } from "../../components/mockService.ts";
import type { ServiceConfig } from "../campaign/campaign.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import type { Plan } from "../plan/planStack.ts";
import { formatProblem, UserError } from "../problem.ts";
import { istioObjects } from "../pulumi/istioObject.ts";
import { stackState } from "../pulumi/running/stackState.ts";
import { settle } from "../settle.ts";
import { verifierBundle } from "../verify/bundle.ts";
import { askedFrom, mockInCluster } from "../verify/cluster/mockInCluster.ts";
import { type ClusterRun, runInCluster } from "../verify/cluster/runInCluster.ts";
import { type FoundMock, prepareVerification } from "../verify/prepare.ts";
import { expectationText, progressText } from "../verify/progressText.ts";
import { DEFAULT_SETTINGS } from "../verify/settings.ts";
import { countsText, type Summary, summaryOf } from "../verify/summary.ts";
import { type Prepared, planOf } from "../verify/verification.ts";
import { untilInterrupted } from "./untilInterrupted.ts";
import { verificationDigest } from "./verificationDigest.ts";

/** What the last verification of a service found. */
export interface Verified extends Summary {
  /** When it began; left out if nothing could be asked. */
  at?: string;
  /** A digest of all that the result depends on. */
  digest: string;
}

/** A service that asks to be verified. */
interface Wanted {
  name: string;
  config: ServiceConfig;
  mock: FoundMock;
  /** What would be asked of it alone. */
  prepared: Prepared;
  digest: string;
}

type Services = Record<string, MockService>;

/**
 * Verifies the mocks whose services ask for it, when their pods are ready and their routes are there. A mock that passed
 * is verified again when something changes that its latencies depend on; one that did not pass, by each update. That is a
 * warning and no error: a program that fails keeps no outputs, and Pulumi then deletes nothing of what the stack no longer
 * has.
 *
 * @returns the results by service; undefined if no service asks for it
 */
export function verifyMocks(
  plan: Plan,
  services: Services,
): pulumi.Output<Record<string, Verified>> | undefined {
  const wanted = plan.mocks.filter(({ mock }) => mock.config.verify);
  if (wanted.length === 0) return undefined;
  const ready = [
    ...wanted.flatMap(({ mock }) => services[mock.config.name]?.url ?? []),
    ...istioObjects().map(({ id }) => id),
  ];
  return pulumi.all(ready).apply(() => resultsOf(plan, wanted, services));
}

async function resultsOf(
  plan: Plan,
  mocks: readonly PlannedMock[],
  services: Services,
): Promise<Record<string, Verified>> {
  const { outputs } = await stackState();
  const known: Record<string, Verified | undefined> = Object(outputs?.verified);
  const wanted = mocks.map((planned) => wantedOf(planned, plan));
  const kept = wanted.flatMap(({ name, digest }) => {
    const before = known[name];
    return before?.digest === digest && before.verdict === "pass" ? [[name, before]] : [];
  });
  const results: Record<string, Verified> = Object.fromEntries(kept);
  const open = wanted.filter(({ name }) => results[name] === undefined);
  // A preview asks nothing, and shows what it cannot know as Pulumi shows any unknown output.
  if (open.length > 0 && pulumi.runtime.isDryRun()) return Object(pulumi.unknown);
  const found = open.length === 0 ? {} : await verifyAll(open, plan);
  for (const { name } of open) {
    const result = found[name];
    if (result === undefined) continue;
    results[name] = result;
    tell(name, result, services[name]);
  }
  return Object.fromEntries(wanted.map(({ name }) => [name, results[name] as Verified]));
}

function wantedOf(planned: PlannedMock, { campaign, sharedPods }: Plan): Wanted {
  const { config, table, plan: latency } = planned.mock;
  const mock = mockInCluster(config, { service: config.name, table, latency });
  const prepared = prepareVerification(campaign.stack, [mock], DEFAULT_SETTINGS);
  const digest = verificationDigest(planned, sharedPods, prepared);
  return { name: config.name, config, mock, prepared, digest };
}

/** Asks all mocks from one Job. A mock without anything to ask is left out of it. */
async function verifyAll(
  open: readonly Wanted[],
  { campaign }: Plan,
): Promise<Record<string, Verified>> {
  const asked = open.filter(({ prepared }) => prepared.questions.length > 0);
  const from = askedFrom(asked.map(({ config }) => config));
  const found = from === undefined ? [] : await runJob(asked, campaign, from);
  return Object.fromEntries(
    open.map(({ name, digest }) => [
      name,
      { ...(found.find(([service]) => service === name)?.[1] ?? NOTHING_ASKED), digest },
    ]),
  );
}

type Found = [service: string, result: Omit<Verified, "digest">];

async function runJob(
  asked: readonly Wanted[],
  { stack, kubeContext }: Plan["campaign"],
  from: Pick<ClusterRun, "mock" | "isInMesh">,
): Promise<Found[]> {
  const mocks = asked.map(({ mock }) => mock);
  const prepared = prepareVerification(stack, mocks, DEFAULT_SETTINGS);
  const names = asked.map(({ name }) => name).join(", ");
  const expected = expectationText(planOf(prepared.questions, prepared.settings));
  await pulumi.log.info(`verifies the latency of ${names}: ${expected}`);
  const interrupt = untilInterrupted();
  try {
    await settle();
    const report = await runInCluster({
      ...from,
      prepared,
      bundle: verifierBundle(),
      kubeContext,
      stopped: interrupt.stopped,
      show: (progress) => {
        void pulumi.log.info(progressText(progress), undefined, undefined, true);
      },
    });
    const at = report.started;
    return report.services.map((service) => [service.name, { ...summaryOf(service), at }]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reasons = error.problems.map(formatProblem);
    const result = { verdict: "not measurable", routes: {}, reasons, requests: 0 } as const;
    return asked.map(({ name }) => [name, result]);
  } finally {
    interrupt.end();
  }
}

const NOTHING_ASKED: Summary = {
  verdict: "not asked",
  routes: {},
  reasons: ["no route has a delay that can be verified"],
  requests: 0,
};

/** A warning has no more reasons than these; the output has all. */
const MOST_REASONS = 10;

function tell(name: string, { verdict, routes, reasons }: Verified, service?: MockService): void {
  const counts = Object.keys(routes).length === 0 ? "" : ` (${countsText(routes)})`;
  const result = `the latency of ${name} was verified: ${verdict}${counts}`;
  if (verdict === "pass") {
    void pulumi.log.info(result, service);
    return;
  }
  const left = reasons.length - MOST_REASONS;
  const shown = [
    ...reasons.slice(0, MOST_REASONS),
    ...(left > 0 ? [`and ${left} more, in the output "verified"`] : []),
  ];
  void pulumi.log.warn([`${result}.`, ...shown].join("\n  "), service);
}
