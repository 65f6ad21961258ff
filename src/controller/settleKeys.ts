import { expiryText } from "../emit/preview/previewLabels.ts";
import { and } from "../problem.ts";
import { type Claim, claimedId } from "./claim.ts";
import { copyId, type FoundCopy } from "./copies.ts";
import type { Known } from "./plan.ts";

/** A claim that another one stands in the way of. */
export interface RefusedClaim {
  claim: Claim;
  reason: string;
}

/**
 * Tells claims apart that would share a key, a name or a Service by chance. Who has the copy already keeps it; of several
 * newcomers none gets one, so that the order of events does not decide. Pull requests that all name the key are one change.
 */
export function settleKeys(
  claims: readonly Claim[],
  known: Pick<Known, "copies" | "forge" | "now">,
): { allowed: Claim[]; refused: RefusedClaim[] } {
  const { copies } = known;
  const lasting = Map.groupBy(lastingCopies(claims, known), ({ key }) => key);
  const holders = new Map(copies.map((copy) => [copyId(copy), copy.pull.text]));
  const byKey = Map.groupBy(claims, ({ key }) => key);
  const byName = Map.groupBy(claims, claimedId);
  const byService = Map.groupBy(claims, serviceId);
  const allowed: Claim[] = [];
  const refused: RefusedClaim[] = [];
  for (const claim of claims) {
    const rivals = [
      ...[...(byKey.get(claim.key) ?? []), ...(byName.get(claimedId(claim)) ?? [])]
        .filter((other) => areRivals(claim, other))
        .map(({ id }) => id.text),
      ...(lasting.get(claim.key) ?? [])
        .filter((copy) => hasKeyByChance(copy, claim))
        .map(({ pull }) => pull.text),
    ];
    const sharing = (byService.get(serviceId(claim)) ?? [])
      .map(({ origin }) => origin.where)
      .filter((where) => where !== claim.origin.where);
    const isHolder = holders.get(claimedId(claim)) === claim.id.text;
    if (isHolder || (rivals.length === 0 && sharing.length === 0)) allowed.push(claim);
    else {
      const reason = rivals.length > 0 ? reasonOf(claim, rivals) : sharingReason(claim, sharing);
      refused.push({ claim, reason });
    }
  }
  return { allowed, refused };
}

/**
 * Returns the copies that nobody claims, and that may stay nevertheless: nothing is known of their pull requests, or
 * something is wrong with them.
 */
function lastingCopies(
  claims: readonly Claim[],
  { copies, forge, now }: Pick<Known, "copies" | "forge" | "now">,
): FoundCopy[] {
  const claimed = new Set(claims.map(({ id }) => id.text));
  return copies.filter(
    ({ pull, expires }) =>
      !claimed.has(pull.text) &&
      forge.singles.get(pull.text)?.isOpen !== false &&
      (expires === undefined || expires > expiryText(now)),
  );
}

/** Returns whether a copy has its claim's key by chance. One that has also its name goes before the claim is served. */
function hasKeyByChance(copy: FoundCopy, claim: Claim): boolean {
  return !claim.isExplicit && copyId(copy) !== claimedId(claim);
}

function areRivals(a: Claim, b: Claim): boolean {
  if (a.id.text === b.id.text && a.origin === b.origin) return false;
  if (claimedId(a) === claimedId(b)) return true;
  return a.id.text !== b.id.text && !(a.isExplicit && b.isExplicit);
}

function serviceId({ origin, service }: Claim): string {
  return `${origin.namespace}/${service}`;
}

function sharingReason({ key, origin, service }: Claim, others: readonly string[]): string {
  const names = and([...new Set(others)].sort());
  return `its copy would have the Service ${service}, as that of ${names} would: give ${origin.where} a key other than ${key} with understudy.dev/preview-key, or a Service of its own with understudy.dev/preview-service`;
}

function reasonOf({ key, origin }: Claim, rivals: readonly string[]): string {
  const others = and([...new Set(rivals)].sort());
  return `its key ${key} is also that of ${others}: give ${origin.where} a key of its own with understudy.dev/preview-key, or, if it is one change, write the line "Understudy-Key: ${key}" into the text of each`;
}
