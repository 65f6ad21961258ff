import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { annotationJson, PODS_OF } from "../../routing/annotations.ts";
import { isMapping } from "../../routing/readHttpRoutes.ts";

/**
 * Annotation of a Service that leads to agents instead of its own pods: the agents, and the selector before, as JSON.
 * Whoever finds it can put that one back.
 */
export const LED = "understudy.dev/laptop-selector";

/** The field manager of these changes. It keeps none of the fields. */
export const LEADING_MANAGER = "understudy-laptop";

/** Somebody else may write at the same time. */
const ATTEMPTS = 20;

/** So often, and for so many milliseconds each time, another one's change is waited for that is only half done. */
const WAITS = 10;
const WAIT = 100;

export type Selector = Record<string, string>;

/** A Service, as far as it is read here. */
export interface SelectingService {
  metadata?: {
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: { manager?: string }[];
  };
  spec?: { selector?: Selector };
}

/** An agent that a Service leads to. */
export interface LedAgent {
  /** Name of its objects. */
  agent: string;
  /** Selects its pod. */
  to: Selector;
  /**
   * When it was made, in milliseconds since 1970. Each agent sends what is not its own on to older ones alone, so that
   * nothing goes round.
   */
  made: number;
  /** Full name of the Service by which newer agents reach it. Undefined if it has all requests, and so is alone. */
  host?: string;
}

/** Where a Service leads. */
export interface Lead {
  /** The newest first: that one has the Service, and each sends what is not its own on to the next. */
  agents: [LedAgent, ...LedAgent[]];
  /** The selector before. */
  before: Selector;
}

/** A merge patch; null takes a key off. */
interface Change {
  metadata: { annotations: Record<string, string | null> };
  spec: { selector: Record<string, string | null> };
}

/** Returns which agents a Service leads to, or undefined if it leads to none, or somebody has spoilt the annotation. */
export function leadOf({ metadata }: SelectingService): Lead | undefined {
  const text = metadata?.annotations?.[LED];
  if (text === undefined) return undefined;
  const { agents, before } = Object(annotationJson(text));
  if (!Array.isArray(agents) || !agents.every(isAgent) || !isMapping(before)) return undefined;
  const [first, ...others] = agents;
  return first && { agents: [first, ...others], before: before as Selector };
}

function isAgent(value: unknown): value is LedAgent {
  return isMapping(value) && typeof value.agent === "string" && isMapping(value.to);
}

/**
 * Returns the selector of a Service's own pods, wherever it leads now. Tools that apply a file by three-way merge add the
 * file's keys to those of the agent; they are the newest word of the Service's owner.
 */
export function ownSelector(service: SelectingService): Selector | undefined {
  const lead = leadOf(service);
  const { selector } = service.spec ?? {};
  if (lead === undefined) return selector;
  const rest = Object.entries(selector ?? {}).filter(
    ([key]) => !Object.hasOwn(lead.agents[0].to, key),
  );
  return rest.length > 0 ? Object.fromEntries(rest) : lead.before;
}

/** Returns Services as they are while none leads to an agent. */
export function asWithoutAgents<T extends SelectingService>(services: readonly T[]): T[] {
  return services
    .filter(({ metadata }) => metadata?.labels?.[PODS_OF] === undefined)
    .map((service) => {
      if (leadOf(service) === undefined) return service;
      return { ...service, spec: { ...service.spec, selector: ownSelector(service) } };
    });
}

/** Returns whether a Service leads to this agent, also by way of newer ones, and to nothing else. */
export function leadsTo(service: SelectingService, agent: string): boolean {
  const lead = leadOf(service);
  return lead !== undefined && isNamed(lead, agent) && isUnchanged(service, lead);
}

/** Returns whether a Service says that it leads to this agent, whatever it selects. */
export function isLeadOf(service: SelectingService, agent: string): boolean {
  const lead = leadOf(service);
  return lead !== undefined && isNamed(lead, agent);
}

/** Returns the full names by which an agent reaches those that are older than it, the newest first. */
export function olderHosts(service: SelectingService, made: number): string[] {
  const older = leadOf(service)?.agents.filter((one) => one.made < made) ?? [];
  return older.flatMap(({ host }) => host ?? []);
}

/**
 * Returns the change that leads a Service to an agent, and by way of it to those that it shares the Service with. Undefined
 * if the Service does so already.
 */
export function leadChange(service: SelectingService, own: LedAgent): Change | undefined {
  const lead = leadOf(service);
  const others = (lead?.agents ?? []).filter(
    ({ agent, host }) => agent !== own.agent && host !== undefined && own.host !== undefined,
  );
  const agents = [...others, own].sort((a, b) => b.made - a.made);
  const isLed = lead !== undefined && isUnchanged(service, lead);
  return isLed && isDeepStrictEqual(lead.agents, agents) ? undefined : leading(service, agents);
}

/**
 * Returns the change after which a Service does not lead to this agent: it leads to the others, or to its own pods if there
 * are none. Undefined if it does not lead to this agent.
 */
export function givingBack(service: SelectingService, agent: string): Change | undefined {
  const lead = leadOf(service);
  if (lead === undefined || !isNamed(lead, agent)) return undefined;
  // What somebody else has put back stays so.
  const others = isUnchanged(service, lead) ? lead.agents : [];
  return leading(
    service,
    others.filter((one) => one.agent !== agent),
  );
}

function leading(service: SelectingService, [first, ...others]: readonly LedAgent[]): Change {
  const before = ownSelector(service) ?? {};
  const lead: Lead | undefined = first && { agents: [first, ...others], before };
  return {
    metadata: { annotations: { [LED]: lead === undefined ? null : JSON.stringify(lead) } },
    spec: { selector: { ...without(service.spec?.selector), ...(first?.to ?? before) } },
  };
}

function isNamed({ agents }: Lead, agent: string): boolean {
  return agents.some((one) => one.agent === agent);
}

function isUnchanged({ spec }: SelectingService, { agents: [first] }: Lead): boolean {
  return isDeepStrictEqual(spec?.selector, first.to);
}

function without(selector: Selector = {}): Record<string, null> {
  return Object.fromEntries(Object.keys(selector).map((key) => [key, null]));
}

/** Reads or changes one Service: with a change, by a merge patch of `LEADING_MANAGER`. */
export type AskService = (
  change?: object,
) => Promise<{ status: number; service?: SelectingService | undefined }>;

/**
 * Changes a Service as it is when nobody else writes. Its fields stay those of their managers: the owner's next apply
 * meets no conflict, and puts its selector back.
 *
 * @returns whether it was changed
 * @throws {ServiceRefused} when the API server refuses
 */
export async function changeService(
  ask: AskService,
  changeOf: (service: SelectingService) => Change | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { status, service } = await ask();
    if (status === 404) return false;
    if (status !== 200 || service === undefined) {
      throw new ServiceRefused("reading", status);
    }
    const change = changeOf(service);
    if (change === undefined) return false;
    const { resourceVersion, managedFields } = service.metadata ?? {};
    // Its fields are about to become those of their managers again, which nobody else could do.
    if (attempt < WAITS && managedFields?.some(({ manager }) => manager === LEADING_MANAGER)) {
      await setTimeout(WAIT);
      continue;
    }
    const changed = await ask({ ...change, metadata: { ...change.metadata, resourceVersion } });
    if (changed.status === 200) {
      const version = changed.service?.metadata?.resourceVersion;
      // If somebody has written meanwhile, this manager stays in the list, which only costs a conflict.
      await ask({ metadata: { resourceVersion: version, managedFields } });
      return true;
    }
    if (changed.status !== 409) {
      throw new ServiceRefused("changing", changed.status);
    }
  }
  throw new ServiceRefused("changing", 409);
}

/** The API server has refused. */
export class ServiceRefused extends Error {
  readonly status: number;

  constructor(doing: "reading" | "changing", status: number) {
    super(`${doing} the Service was answered with status ${status}`);
    this.name = "ServiceRefused";
    this.status = status;
  }
}
