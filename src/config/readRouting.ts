import { readLaptops } from "./readLaptops.ts";
import { readPreviewHosts } from "./readPreviewHosts.ts";
import { readPreviews } from "./readPreviews.ts";
import { readRouter } from "./readRouter.ts";
import { ROUTING } from "./schema/stack.ts";
import { at, defined, report, whereOf } from "./values/check.ts";
import type { Fields } from "./values/setting.ts";

/** Reads all settings that decide where requests go, except `replaces` of services. */
export function readRouting({
  router,
  previews,
  laptops,
  previewHosts,
  claims,
}: Fields<typeof ROUTING>) {
  const readClaims = ROUTING.claims.type.read(claims);
  const routing = defined({
    router: readRouter(router, previewHosts !== undefined || claims !== undefined),
    previews: readPreviews(previews),
    laptops: readLaptops(laptops),
    previewHosts: readPreviewHosts(previewHosts),
    claims: claims && readClaims && { where: whereOf(claims), ...readClaims },
  });
  if (claims !== undefined && routing.claims?.jwks !== undefined && routing.claims.jwksUri) {
    report(at(claims, "jwks"), "expected jwksUri or jwks, received both", "Remove one of them.");
  }
  if (previewHosts !== undefined && claims === undefined) {
    routing.previewHosts?.apis.forEach(({ publicHost }, index) => {
      if (publicHost === undefined) return;
      const place = at(at(at(previewHosts, "apis"), index), "publicHost");
      report(place, "publicHost is routed by claims, but the stack has no claims", WITHOUT_CLAIMS);
    });
  }
  return routing;
}

const WITHOUT_CLAIMS = "Write understudy:claims, or remove publicHost.";
