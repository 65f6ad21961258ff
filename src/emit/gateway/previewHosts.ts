import { previewHost } from "../../campaign/previewHost.ts";
import type { GatewayApi, PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import { isDnsName } from "../../config/values/routingFormats.ts";
import type { Problem } from "../../problem.ts";

/** One preview host, the API that it leads to, and the name of its VirtualService. */
export interface PreviewHost {
  key: string;
  api: GatewayApi;
  host: string;
  name: string;
}

/**
 * Returns a host for each key and API, ordered by key and then by API. A host that DNS does not allow, and a host that
 * two pairs share, add problems: `a-b` with `c` has the same name as `a` with `b-c`.
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
      const what = `${owner} has the host ${host}, and DNS allows at most 63 characters between dots`;
      problems.push({ where, what, fix: "Shorten the key, or the template of the hosts." });
    }
  }
  return hosts;
}

/** Returns a wildcard that matches all preview hosts, whatever keys and APIs there will be: `*.example.com`. */
export function wildcardHost({ host, domain }: PreviewHostsConfig): string {
  const afterNames = host.slice(Math.max(host.lastIndexOf("{key}"), host.lastIndexOf("{api}")) + 5);
  const fixed = afterNames.replaceAll("{domain}", domain);
  const dot = fixed.indexOf(".");
  return dot < 0 ? "*" : `*${fixed.slice(dot)}`;
}
