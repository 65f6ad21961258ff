import type { BesideRoutes } from "./besideRoutes.ts";
import type { Entry } from "./entry.ts";
import type { HttpRoute } from "./httpRoute.ts";
import type { Substitution } from "./substitution.ts";

/** Everything that decides where the requests to one host go. Plain JSON. */
export interface HostRouting {
  /** The place of the base's declaration, for problems: `Pulumi.stg.yaml: router.hosts[0]`. */
  where?: string;
  /** Full name of the origin's Service: `payments.shop.svc.cluster.local`. */
  host: string;
  /** The plain header that carries route keys beside `baggage`, in lower case: `x-preview`. */
  keyHeader: string;
  /** The team's own routes in their order; empty if the team has none. */
  base: HttpRoute[];
  /** What the team's VirtualService says besides them. */
  beside?: BesideRoutes;
  /** In any order. Entries of other origins are ignored. */
  entries: Entry[];
  /** In any order. Substitutions of other origins are ignored. */
  substitutions: Substitution[];
}
