import type { Journal } from "./measure/journal.ts";
import type { RequestLog } from "./measure/requestLog.ts";
import type { OwnServer } from "./own/ownServer.ts";
import type { Serving } from "./serving.ts";
import type { Place } from "./sites.ts";

/** What a server serves now. */
export interface ServerState extends OwnServer {
  /** In the order in which they are tried. */
  sites: readonly ServedSite[];
  journal: Journal | undefined;
  /** Undefined if requests are not logged. */
  log: RequestLog | undefined;
}

/** A mock that is ready to serve, and where it is reached. */
export interface ServedSite extends Place {
  serving: Serving;
}
