import type { Problem } from "../problem.ts";
import type { ImageAnswer } from "../registry/imageAnswer.ts";
import type { ROUTE_WITHDRAWN } from "../routing/annotations.ts";
import type { DELETE_HELD, ORIGIN_GONE } from "./annotations.ts";
import type { Claims } from "./claims.ts";
import type { UnroutedService } from "./controllerCluster.ts";
import type { FoundCopy, Part } from "./copies.ts";
import type { WantedObject } from "./copyObjects.ts";
import type { ForgeAnswers } from "./forgeAnswers.ts";
import type { Origins } from "./origins.ts";
import type { ViewedNamespace } from "./view.ts";

/** The most copies that there may be. */
export interface Limits {
  all: number;
  namespace: number;
}

/** Everything that one round knows. */
export interface Known {
  /** In milliseconds since 1970. */
  now: number;
  view: readonly ViewedNamespace[];
  origins: Origins;
  copies: readonly FoundCopy[];
  asked: Claims;
  forge: ForgeAnswers;
  /** By reference with a tag. */
  images: ReadonlyMap<string, ImageAnswer>;
  limits: Limits;
  /** Whether somebody has seen that more than half of the copies go, and agrees. */
  confirmDeletes: boolean;
}

/** What becomes of a copy in a round. */
export type State =
  /** It is made, changed, or as it has to be. */
  | "made"
  | "changed"
  | "unchanged"
  /** It is wanted, and something is not there yet. */
  | "waiting"
  /** It is there, and nothing is known that would allow a change. */
  | "kept"
  /** It goes; its routes go first. */
  | "deleted"
  | "being deleted"
  /** It would go, with too many others at once. */
  | "held"
  /** The annotations of its origin say that it is not wanted. */
  | "ignored"
  /** It is wanted, and something is wrong. */
  | "refused";

/** What a round says of a copy, or of a pull request without one. */
export interface Line {
  /** `shop/payments-pr-12`; of a pull request without a key the origin, `shop/payments`. */
  name: string;
  /** `github.com/acme/payments#12` */
  pullRequest: string;
  state: State;
  reason?: string;
}

/** An annotation that comes and goes; null takes it off. */
export interface Mark {
  part: Part;
  annotation: typeof ORIGIN_GONE | typeof DELETE_HELD | typeof ROUTE_WITHDRAWN;
  value: string | null;
}

/** An object of a copy that is to be written. */
export interface WrittenObject extends WantedObject {
  namespace: string;
  /** Of the object that is there; undefined for a new one. */
  uid?: string;
}

/** The objects of one copy that are to be written, in this order. */
export interface CopyWrite {
  line: Line;
  objects: WrittenObject[];
  /** Objects that the copy has no more: a traffic policy that its origin has lost. */
  stale: Part[];
}

/** A copy that goes. */
export interface Removal {
  line: Line;
  copy: FoundCopy;
}

/** A Deployment that asks for copies. */
export interface Asking {
  namespace: string;
  name: string;
  uid: string;
}

/** What one round does. */
export interface Plan {
  /** Of all copies and pull requests, with the reason. */
  lines: Line[];
  /** The Deployment that each line is about. */
  askedBy: Map<Line, Asking>;
  /** The Services of the copies that are wanted, by their lines: `shop/payments-pr-12`. */
  serviceOf: Map<Line, string>;
  /** Deployments whose annotations cannot be followed, or may not be. */
  unfollowed: Pick<Origins, "broken" | "outside">;
  writes: CopyWrite[];
  marks: Mark[];
  removals: Removal[];
  problems: Problem[];
  /** What works, but people should know. */
  warnings: Problem[];
  /** Services without routes; known once the plan was carried out. */
  unrouted: UnroutedService[];
}

/** What one round does, with all that it was decided from. */
export interface PlannedRound extends Plan {
  known: Known;
}

/** Adds what a round says of a copy, or of a pull request without one, which a Deployment asks for. */
export function addLine(plan: Plan, line: Line, { namespace, name, uid }: Asking): void {
  plan.lines.push(line);
  plan.askedBy.set(line, { namespace, name, uid });
}
