import type { Call } from "./call.ts";
import type { Journal } from "./measure/journal.ts";
import type { RequestLog } from "./measure/requestLog.ts";
import type { OwnServer } from "./own/ownServer.ts";
import type { ServedSite } from "./sites.ts";

/** What a server serves now. */
export interface ServerState extends OwnServer {
  /** In the order in which they are tried. */
  sites: readonly ServedSite[];
  journal: Journal | undefined;
  /** Undefined if requests are not logged. */
  log: RequestLog | undefined;
  /** The last one, unless something else is served since. */
  call?: Call | undefined;
}
