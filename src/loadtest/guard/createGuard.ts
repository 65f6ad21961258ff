import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { KubeConfig } from "@kubernetes/client-node";
import type { LoadTestFile } from "../loadTestFile.ts";
import type { Leak } from "../runRecord.ts";
import { hostsOfPod } from "./environment.ts";
import { type Calls, calledSince, callsByPlace } from "./envoyCalls.ts";
import type { FoundHost } from "./foundHost.ts";
import {
  followed,
  hostsOfServiceEntries,
  hostsOfVirtualServices,
  type ServiceEntry,
  type VirtualService,
} from "./istioHosts.ts";
import { type GuardRules, judgeHosts } from "./judgeHosts.ts";
import type { GuardReport, LeakGuard } from "./leakGuard.ts";
import {
  type Guarded,
  readEnvoys,
  readPods,
  readReferences,
  readServiceAddresses,
  readWidely,
} from "./readGuarded.ts";

/** What the guard needs to know of a stack. */
export interface GuardedStack {
  config: Pick<LoadTestFile["config"], "service" | "allow" | "where">;
  mocks: Pick<LoadTestFile["mocks"][number], "name" | "hosts" | "replaces">[];
}

/** Creates the guard of a load test. Without a service under test it finds nothing, and says so. */
export function createGuard(kubeConfig: KubeConfig, { config, mocks }: GuardedStack): LeakGuard {
  const { service } = config;
  if (service === undefined) return NOTHING_GUARDED;
  const guarded: Guarded = { kubeConfig, service };
  const where = config.where ?? "loadtests[0]";
  const rules: GuardRules = { service, mocks, allow: config.allow, where };
  /** As of the last look before load: what is called from then on counts, also in the moment before `begin`. */
  let checked: Calls | undefined;
  let before: Calls | undefined;
  let addresses = new Map<string, string>();
  const leaks = new Map<string, Leak>();

  return {
    async check() {
      const { report, calls } = await look(guarded, rules);
      checked = calls;
      return report;
    },
    async begin() {
      leaks.clear();
      before = checked;
      checked = undefined;
      // A run goes on, and its report is kept, whether or not it can be watched.
      addresses = await readServiceAddresses(guarded).catch(() => addresses);
      before ??= await callsNow(guarded).catch(() => undefined);
    },
    async leaks() {
      const now = await callsNow(guarded);
      if (now === undefined) return leaks.size > 0 ? [...leaks.values()] : undefined;
      before ??= now;
      const found = calledSince(before, now, addresses);
      const allowed = await withAddresses(rules, found);
      for (const leak of judgeHosts(found, allowed).leaks) {
        leaks.set(leak.host, leak);
      }
      return [...leaks.values()];
    },
  };
}

const NOTHING_GUARDED: LeakGuard = {
  check: async () => ({
    hosts: [],
    leaks: [],
    unseen: ["the stack names no service under test, so that no call is looked at"],
  }),
  begin: async () => {},
  leaks: async () => undefined,
};

/** Returns what the Envoys called until now, or undefined if there are none. */
async function callsNow(guarded: Guarded): Promise<Calls | undefined> {
  const view = await readEnvoys(guarded, await readPods(guarded), []);
  return view && callsByPlace(view.calls);
}

/** Looks everywhere, and returns what was found, with what the Envoys called until now. */
async function look(
  guarded: Guarded,
  rules: GuardRules,
): Promise<{ report: GuardReport; calls: Calls | undefined }> {
  const { namespace } = guarded.service;
  const unseen: string[] = [];
  const pods = await readPods(guarded);
  const istio = "networking.istio.io";
  const references = await readReferences(guarded, pods, unseen);
  const virtualServices = await readWidely<VirtualService>(
    guarded,
    istio,
    "virtualservices",
    unseen,
  );
  const serviceEntries = await readWidely<ServiceEntry>(guarded, istio, "serviceentries", unseen);
  const addresses = await readServiceAddresses(guarded);
  const view = await readEnvoys(guarded, pods, unseen);
  if (view === undefined)
    unseen.push("no pod of the service has a sidecar that says what it calls");
  const calls = view && callsByPlace(view.calls);
  const seen = view && new Set(view.known.keys());
  const entries = hostsOfServiceEntries(serviceEntries, namespace, seen);
  const found = [
    ...pods.flatMap((pod) => hostsOfPod(pod, references)),
    ...hostsOfVirtualServices(virtualServices, namespace),
    ...entries,
    ...otherEntries(view?.known ?? new Map(), entries),
    ...calledSince(undefined, calls ?? new Map(), addresses),
  ].map((one) => ({ ...one, host: addresses.get(one.host) ?? one.host }));
  const all = followed(found, virtualServices, namespace);
  const report = { ...judgeHosts(all, await withAddresses(rules, all)), unseen };
  return { report, calls };
}

/** Returns the hosts of ServiceEntries in namespaces that may not be read: the Envoy knows what is no Service. */
function otherEntries(
  known: ReadonlyMap<string, string>,
  entries: readonly FoundHost[],
): FoundHost[] {
  const named = new Set(entries.map(({ host }) => host));
  return [...known]
    .filter(([host]) => !host.endsWith(".svc.cluster.local") && !named.has(host))
    .map(([host, pod]) => ({ host, foundIn: `ServiceEntry that ${pod}'s Envoy has` }));
}

/** Looks up the addresses of allowed hosts if a call to a bare address was found. */
async function withAddresses(rules: GuardRules, found: readonly FoundHost[]): Promise<GuardRules> {
  if (!found.some(({ host }) => isIP(host) !== 0)) return rules;
  const names = rules.allow.filter((host) => isIP(host) === 0 && !host.startsWith("*"));
  const answers = await Promise.all(
    names.map((name) => lookup(name, { all: true }).catch(() => [])),
  );
  return { ...rules, allowedAddresses: new Set(answers.flat().map(({ address }) => address)) };
}
