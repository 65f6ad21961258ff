import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import type { Problem } from "../problem.ts";
import type { Part } from "./copies.ts";
import type { ViewedNamespace } from "./view.ts";

/** A route that leads to a copy's Service. */
export interface LeadingRoute {
  part: Part;
  /** The VirtualService that has it: `shop/payments-router`. */
  name: string;
}

/** How requests reach copies. */
export interface WaysToCopies {
  leading: LeadingRoute[];
  /** The addresses at gateways whose requests get a key, by the key. */
  addresses: ReadonlyMap<string, readonly string[]>;
}

/** What became of the routes of all hosts. */
export interface ComposedRoutes {
  isChanged: boolean;
  /** Services whose routes come when one of their pods is ready: `shop/payments-pr-12`. */
  waiting: string[];
  problems: Problem[];
  /** Hosts that nobody routes, or somebody whose VirtualService is not touched. */
  warnings: Problem[];
  /** What is wrong with single annotated Services or their hosts, so that they have no routes. */
  leftOut: UnroutedService[];
}

/** An annotated Service that has no routes, and why. */
export interface UnroutedService {
  namespace: string;
  name: string;
  uid: string;
  /** The Deployment that was copied, if the Service is a copy's. */
  origin?: { name: string; uid: string };
  problem: Problem;
}

/** The cluster as the controller sees and changes it. Changes resolve to the problems that they ran into. */
export interface ControllerCluster {
  /** Reads the namespaces that the controller looks at. */
  read(): Promise<ViewedNamespace[]>;
  /**
   * Makes an object what it is to be.
   *
   * @param uid of the object that is changed, and no other one that has got its name; undefined for a new one, whose name
   * must be free
   */
  apply(object: KubernetesObject, uid: string | undefined): Promise<Problem[]>;
  /** Writes annotations; null takes one off. An object that is gone is no problem. */
  annotate(part: Part, annotations: Record<string, string | null>): Promise<Problem[]>;
  /** Removes an object, but no other one that has got its name. */
  remove(part: Part): Promise<Problem[]>;
  /** Composes the routes of all hosts in these namespaces from the annotated Services that lie there, whoever made them. */
  compose(): Promise<ComposedRoutes>;
  /** Returns those of the Services that routes lead to, or why that is not known. */
  leading(services: readonly Part[]): Promise<LeadingRoute[] | Problem>;
  /** Returns how requests reach these Services, or why that is not known. */
  waysTo(services: readonly Part[]): Promise<WaysToCopies | Problem>;
}
