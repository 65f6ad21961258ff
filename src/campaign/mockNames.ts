import type { ServiceConfig } from "./campaign.ts";

/** The names of a mock. */
export interface MockNames {
  /** Name of the Deployment, the Service, the VirtualService and all other objects: `payments-prism-mock`. */
  resource: string;
  /** Their namespace: `shop-prism-mock`, or an existing namespace unchanged. */
  namespace: string;
  /** The Service's full DNS name. */
  host: string;
}

/**
 * Returns the names of a service's mock: `<service>[-<campaign>]<suffix>`. The namespace is named in the same way,
 * unless it exists already (`createNamespace: false`): then its name is unchanged.
 */
export function mockNames(config: ServiceConfig): MockNames {
  const tail = `${config.campaign === undefined ? "" : `-${config.campaign}`}${config.suffix}`;
  const resource = `${config.name}${tail}`;
  const namespace = config.createNamespace ? `${config.namespace}${tail}` : config.namespace;
  return { resource, namespace, host: `${resource}.${namespace}.svc.cluster.local` };
}
