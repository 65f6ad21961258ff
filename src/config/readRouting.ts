import { at, defined, type Field, report } from "./check.ts";
import { readClaims } from "./readClaims.ts";
import { readGateway } from "./readGateway.ts";
import { readPreviews } from "./readPreviews.ts";
import { readRouter } from "./readRouter.ts";

/** Keys of a stack beside its services. A stack needs one of them, or services. */
export const ROUTING = ["router", "previews", "gateway", "claims"] as const;

export type RoutingFields = Partial<Record<(typeof ROUTING)[number], Field>>;

/** Everything of a stack that decides where requests go, but what its mocks replace. */
export function readRouting({ router, previews, gateway, claims }: RoutingFields) {
  const routing = defined({
    router: readRouter(router, gateway !== undefined || claims !== undefined),
    previews: readPreviews(previews),
    gateway: readGateway(gateway),
    claims: readClaims(claims),
  });
  if (gateway !== undefined && claims === undefined) {
    routing.gateway?.apis.forEach(({ publicHost }, index) => {
      if (publicHost === undefined) return;
      const place = at(at(at(gateway, "apis"), index), "publicHost");
      report(place, "publicHost is routed by claims, and the stack has none", WITHOUT_CLAIMS);
    });
  }
  return routing;
}

const WITHOUT_CLAIMS = "Write understudy:claims, or leave publicHost out.";
