import { and } from "../problem.ts";
import { type Claim, claimedId } from "./claim.ts";
import { copyId, type FoundCopy } from "./copies.ts";

/** A claim that another one stands in the way of. */
export interface RefusedClaim {
  claim: Claim;
  reason: string;
}

/**
 * Tells claims apart that would share a key or a name by chance. Who has the copy already keeps it; of several newcomers
 * none gets one, so that the order of events does not decide. Pull requests that all name the key are one change.
 */
export function settleKeys(
  claims: readonly Claim[],
  copies: readonly FoundCopy[],
): { allowed: Claim[]; refused: RefusedClaim[] } {
  const holders = new Map(copies.map((copy) => [copyId(copy), copy.pull.text]));
  const byKey = Map.groupBy(claims, ({ key }) => key);
  const byName = Map.groupBy(claims, claimedId);
  const allowed: Claim[] = [];
  const refused: RefusedClaim[] = [];
  for (const claim of claims) {
    const rivals = [
      ...(byKey.get(claim.key) ?? []),
      ...(byName.get(claimedId(claim)) ?? []),
    ].filter((other) => areRivals(claim, other));
    const isHolder = holders.get(claimedId(claim)) === claim.id.text;
    if (rivals.length === 0 || isHolder) allowed.push(claim);
    else refused.push({ claim, reason: reasonOf(claim, rivals) });
  }
  return { allowed, refused };
}

function areRivals(a: Claim, b: Claim): boolean {
  if (a.id.text === b.id.text && a.origin === b.origin) return false;
  if (claimedId(a) === claimedId(b)) return true;
  return a.id.text !== b.id.text && !(a.isExplicit && b.isExplicit);
}

function reasonOf({ key, origin }: Claim, rivals: readonly Claim[]): string {
  const others = and([...new Set(rivals.map(({ id }) => id.text))].sort());
  return `its key ${key} is also that of ${others}: give ${origin.where} a key of its own with understudy.dev/preview-key, or, if it is one change, write the line "Understudy-Key: ${key}" into the text of each`;
}
