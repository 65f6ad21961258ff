import { loadLocalStack, type StackMock } from "../../src/local/localMocks.ts";
import { didYouMean, type Problem, UserError } from "../../src/problem.ts";
import { askedFrom, mockInCluster } from "../../src/verify/cluster/mockInCluster.ts";
import type { ClusterRun } from "../../src/verify/cluster/runInCluster.ts";
import { type FoundMock, prepareVerification } from "../../src/verify/prepare.ts";
import type { Settings } from "../../src/verify/report.ts";
import type { Prepared } from "../../src/verify/verification.ts";
import { UsageError } from "../command/usageError.ts";
import { findMocks } from "./mockAddresses.ts";

/** What is to be verified, in the words of the options. */
export interface Request {
  stack: string;
  service: string[];
  route: string[];
  at: string[];
  port: number;
  "in-cluster": boolean;
  settings: Settings;
}

export interface Preparation {
  prepared: Prepared;
  /** Where in the cluster the requests come from; undefined if they come from this machine. */
  inCluster?: Pick<ClusterRun, "kubeContext" | "mock" | "isInMesh">;
}

/**
 * Finds the mocks, and makes a request for each route.
 *
 * @throws {UserError} with everything that stops it before the first request
 */
export async function prepare(request: Request, root: string): Promise<Preparation> {
  const { stack, service, route: only, settings } = request;
  if (request["in-cluster"] && request.at.length > 0) {
    const what = "the mocks' addresses in the cluster are known: their Services";
    throw new UsageError([{ where: "--at and --in-cluster", what }]);
  }
  const { mocks, plan } = loadLocalStack(stack, root, service, false);
  const keys = mocks.flatMap(({ mock }) => mock.table.routes.map(({ key }) => key));
  const unknown = only.filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new UsageError(unknown.map((key) => noSuchRoute(key, stack, keys)));
  const wanted = mocks.filter(
    ({ mock }) => only.length === 0 || mock.table.routes.some(({ key }) => only.includes(key)),
  );
  const asked = request["in-cluster"]
    ? wanted.map(({ config, mock }) => mockInCluster(config, mock))
    : await mocksHere(wanted, request, plan.campaign.services.length);
  const prepared = prepareVerification(stack, asked, settings, only);
  if (prepared.questions.length === 0) {
    const what = "no route has a delay that can be verified";
    throw new UserError([{ where: `stack ${stack}`, what }]);
  }
  const from = askedFrom(wanted.map(({ config }) => config));
  if (!request["in-cluster"] || from === undefined) return { prepared };
  return { prepared, inCluster: { kubeContext: plan.campaign.kubeContext, ...from } };
}

/** A mock that has a target makes its delays itself, wherever the stack says that they are made. */
async function mocksHere(
  wanted: StackMock[],
  { at, port }: Request,
  ports: number,
): Promise<FoundMock[]> {
  const found = await findMocks(wanted, at, port, ports);
  return found.map(({ mock: { config, mock }, url, identity }) => {
    const own = identity.routes.some(({ target }) => target !== null);
    const makes = own || !config.istio.enabled ? "mock" : config.latency.inject;
    return { ...mock, url, makes };
  });
}

function noSuchRoute(key: string, stack: string, keys: string[]): Problem {
  return {
    where: "--route",
    what: `stack ${stack} has no route "${key}"`,
    fix: didYouMean(key, keys),
  };
}
