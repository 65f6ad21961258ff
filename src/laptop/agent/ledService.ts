import { setTimeout } from "node:timers/promises";
import {
  type AskService,
  changeService,
  givingBack,
  LEADING_MANAGER,
  leadOf,
  leadsTo,
  type SelectingService,
  ServiceRefused,
} from "../../cluster/live/ledService.ts";
import { ask } from "./withdraw.ts";

/** A Service that leads to an agent. */
export interface LedService {
  namespace: string;
  service: string;
  /** Name of the agent. */
  agent: string;
}

/** Between two looks, in milliseconds. So long a Service may lead nowhere after a tool has merged two selectors. */
const PAUSE = 2_000;

/** Leads the Service to its own pods again, however long the API server is away. Returns whether it led to the agent. */
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

/** Calls `onPutBack` once, when the Service has led to the agent and somebody has changed that. */
export function whenPutBack(led: LedService, onPutBack: () => void): void {
  let hasLed = false;
  const look = async () => {
    const { status, service } = await asking(led)();
    if (status !== 200 || service === undefined) return;
    if (leadsTo(service, led.agent)) {
      hasLed = true;
    } else if (hasLed || leadOf(service)?.agent === led.agent) {
      clearInterval(timer);
      onPutBack();
    }
  };
  // The API server may be away, or the token not there yet.
  const timer = setInterval(() => look().catch(() => {}), PAUSE);
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
