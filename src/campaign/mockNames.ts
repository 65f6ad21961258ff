import type { ServiceConfig } from "./campaign.ts";

/** What people, DNS and other objects call a mock. */
export interface MockNames {
  /** Of the Deployment, the Service, the VirtualService and everything else: `payments-prism-mock`. */
  resource: string;
  /** Where they all are: `shop-prism-mock`, or an existing namespace as it is. */
  namespace: string;
  /** The Service's full DNS name. */
  host: string;
}

/**
 * The names of a service's mock: `<service>[-<campaign>]<suffix>`, and the namespace in the same way unless it is
 * an existing one (`createNamespace: false`), whose name is taken as it is.
 */
export function mockNames(config: ServiceConfig): MockNames {
  const tail = `${config.campaign === undefined ? "" : `-${config.campaign}`}${config.suffix}`;
  const resource = `${config.name}${tail}`;
  const namespace = config.createNamespace ? `${config.namespace}${tail}` : config.namespace;
  return { resource, namespace, host: `${resource}.${namespace}.svc.cluster.local` };
}
