import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { stackFileOf } from "../config/stackFile.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import { serverTakes } from "../emit/gateway/serverTakes.ts";
import { objectsOfRouting } from "../emit/routingObjects.ts";
import { didYouMean, type Problem } from "../problem.ts";
import { STACK_LABEL } from "../routing/annotations.ts";
import { shortName } from "../routing/serviceHost.ts";
import type { ClusterState, FoundGateway } from "./clusterState.ts";
import {
  foreignVirtualServices,
  hostsOf,
  type OwnVirtualService,
} from "./foreignVirtualServices.ts";
import type { DeclaredRouting } from "./needs.ts";

/** Returns everything in a cluster's state that would stop a stack's routing. */
export function routingProblems(
  routing: DeclaredRouting,
  state: ClusterState,
  stack: StackState,
): Problem[] {
  const { istio, virtualServices } = state;
  if (!istio) return withoutIstio(routing);
  return [
    ...ownVirtualServices(routing).flatMap((own) =>
      foreignVirtualServices(own, virtualServices ?? [], stack),
    ),
    ...routing.campaign.services
      .filter(({ replaces }) => replaces !== undefined && isUnrouted(replaces.host, routing, state))
      .map(({ where, name, replaces }) =>
        unrouted(`${where ?? name}.replaces`, replaces?.host ?? ""),
      ),
    ...gatewayProblems(routing, state),
    ...ingressProblems(routing, state),
  ];
}

/** Returns what works, but has no effect yet or more effect than is meant. */
export function routingWarnings(routing: DeclaredRouting, state: ClusterState): Problem[] {
  const { previews, gateway, claims } = routing.objects;
  const unreached = previews
    .filter(({ replica }) => isUnrouted(replica.entry.origin, routing, state))
    .map(({ replica }) => unrouted(replica.entry.from, replica.entry.origin));
  return [...unreached, ...(gateway?.warnings ?? []), ...(claims?.warnings ?? [])];
}

function withoutIstio({ campaign, objects }: DeclaredRouting): Problem[] {
  const made = objectsOfRouting(objects).some(({ apiVersion = "" }) =>
    apiVersion.includes("istio.io/"),
  );
  if (!made) return [];
  return [
    {
      where: stackFileOf(campaign.stack),
      what: "the stack routes requests, but the cluster does not have Istio's VirtualServices",
      fix: "Install Istio first.",
    },
  ];
}

function ownVirtualServices({ campaign, objects }: DeclaredRouting): OwnVirtualService[] {
  const { routers, gateway, claims } = objects;
  const where = `${stackFileOf(campaign.stack)}: previewHosts`;
  return [
    ...routers.map(({ where, virtualService }) => ({
      where,
      virtualService,
      fix: "Istio uses only one of the two: move its http routes to base here and remove it. If it is another stack's, remove the host from one of the two stacks.",
    })),
    ...(gateway?.virtualServices ?? []).map((virtualService) => ({
      where,
      virtualService,
      fix: "Remove it, or choose another template for the hosts.",
    })),
    ...(claims?.virtualServices ?? []).map((virtualService) => ({
      where,
      virtualService,
      fix: "Move its http routes to the API's base here and remove it.",
    })),
  ];
}

/** Returns whether neither this stack nor another one routes a host. Returns false if that cannot be known. */
function isUnrouted(
  host: string,
  { objects }: DeclaredRouting,
  { virtualServices }: ClusterState,
): boolean {
  if (virtualServices === undefined) return false;
  return (
    !objects.routers.some((router) => router.host === host) &&
    !virtualServices.some((found) => isRouter(found.labels) && hostsOf(found).includes(host))
  );
}

/** Every object has the stack's label, and those of mocks have labels of the mock too. */
function isRouter(labels: Record<string, string>): boolean {
  return labels[STACK_LABEL] !== undefined && labels["app.kubernetes.io/name"] === undefined;
}

function unrouted(where: string, host: string): Problem {
  const name = shortName(host);
  return {
    where,
    what: `no stack routes ${name}, so all requests reach the Service itself`,
    fix: `Add ${name} to understudy:router of this stack, or of a stack that all share.`,
  };
}

/** Checks that an existing Gateway exists, and that it accepts the preview hosts and the public hosts. */
function gatewayProblems(
  { campaign, objects }: DeclaredRouting,
  { gateways }: ClusterState,
): Problem[] {
  const { previewHosts } = campaign;
  if (previewHosts === undefined || previewHosts.create !== undefined || gateways === undefined)
    return [];
  const { gateway } = previewHosts;
  const where = `${stackFileOf(campaign.stack)}: previewHosts.gateway`;
  const found = gateways.find((one) => nameOf(one) === gateway);
  if (found === undefined) {
    const names = gateways.map(nameOf);
    const known = names.length === 0 ? "There are no Gateways." : `Gateways: ${names.join(", ")}.`;
    const fix = `${didYouMean(gateway, names) ?? known} To create it, write create.`;
    return [{ where, what: `there is no Gateway ${gateway}`, fix }];
  }
  const [namespace = ""] = gateway.split("/");
  const refused = (virtualServices: IVirtualService[] = []) =>
    virtualServices
      .flatMap(({ spec }) => spec?.hosts ?? [])
      .find((host) => !found.hosts.some((one) => serverTakes(one, host, namespace)));
  const preview = refused(objects.gateway?.virtualServices);
  const ordinary = refused(objects.claims?.virtualServices);
  const what = `the Gateway ${gateway} accepts ${found.hosts.join(", ") || "no hosts"}, but not`;
  const another = "or create another Gateway with create.";
  return [
    ...(preview === undefined
      ? []
      : [
          {
            where,
            what: `${what} ${preview}`,
            fix: `Add *.${previewHosts.domain} to its hosts, ${another}`,
          },
        ]),
    ...(ordinary === undefined
      ? []
      : [{ where, what: `${what} ${ordinary}`, fix: `Add it to its hosts, ${another}` }]),
  ];
}

/** The pods of the Gateway must be the ones that verify tokens and remove headers: other pods would do so in vain. */
function ingressProblems(
  { campaign: { stack, previewHosts, claims } }: DeclaredRouting,
  { gateways = [] }: ClusterState,
): Problem[] {
  if (previewHosts === undefined || claims === undefined) return [];
  const { gateway, create } = previewHosts;
  const found = create ?? gateways.find((one) => nameOf(one) === gateway);
  return Object.entries(found?.selector ?? {}).flatMap(([label, value]) => {
    const other = claims.ingress.selector[label];
    if (other === undefined || other === value) return [];
    const pods = `${label}: ${value}`;
    return [
      {
        where: `${stackFileOf(stack)}: claims.ingress.selector`,
        what: `expected the pods of the Gateway ${gateway}, which are labelled "${pods}", received "${label}: ${other}"`,
        fix: `Write { ${pods} } and the namespace of these pods: only they can verify the Gateway's tokens.`,
      },
    ];
  });
}

function nameOf({ namespace, name }: FoundGateway): string {
  return `${namespace}/${name}`;
}
