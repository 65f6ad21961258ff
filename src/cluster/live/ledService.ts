import { isDeepStrictEqual } from "node:util";
import { PODS_OF } from "../../routing/annotations.ts";

/**
 * Annotation of a Service that leads to an agent instead of its own pods: the agent's name, its selector, and the selector
 * before, as JSON. Whoever finds it can put that one back.
 */
export const LED = "understudy.dev/laptop-selector";

/** The field manager of these changes. It keeps none of the fields. */
export const LEADING_MANAGER = "understudy-laptop";

/** Somebody else may write at the same time. */
const ATTEMPTS = 20;

export type Selector = Record<string, string>;

/** A Service, as far as it is read here. */
export interface SelectingService {
  metadata?: {
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: object[];
  };
  spec?: { selector?: Selector };
}

/** Where a Service leads. */
export interface Lead {
  /** Name of the agent's objects. */
  agent: string;
  /** Selects its pod. */
  to: Selector;
  /** The selector before. */
  before: Selector;
}

/** A merge patch; null takes a key off. */
interface Change {
  metadata: { annotations: Record<string, string | null> };
  spec: { selector: Record<string, string | null> };
}

/** Returns which agent a Service leads to, or undefined if it leads to none. */
export function leadOf({ metadata }: SelectingService): Lead | undefined {
  const text = metadata?.annotations?.[LED];
  if (text === undefined) return undefined;
  try {
    const { agent, to, before }: Partial<Lead> = JSON.parse(text);
    return agent && to && before ? { agent, to, before } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the selector of a Service's own pods, wherever it leads now. Tools that apply a file by three-way merge add the
 * file's keys to those of the agent; they are the newest word of the Service's owner.
 */
export function ownSelector(service: SelectingService): Selector | undefined {
  const lead = leadOf(service);
  const { selector } = service.spec ?? {};
  if (lead === undefined) return selector;
  const rest = Object.entries(selector ?? {}).filter(([key]) => !Object.hasOwn(lead.to, key));
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

/** Returns whether a Service leads to this agent, and to nothing else. */
export function leadsTo(service: SelectingService, agent: string): boolean {
  const lead = leadOf(service);
  return lead?.agent === agent && isDeepStrictEqual(service.spec?.selector, lead.to);
}

/** Returns the change that leads a Service to an agent, or undefined if it does already. */
export function leadChange(
  service: SelectingService,
  { agent, to }: Omit<Lead, "before">,
): Change | undefined {
  if (leadsTo(service, agent)) return undefined;
  const lead: Lead = { agent, to, before: ownSelector(service) ?? {} };
  return {
    metadata: { annotations: { [LED]: JSON.stringify(lead) } },
    spec: { selector: { ...without(service.spec?.selector), ...to } },
  };
}

/** Returns the change that leads a Service to its own pods again, or undefined if it does not lead to this agent. */
export function givingBack(service: SelectingService, agent: string): Change | undefined {
  if (leadOf(service)?.agent !== agent) return undefined;
  return {
    metadata: { annotations: { [LED]: null } },
    spec: { selector: { ...without(service.spec?.selector), ...ownSelector(service) } },
  };
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
