import { previewNames } from "../campaign/previewNames.ts";
import type { PullRequest } from "../forge/pullRequest.ts";
import { isoSeconds } from "../isoSeconds.ts";
import { attempt, type Problem, received } from "../problem.ts";
import { imageName, isImageName } from "../registry/reference.ts";
import { isRouteKey } from "../routing/routeKey.ts";
import type { Claim } from "./claim.ts";
import { ineligible } from "./eligible.ts";
import { type ForgeLists, factsOf } from "./forgeAnswers.ts";
import { originImage } from "./originConfig.ts";
import type { FoundOrigin } from "./origins.ts";
import { type PullId, pullIdOf } from "./pullId.ts";
import { fillImage, fillKey } from "./template.ts";

/** An open pull request that gets no copy of an origin. */
export interface Unserved {
  origin: FoundOrigin;
  id: PullId;
  reason: string;
  /** Whether something is wrong; otherwise the annotations say so. */
  isProblem: boolean;
}

export interface Claims {
  claims: Claim[];
  unserved: Unserved[];
}

/** Returns which open pull requests are to get copies of which origins. */
export function claimsOf(origins: readonly FoundOrigin[], forge: ForgeLists): Claims {
  const result: Claims = { claims: [], unserved: [] };
  for (const origin of origins) {
    const answer = forge.repositories.get(origin.settings.repository);
    const open = (answer?.open ?? []).toSorted((a, b) => a.number - b.number);
    for (const pull of open) addClaim(origin, pull, forge, result);
  }
  return result;
}

function addClaim(
  origin: FoundOrigin,
  pull: PullRequest,
  forge: ForgeLists,
  { claims, unserved }: Claims,
): void {
  const { settings } = origin;
  const id = pullIdOf({ repository: settings.repository, number: pull.number });
  const refuse = (reason: string, isProblem: boolean) =>
    unserved.push({ origin, id, reason, isProblem });
  const { paths, labelled } = factsOf(forge, id, settings);
  const reason = ineligible(pull, settings, { paths, labelled });
  if (reason !== undefined) return void refuse(reason, false);
  if (settings.paths.length > 0 && paths === undefined) {
    return void refuse("the forge did not say which paths it changes", true);
  }
  if (pull.isFork && !labelled?.isLabelled) {
    const why = labelled?.reason ?? "nobody was asked";
    return void refuse(`cannot tell whether a writer has labelled its newest commit: ${why}`, true);
  }
  const mistake = mistakeOf(pull);
  if (mistake !== undefined) return void refuse(mistake, true);
  const { key, isExplicit, wrong } = keyOf(pull, settings.key);
  if (wrong !== undefined) return void refuse(wrong, true);
  const problems: Problem[] = [];
  const template = settings.image ?? `${defaultImage(origin, problems)}:{sha}`;
  const reference = fillImage(template, pull);
  const [problem] = problems;
  if (problem !== undefined) return void refuse(problem.what, true);
  if (reference === undefined) return void refuse("its branch makes no tag of an image", true);
  const expires = isoSeconds(Date.parse(pull.pushed) + settings.lifetime);
  const { namespace, name: deployment } = origin;
  const names = previewNames({ namespace, deployment, service: origin.service, suffix: key });
  const { deployment: name, service } = names;
  claims.push({ origin, pull, id, key, isExplicit, name, service, reference, expires });
}

/** In milliseconds: the longest lifetime after it still ends in a year of four digits, whose texts sort by time. */
const LATEST_PUSH = Date.parse("9900-01-01");

/** Names and labels are made of these. */
function mistakeOf({ number, sha, pushed }: PullRequest): string | undefined {
  if (!Number.isSafeInteger(number) || number < 1) return "the forge gave it no number";
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha)) return "the forge gave no hash of its commit";
  if (!(Date.parse(pushed) < LATEST_PUSH)) return "the forge did not say when it was pushed";
  return undefined;
}

/** A line of the pull request's text names its key, or else the template of its origin makes one. */
export function keyOf(
  { body, number }: PullRequest,
  template: string,
): { key: string; isExplicit: boolean; wrong?: string } {
  // Anybody may write the text: the expression takes a time that grows with its length, and not faster.
  const lines = [...body.matchAll(/^[ \t]*Understudy-Key:(.*)$/gim)];
  const [first, second] = [...new Set(lines.map(([, key = ""]) => key.trim()))];
  const key = first ?? fillKey(template, number);
  const isExplicit = first !== undefined;
  if (second !== undefined) {
    const wrong = `its text names two keys, ${received(first)} and ${received(second)}`;
    return { key, isExplicit, wrong };
  }
  if (isRouteKey(key) && !/^-|-$/.test(key)) return { key, isExplicit };
  const from = isExplicit ? "its line Understudy-Key" : "understudy.dev/preview-key";
  const expected = 'a key of 1 to 40 lower-case letters, digits and "-", such as checkout-2';
  return { key, isExplicit, wrong: `expected ${expected}, received ${received(key)} from ${from}` };
}

/** Returns the name of the origin's own image. Kubernetes takes any text for one. */
function defaultImage(origin: FoundOrigin, problems: Problem[]): string {
  const image = attempt(problems, () => originImage(origin));
  if (image === undefined || isImageName(imageName(image))) return imageName(image ?? "");
  const what = `its origin has the image ${received(image)}, which no registry can be asked for: name one with understudy.dev/preview-image`;
  problems.push({ where: origin.where, what });
  return "";
}
