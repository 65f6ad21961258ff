import { previewHost } from "../../campaign/previewHost.ts";
import type { GatewayApi, PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import { isDnsName } from "../../config/values/routingFormats.ts";
import type { Problem } from "../../problem.ts";

/** One host: what it leads to, and what its VirtualService is called. */
export interface PreviewHost {
  key: string;
  api: GatewayApi;
  host: string;
  name: string;
}

/**
 * A host for each key and API, in the order of the keys and then of the APIs. Hosts that DNS does not take, and two that
 * are one, add problems: `a-b` and `c` make the same name as `a` and `b-c`.
 */
export function previewHosts(
  gateway: PreviewHostsConfig,
  keys: string[],
  problems: Problem[],
): PreviewHost[] {
  const { host: template, domain, apis } = gateway;
  const hosts = keys.flatMap((key) =>
    apis.map((api) => ({
      key,
      api,
      host: previewHost(template, { key, api: api.api, domain }),
      name: `preview-${key}-${api.api}`,
    })),
  );
  const owners = new Map(
    apis.flatMap(({ api, publicHost }) =>
      publicHost === undefined ? [] : [[publicHost, `the public host of the API ${api}`]],
    ),
  );
  for (const { key, api, host, name } of hosts) {
    const owner = `the key ${key} with the API ${api.api}`;
    const where = api.where ?? `API ${api.api}`;
    const taken = owners.get(host) ?? owners.get(name);
    owners.set(host, owner).set(name, owner);
    if (taken !== undefined) {
      const fix = "Rename one of the keys or of the APIs.";
      problems.push({ where, what: `${owner} has the host ${host}, and so has ${taken}`, fix });
    }
    if (!isDnsName(host)) {
      const what = `${owner} has the host ${host}, of which DNS takes no part longer than 63 characters`;
      problems.push({ where, what, fix: "Shorten the key, or the template of the hosts." });
    }
  }
  return hosts;
}

/** The wildcard that all preview hosts fit, whatever keys and APIs there will be: `*.example.com`. */
export function wildcardHost({ host, domain }: PreviewHostsConfig): string {
  const afterNames = host.slice(Math.max(host.lastIndexOf("{key}"), host.lastIndexOf("{api}")) + 5);
  const fixed = afterNames.replaceAll("{domain}", domain);
  const dot = fixed.indexOf(".");
  return dot < 0 ? "*" : `*${fixed.slice(dot)}`;
}
