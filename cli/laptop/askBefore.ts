import type { FoundAgent } from "../../src/laptop/intercept/listAgents.ts";
import type { LedInterceptPlan } from "../../src/laptop/intercept/planIntercept.ts";
import { shortName } from "../../src/routing/serviceHost.ts";
import { UsageError } from "../command/usageError.ts";
import { confirmed } from "../preview/confirm.ts";

/**
 * Says what becomes of Services that are led to this machine, and asks once whether that is meant. Without any it asks
 * nothing.
 *
 * @param yes whether nobody is asked
 * @throws {UsageError} if nobody can be asked
 */
export async function askBefore(
  plans: readonly LedInterceptPlan[],
  yes: boolean,
): Promise<boolean> {
  for (const line of plans.flatMap(linesBefore)) console.error(line);
  if (yes || plans.length === 0) return true;
  if (!process.stdin.isTTY) {
    const what = "nobody can be asked before the Service is changed: the input is no terminal";
    throw new UsageError([{ where: "--yes", what, fix: "Add --yes to change it without asking." }]);
  }
  return confirmed("Go on?");
}

/** Returns what people should know before a Service leads to their machine, in a line each. */
export function linesBefore(plan: LedInterceptPlan): string[] {
  const { target, key, keyHeader, led, held, beside } = plan;
  const name = `${target.namespace}/${target.service}`;
  const few = led.ready === 1 ? "1 pod" : `${led.ready} pods`;
  const ports = led.ports.map(({ port, local }) => {
    const own = port.name ?? port.port;
    if (local === undefined) return `  port ${own}: goes on to the Service's pods`;
    return key === undefined
      ? `  port ${own}: all of it reaches 127.0.0.1:${local}`
      : `  port ${own}: requests with ${keyHeader}: ${key} reach 127.0.0.1:${local}, all others the Service's pods`;
  });
  const others = led.otherKeys.map(({ key, service }) => `${key} (${service})`);
  return [
    key === undefined
      ? `The Service ${name} will lead to an agent: the traffic of ${few} moves.`
      : `Istio does not route ${name}, so the Service itself will lead to an agent: the traffic of ${few} goes through it.`,
    ...ports,
    ...(others.length > 0 ? [`  keys that lead elsewhere, as before: ${others.join(", ")}`] : []),
    ...(beside.length > 0 ? [`  keys of other machines, as before: ${keysOf(beside)}`] : []),
    ...held.map(({ holder }) => `  the intercept of ${holder.user}@${holder.machine} ends`),
    "Only its selector is changed, and put back at the end. Connections that are open through the agent then are closed.",
    ...led.undoing,
  ];
}

/** Returns what a Service that leads here does, and by what its requests are known. */
export function ledSummary(plan: LedInterceptPlan): string {
  const { target, host, key, keyHeader, led, beside } = plan;
  const local = led.ports.flatMap(({ local }) => (local === undefined ? [] : `127.0.0.1:${local}`));
  const to = `${shortName(host)} reach ${local.join(", ")}`;
  const way = `The Service ${target.namespace}/${target.service} leads to an agent until the end.`;
  if (key === undefined) return [`All requests to ${to}.`, way].join("\n");
  return [
    `Requests to ${to} with any of these:`,
    `  ${keyHeader}: ${key}`,
    `  baggage: understudy=${key}`,
    beside.length === 0
      ? `All others reach the Service's own pods. ${way}`
      : `All others reach the Service's own pods, but for keys of other machines: ${keysOf(beside)}. ${way}`,
  ].join("\n");
}

/** Returns `ann (ann@mac), bob (bob@pc)`. */
function keysOf(agents: readonly FoundAgent[]): string {
  return agents
    .map(({ key, holder: { user, machine } }) => `${key} (${user}@${machine})`)
    .join(", ");
}
