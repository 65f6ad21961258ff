import { isIP } from "node:net";
import type { MockHosts } from "../../campaign/mockHosts.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { allows, fullName, hostName, isSameHost } from "../hostName.ts";
import type { Leak } from "../runRecord.ts";
import type { FoundHost } from "./foundHost.ts";
import { infrastructure } from "./infrastructure.ts";
import type { GuardReport, JudgedHost } from "./leakGuard.ts";

/** What the service under test may call. */
export interface GuardRules {
  /** The service under test. */
  service: { name: string; namespace: string };
  mocks: (MockHosts & { name: string })[];
  /** Of the stack. */
  allow: string[];
  /** Addresses of the hosts in `allow`, as DNS gives them. */
  allowedAddresses?: ReadonlySet<string>;
  /** Place of the load test in the stack: `Pulumi.stg.yaml: loadtests[0]`. */
  where: string;
}

/** Says of each found host why it is allowed, or that it is a leak. */
export function judgeHosts(
  all: readonly FoundHost[],
  rules: GuardRules,
): Omit<GuardReport, "unseen"> {
  const found = completed(all, rules);
  const telemetry = found.filter(({ isTelemetry }) => isTelemetry).map(({ host }) => host);
  const groups = Map.groupBy(found, ({ host }) => host);
  const hosts: JudgedHost[] = [];
  const leaks: Leak[] = [];
  for (const [host, same] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const reasons = same.map((one) => reasonFor(one, rules, telemetry));
    const wrong = same.filter((_, i) => reasons[i] === undefined);
    hosts.push({
      host: shortName(host),
      foundIn: [...new Set(same.map(placeOf))],
      ...(wrong.length === 0 && reasons[0] !== undefined && { allowed: reasons[0] }),
    });
    const places = new Set(wrong.map(placeOf));
    for (const foundIn of places) {
      leaks.push({ host: shortName(host), foundIn, fix: lineThatAllows(shortName(host), rules) });
    }
  }
  return { hosts, leaks };
}

/** Gives `payments.shop` its full name where a mock or another place has it, so that it is one host. */
function completed(found: readonly FoundHost[], { mocks }: GuardRules): FoundHost[] {
  const known = new Set([
    ...mocks.flatMap(({ hosts, replaces }) => [...hosts, ...replaces]),
    ...found.map(({ host }) => host),
  ]);
  return found.map((one) => {
    const full = fullName(one.host);
    return known.has(full) ? { ...one, host: full } : one;
  });
}

function placeOf({ foundIn, leadsTo = [] }: FoundHost): string {
  return leadsTo.length === 0
    ? foundIn
    : `${foundIn}, which leads to ${leadsTo.map(shortName).join(", ")}`;
}

function reasonFor(
  { host, leadsTo = [], isCalled }: FoundHost,
  rules: GuardRules,
  telemetry: readonly string[],
): string | undefined {
  const { name, namespace } = rules.service;
  if (isSameHost(host, hostName(name, namespace))) return "the service under test itself";
  const direct = whyDestination(host, rules);
  if (direct !== undefined) return direct;
  const replacing = isCalled
    ? undefined
    : rules.mocks.find(({ replaces }) => replaces.some((one) => isSameHost(one, host)));
  if (replacing !== undefined) return `replaced by the mock of ${replacing.name}`;
  const own = infrastructure(host);
  if (own !== undefined) return own;
  if (telemetry.some((one) => isSameHost(one, host))) return "collector of telemetry";
  const [first, ...rest] = leadsTo.map((destination) => whyDestination(destination, rules));
  const leadsWell = first !== undefined && rest.every((reason) => reason !== undefined);
  return leadsWell ? `leads to: ${first}` : undefined;
}

/** Returns why requests may go to exactly this host. */
function whyDestination(host: string, rules: GuardRules): string | undefined {
  const mock = rules.mocks.find(({ hosts }) => hosts.some((one) => isSameHost(one, host)));
  if (mock !== undefined) return `mock of ${mock.name}`;
  const entry = rules.allow.find((one) => allows(one, host, rules.service.namespace));
  if (entry !== undefined) return `allow: ${entry}`;
  const isAddress = isIP(host) !== 0 && rules.allowedAddresses?.has(host);
  return isAddress ? "address of a host in allow" : undefined;
}

function lineThatAllows(host: string, { allow, where }: GuardRules): string {
  const list = [...allow, host].map((one) => JSON.stringify(one)).join(", ");
  return `${where.replace("loadtests[", "understudy:loadtests[")}.allow: [${list}]`;
}
