import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import {
  type AskService,
  changeService,
  givingBack,
  isLeadOf,
  LEADING_MANAGER,
  type LedAgent,
  leadOf,
  leadsTo,
  olderHosts,
  type SelectingService,
  ServiceRefused,
} from "../../cluster/live/ledService.ts";
import { goneAgents } from "./goneAgents.ts";
import { ask, TOKEN } from "./withdraw.ts";

/** A Service that leads to an agent. */
export interface LedService {
  namespace: string;
  service: string;
  /** Name of the agent. */
  agent: string;
  /** When it was made, in milliseconds since 1970. */
  made: number;
}

/** A Service that is looked at. */
export interface WatchedService {
  /** Returns the full names of the older agents that it leads to as well, the newest first. */
  older(): string[];
}

/** Between two looks, in milliseconds. So long a Service may lead nowhere after a tool has merged two selectors. */
const PAUSE = 2_000;

/** Between two looks for the agent's token, in milliseconds. */
const SOON = 200;

/**
 * Leads the Service to its own pods again, or to the agents that share it, however long the API server is away. Returns
 * whether it led to the agent.
 */
export async function giveBack(led: LedService): Promise<boolean> {
  for (;;) {
    try {
      return await changeService(asking(led), (service) => givingBack(service, led.agent));
    } catch (error) {
      console.log(String(error));
      // Its rights are gone, and so is everything of it.
      if (error instanceof ServiceRefused && [401, 403].includes(error.status)) return false;
      await setTimeout(PAUSE);
    }
  }
}

/**
 * Calls `onPutBack` once, when the Service has led to the agent and somebody has changed that. Agents that share the Service
 * and are gone without having given it back are taken off it.
 */
export function watchService(led: LedService, onPutBack: () => void): WatchedService {
  let hasLed = false;
  let older: string[] = [];
  const goneOf = goneAgents();
  const look = async () => {
    const { status, service } = await asking(led)();
    if (status !== 200 || service === undefined) return;
    older = olderHosts(service, led.made);
    if (leadsTo(service, led.agent)) {
      hasLed = true;
      for (const gone of await goneOf(leadOf(service)?.agents ?? [])) await takeOff(led, gone);
    } else if (hasLed || isLeadOf(service, led.agent)) {
      clearInterval(timer);
      onPutBack();
    }
  };
  // The API server may be away.
  const tryLook = () => look().catch(() => {});
  const timer = setInterval(tryLook, PAUSE);
  // Those that are older are known before the first request comes.
  tokenThere().then(tryLook);
  return { older: () => older };
}

/** Another agent may have its name by now. */
async function takeOff(led: LedService, { agent, host }: LedAgent): Promise<void> {
  const isThere = (service: SelectingService) =>
    leadOf(service)?.agents.some((one) => one.host === host);
  const wasThere = await changeService(asking(led), (service) =>
    isThere(service) ? givingBack(service, agent) : undefined,
  );
  if (wasThere) console.log(`${agent} is gone, and the Service does not lead to it any more`);
}

async function tokenThere(): Promise<void> {
  while (!existsSync(TOKEN)) await setTimeout(SOON);
}

function asking({ namespace, service }: LedService): AskService {
  const path = `/api/v1/namespaces/${namespace}/services/${service}`;
  return async (change) => {
    const { status, object } = await (change === undefined
      ? ask<SelectingService>("GET", path)
      : ask<SelectingService>("PATCH", `${path}?fieldManager=${LEADING_MANAGER}`, change));
    return { status, service: object };
  };
}
