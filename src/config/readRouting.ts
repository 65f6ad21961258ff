import { at, defined, type Field, report } from "./check.ts";
import { readClaims } from "./readClaims.ts";
import { readPreviewHosts } from "./readPreviewHosts.ts";
import { readPreviews } from "./readPreviews.ts";
import { readRouter } from "./readRouter.ts";

/** Keys of a stack beside its services. A stack needs one of them, or services. */
export const ROUTING = ["router", "previews", "previewHosts", "claims"] as const;

export type RoutingFields = Partial<Record<(typeof ROUTING)[number], Field>>;

/** Everything of a stack that decides where requests go, but what its mocks replace. */
export function readRouting({ router, previews, previewHosts, claims }: RoutingFields) {
  const routing = defined({
    router: readRouter(router, previewHosts !== undefined || claims !== undefined),
    previews: readPreviews(previews),
    previewHosts: readPreviewHosts(previewHosts),
    claims: readClaims(claims),
  });
  if (previewHosts !== undefined && claims === undefined) {
    routing.previewHosts?.apis.forEach(({ publicHost }, index) => {
      if (publicHost === undefined) return;
      const place = at(at(at(previewHosts, "apis"), index), "publicHost");
      report(place, "publicHost is routed by claims, and the stack has none", WITHOUT_CLAIMS);
    });
  }
  return routing;
}

const WITHOUT_CLAIMS = "Write understudy:claims, or leave publicHost out.";
