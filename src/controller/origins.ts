import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { selectsPods } from "../emit/common/labelSelector.ts";
import { MANAGED_BY } from "../emit/common/labels.ts";
import { OPT_IN, REPOSITORY } from "../emit/preview/optIn.ts";
import type { Origin } from "../emit/preview/origin.ts";
import { REPLICA_LABEL } from "../emit/preview/previewLabels.ts";
import { didYouMean, type Problem } from "../problem.ts";
import { namesOrigin, ROUTE_KEY } from "../routing/annotations.ts";
import { type OriginSettings, optsIn, readSettings } from "./settings.ts";
import { ALLOWS_PREVIEWS, isSystem, type ViewedNamespace } from "./view.ts";

/** A Deployment whose pull requests get copies. */
export interface FoundOrigin {
  namespace: string;
  name: string;
  uid: string;
  /** The Deployment, as problems name it. */
  where: string;
  settings: OriginSettings;
  objects: Origin;
  /** Name of the Service whose requests reach the copies. */
  service: string;
}

/** A Deployment that asks for copies in a way that cannot be followed. */
export interface BrokenOrigin {
  namespace: string;
  name: string;
  uid: string;
  problems: Problem[];
}

/** All Deployments that ask for copies, where copies may be made. */
export interface Origins {
  good: FoundOrigin[];
  broken: BrokenOrigin[];
  outside: OutsideOrigin[];
}

/** A Deployment that asks for copies where none may be made. */
export interface OutsideOrigin extends BrokenOrigin {
  notAllowed: Problem;
}

/** Returns the Deployments that ask for copies. */
export function originsOf(view: readonly ViewedNamespace[]): Origins {
  const origins: Origins = { good: [], broken: [], outside: [] };
  for (const namespace of view) {
    for (const deployment of namespace.deployments.filter(asks)) {
      const read = readOrigin(deployment, namespace);
      if (!namespace.isAllowed) {
        const problems = "problems" in read ? read.problems : [];
        const notAllowed = notAllowedIn(namespace.name, read.name);
        const { name, uid } = read;
        origins.outside.push({ namespace: namespace.name, name, uid, problems, notAllowed });
      } else if ("problems" in read) origins.broken.push(read);
      else origins.good.push(read);
    }
  }
  return origins;
}

/** Returns what is wrong with the Deployments that get no copies. */
export function originProblems({ broken, outside }: Origins): Problem[] {
  return [
    ...outside.flatMap(({ notAllowed, problems }) => [notAllowed, ...problems]),
    ...broken.flatMap(({ problems }) => problems),
  ];
}

/** A copy may have been made by hand, with all annotations of its origin. */
function asks({ metadata = {} }: Deployment): boolean {
  const isCopy =
    metadata.labels?.[MANAGED_BY] === "understudy" && metadata.labels[ROUTE_KEY] !== undefined;
  return !isCopy && optsIn(metadata.annotations ?? {});
}

function readOrigin(
  deployment: Deployment,
  namespace: ViewedNamespace,
): FoundOrigin | BrokenOrigin {
  const { name = "", uid = "", annotations = {} } = deployment.metadata ?? {};
  const where = `Deployment ${namespace.name}/${name}`;
  const problems: Problem[] = [];
  const settings = readSettings(annotations, where, problems);
  const service = serviceFor(deployment, namespace.services, settings?.service, where, problems);
  if (settings === undefined || service === undefined) {
    return { namespace: namespace.name, name, uid, problems };
  }
  const { services, destinationRules } = namespace;
  return {
    namespace: namespace.name,
    name,
    uid,
    where,
    settings,
    objects: { deployment, service, services, destinationRules },
    service: service.metadata?.name ?? "",
  };
}

/** Returns the Service that is named, or the only one that selects the Deployment's pods. */
function serviceFor(
  { spec }: Deployment,
  services: readonly Service[],
  wanted: string | undefined,
  where: string,
  problems: Problem[],
): Service | undefined {
  const annotation = `${OPT_IN}service`;
  const teams = services.filter((one) => one.spec?.selector?.[REPLICA_LABEL] === undefined);
  const names = (list: readonly Service[]) => list.flatMap(({ metadata }) => metadata?.name ?? []);
  if (wanted !== undefined) {
    const found = teams.find(({ metadata }) => metadata?.name === wanted);
    if (found === undefined) {
      const what = `there is no Service ${wanted} in its namespace`;
      problems.push({
        where: `${where}: ${annotation}`,
        what,
        fix: didYouMean(wanted, names(teams)),
      });
    }
    return found;
  }
  const labels = spec?.template.metadata?.labels;
  // A Service that takes another one's requests is no origin itself.
  const selecting = teams.filter(
    ({ metadata, spec }) =>
      selectsPods(spec?.selector, labels) && !namesOrigin(metadata?.annotations ?? {}),
  );
  if (selecting.length === 1) return selecting[0];
  problems.push(
    selecting.length === 0
      ? {
          where,
          what: "no Service selects its pods, so that no request could be routed to a copy",
          fix: `Make a Service, or name one with the annotation ${annotation}.`,
        }
      : {
          where,
          what: `several Services select its pods: ${names(selecting).sort().join(", ")}`,
          fix: `Name the one whose requests reach the copies with the annotation ${annotation}.`,
        },
  );
  return undefined;
}

function notAllowedIn(namespace: string, name: string): Problem {
  const fix = isSystem(namespace)
    ? `Take ${REPOSITORY} and ${OPT_IN}… off: copies are never made in Kubernetes' own namespaces.`
    : `Label the namespace ${ALLOWS_PREVIEWS}=true, or name it with --namespaces.`;
  return {
    where: `Deployment ${namespace}/${name}`,
    what: "asks for copies, but none may be made in its namespace",
    fix,
  };
}
