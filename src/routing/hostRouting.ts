import type { Entry } from "./entry.ts";
import type { HttpRoute } from "./httpRoute.ts";
import type { Substitution } from "./substitution.ts";

/** Everything that decides where the requests to one host go. Plain JSON. */
export interface HostRouting {
  /** Where the base was declared, for problems: `Pulumi.stg.yaml: router.hosts[0]`. */
  where?: string;
  /** Full name of the origin's Service: `payments.shop.svc.cluster.local`. */
  host: string;
  /** The plain header that carries route keys beside `baggage`, in lower case: `x-preview`. */
  keyHeader: string;
  /** The team's own routes, in their order; empty where it has none. */
  base: HttpRoute[];
  /** In any order; those of other origins are passed over. */
  entries: Entry[];
  /** In any order; those of other origins are passed over. */
  substitutions: Substitution[];
}
