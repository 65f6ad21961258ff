import { previewNames } from "../../campaign/previewNames.ts";
import type { Preview, PullReport, RoundReport } from "../../forge/previewReport.ts";
import type { PullRequest } from "../../forge/pullRequest.ts";
import { targetHeader } from "../../routing/keyMatches.ts";
import { BAGGAGE_MEMBER } from "../../routing/routeKey.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { quoted } from "../../shellWord.ts";
import { COPY_IMAGE } from "../annotations.ts";
import { type Claim, claimedId } from "../claim.ts";
import { copyId, type FoundCopy, type Part, servedId } from "../copies.ts";
import type { Known, Line, PlannedRound } from "../plan.ts";
import { pullIdOf, readPullId } from "../pullId.ts";
import { previewState } from "./previewState.ts";

/** A line of a round, and what it is about. */
interface Subject {
  line: Line;
  claim: Claim | undefined;
  copy: FoundCopy | undefined;
  pull: PullRequest | undefined;
}

/** How copies are reached. */
export interface Ways {
  /** Those of `settledServices` that routes lead to. */
  reached: ReadonlySet<Part>;
  /** Addresses at gateways, by the keys that their requests get. */
  addresses: ReadonlyMap<string, readonly string[]>;
}

export const NO_WAYS: Ways = { reached: new Set(), addresses: new Map() };

/** Returns the Services of copies that nothing was changed about: only they can be reached by now. */
export function settledServices(round: PlannedRound): Part[] {
  return subjectsOf(round).flatMap(({ line, copy }) =>
    line.state === "unchanged" ? (copy?.parts ?? []).filter(({ kind }) => kind === "Service") : [],
  );
}

/** Returns what a round that was carried out has to tell pull requests. */
export function roundReport(round: PlannedRound, ways: Ways): RoundReport {
  const pulls = new Map<string, PullReport & { previews: Preview[] }>();
  const { repositories } = round.known.forge;
  const unread = new Set(
    [...repositories.values()]
      .filter(({ isComplete }) => !isComplete)
      .map(({ repository }) => repository),
  );
  for (const subject of subjectsOf(round)) {
    const { line, copy, pull } = subject;
    const id = readPullId(line.pullRequest);
    if (id === undefined) continue;
    const sha = pull?.sha ?? copy?.commit;
    if (sha === undefined || isUnclear(subject)) {
      unread.add(id.repository);
      continue;
    }
    const preview = previewOf(subject, round, ways);
    if (preview === undefined) continue;
    const { repository, number } = id;
    const report = pulls.get(id.text) ?? { repository, number, sha, previews: [] };
    report.previews.push(preview);
    pulls.set(id.text, report);
  }
  return { pulls: [...pulls.values()], read: [...repositories.keys()], unread };
}

function subjectsOf({ lines, known: { asked, copies, forge } }: PlannedRound): Subject[] {
  const claims = new Map(asked.claims.map((one) => [servedId(claimedId(one), one.id), one]));
  const found = new Map(copies.map((copy) => [servedId(copyId(copy), copy.pull), copy]));
  const pulls = new Map(forge.singles);
  for (const { repository, open } of forge.repositories.values()) {
    for (const pull of open) pulls.set(pullIdOf({ repository, number: pull.number }).text, pull);
  }
  return lines.map((line) => {
    const id = `${line.name} ${line.pullRequest}`;
    const pull = pulls.get(line.pullRequest);
    return { line, claim: claims.get(id), copy: found.get(id), pull };
  });
}

/**
 * Returns whether too little is known to tell a pull request anything: the forge did not answer about it, or it is from a
 * fork and nobody is known to vouch for it. What goes is told in any case.
 */
function isUnclear({ line: { state }, claim, pull }: Subject): boolean {
  if (state === "deleted" || state === "being deleted" || state === "ignored") return false;
  return pull === undefined || (pull.isFork && claim === undefined);
}

function previewOf(
  subject: Subject,
  { known, writes }: PlannedRound,
  { reached, addresses }: Ways,
): Preview | undefined {
  const { line, claim, copy } = subject;
  const isReached = copy?.parts.some((part) => reached.has(part)) ?? false;
  const told = previewState(line, {
    deployment: deploymentOf(copy, known),
    isReached,
    unknownImage:
      claim !== undefined && known.images.get(claim.reference)?.state === "unknown"
        ? claim.reference
        : undefined,
  });
  if (told === undefined) return undefined;
  const origin =
    claim !== undefined
      ? `${claim.origin.namespace}/${claim.origin.name}`
      : copy !== undefined
        ? `${copy.namespace}/${copy.origin}`
        : line.name;
  const key = claim?.key ?? copy?.key;
  const start = { origin, ...(key !== undefined && { key }), ...told };
  if (told.stage === "ended" || told.stage === "failed") return { ...start, headers: [] };
  const written = writes.find((write) => write.line === line)?.objects ?? [];
  const image =
    written.find(({ kind }) => kind === "Deployment")?.object.metadata?.annotations?.[COPY_IMAGE] ??
    copy?.image;
  return {
    ...start,
    ...(claim !== undefined && isReached ? waysTo(claim, addresses) : { headers: [] }),
    ...(image !== undefined && { image }),
    ...(claim !== undefined && { ends: claim.expires }),
  };
}

function deploymentOf(copy: FoundCopy | undefined, { view }: Known) {
  return view
    .find(({ name }) => name === copy?.namespace)
    ?.deployments.find(({ metadata }) => metadata?.name === copy?.name);
}

/** Returns how requests reach a copy. The plain header has a name that only the router's stack knows. */
function waysTo(
  { origin, key }: Claim,
  addresses: Ways["addresses"],
): Pick<Preview, "headers" | "addresses" | "call"> {
  const { namespace, name, service, objects } = origin;
  const names = previewNames({ namespace, deployment: name, service, suffix: key });
  const baggage = `baggage: ${BAGGAGE_MEMBER}=${key}`;
  const target = `${targetHeader(names.originHost)}: ${shortName(names.host)}`;
  const port = objects.service.spec?.ports?.[0]?.port;
  const host = shortName(names.originHost);
  const address = port === undefined || port === 80 ? host : `${host}:${port}`;
  const links = addresses.get(key);
  return {
    headers: [baggage, target],
    ...(links && { addresses: links }),
    call: `curl -H ${quoted(baggage)} http://${address}/`,
  };
}
