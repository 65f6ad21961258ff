import { previewNames } from "../campaign/previewNames.ts";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import { MANAGED_BY } from "../emit/common/labels.ts";
import { EXPIRES_LABEL } from "../emit/preview/previewLabels.ts";
import type { Problem } from "../problem.ts";
import {
  COPY_PULL_REQUEST,
  ROUTE_KEY,
  type ROUTE_WITHDRAWN,
  STACK_LABEL,
} from "../routing/annotations.ts";
import {
  COPY_COMMIT,
  COPY_CONTENT,
  COPY_IMAGE,
  COPY_ORIGIN,
  COPY_ORIGIN_UID,
  COPY_PUSH,
  COPY_SERVICE,
  type DELETE_HELD,
  type ORIGIN_GONE,
  OWNER,
} from "./annotations.ts";
import { type PullId, readPullId } from "./pullId.ts";
import type { ViewedNamespace } from "./view.ts";

/** The kinds of which a copy may have an object. */
export const KINDS = ["Deployment", "DestinationRule", "Service"] as const;

export type Kind = (typeof KINDS)[number];

/** An object of the cluster. */
export interface Part {
  kind: Kind;
  namespace: string;
  name: string;
  uid: string;
  annotations: Readonly<Record<string, string>>;
}

/** A copy that the controller made, or what is left of one. */
export interface FoundCopy {
  namespace: string;
  /** Name of the copied Deployment: `payments-pr-12`. */
  name: string;
  key: string;
  /** Name of the Deployment that was copied, and its `uid`. */
  origin: string;
  originUid: string;
  pull: PullId;
  parts: Part[];
  /** Undefined without its Deployment. */
  commit?: string;
  image?: string;
  /** The newest commit with the time of its push, as `pushText` returns it. An earlier version did not keep it. */
  push?: string;
  /** The label with the time of its expiry, whose texts sort by time. */
  expires?: string;
}

/** What carries the controller's label. */
export interface Copies {
  copies: FoundCopy[];
  /** Objects with the label that are not as the controller makes them. They are never touched. */
  strangers: Problem[];
}

interface Metadata {
  name?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
}

/** Returns the copies that the controller made, ordered by namespace and name. */
export function copiesOf(view: readonly ViewedNamespace[]): Copies {
  const copies = new Map<string, FoundCopy>();
  const strangers: Problem[] = [];
  for (const { part, labels } of view.flatMap(ownParts)) {
    const copy = copyOf(part, labels);
    if (copy === undefined) {
      strangers.push(stranger(part));
      continue;
    }
    const known = copies.get(copyId(copy));
    const parts = [...(known?.parts ?? []), part];
    const isSame = known === undefined || known.pull.text === copy.pull.text;
    if (isSame) copies.set(copyId(copy), { ...copy, ...known, parts });
    else strangers.push(stranger(part));
  }
  const all = [...copies.values()].toSorted((a, b) => (copyId(a) < copyId(b) ? -1 : 1));
  return { copies: all, strangers };
}

/** Returns `shop/payments-pr-12`. */
export function copyId({ namespace, name }: Pick<FoundCopy, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

/** Returns a copy's id with its pull request: after that one, another may get a copy of the same name. */
export function servedId(copy: string, { text }: PullId): string {
  return `${copy} ${text}`;
}

/** Returns the value of a mark that any of a copy's objects has. */
export function markOf(
  { parts }: FoundCopy,
  annotation: typeof ORIGIN_GONE | typeof DELETE_HELD | typeof ROUTE_WITHDRAWN,
): string | undefined {
  return parts.map(({ annotations }) => annotations[annotation]).find((one) => one !== undefined);
}

/** Returns the hash of a part as it was applied. */
export function contentOf({ annotations }: Part): string | undefined {
  return annotations[COPY_CONTENT];
}

/** Returns all objects of a namespace that have a kind that copies have, whoever made them. */
export function objectsOf({
  deployments,
  services,
  destinationRules,
}: ViewedNamespace): { kind: Kind; object: KubernetesObject }[] {
  return [
    ...deployments.map((object) => ({ kind: "Deployment" as const, object })),
    ...destinationRules.map((object) => ({ kind: "DestinationRule" as const, object })),
    ...services.map((object) => ({ kind: "Service" as const, object })),
  ];
}

function ownParts(
  namespace: ViewedNamespace,
): { part: Part; labels: Readonly<Record<string, string>> }[] {
  return objectsOf(namespace).flatMap(({ kind, object }) => {
    const {
      name = "",
      uid = "",
      labels = {},
      annotations = {},
      ...rest
    }: Metadata = object.metadata ?? {};
    const isOurs = labels[MANAGED_BY] === "understudy" && labels[STACK_LABEL] === OWNER;
    if (!isOurs || rest.deletionTimestamp !== undefined) return [];
    return [{ part: { kind, namespace: namespace.name, name, uid, annotations }, labels }];
  });
}

/** Returns the copy that an object belongs to, or undefined if the controller would not have named it so. */
function copyOf(part: Part, labels: Readonly<Record<string, string>>): FoundCopy | undefined {
  const { kind, namespace, name, annotations } = part;
  const { [ROUTE_KEY]: key, [EXPIRES_LABEL]: expires } = labels;
  const { [COPY_ORIGIN]: origin, [COPY_ORIGIN_UID]: originUid } = annotations;
  const { [COPY_SERVICE]: service, [COPY_PULL_REQUEST]: text = "" } = annotations;
  const { [COPY_COMMIT]: commit, [COPY_IMAGE]: image, [COPY_PUSH]: push } = annotations;
  const pull = readPullId(text);
  if (key === undefined || origin === undefined || service === undefined) return undefined;
  if (originUid === undefined || pull === undefined) return undefined;
  const names = previewNames({ namespace, deployment: origin, service, suffix: key });
  if (name !== (kind === "Deployment" ? names.deployment : names.service)) return undefined;
  return {
    namespace,
    name: names.deployment,
    key,
    origin,
    originUid,
    pull,
    parts: [part],
    ...(commit !== undefined && { commit }),
    ...(image !== undefined && { image }),
    ...(push !== undefined && { push }),
    ...(expires !== undefined && { expires }),
  };
}

function stranger({ kind, namespace, name }: Part): Problem {
  return {
    where: `${kind} ${namespace}/${name}`,
    what: "carries the controller's label, but not the rest of what the controller writes, and is left alone",
    fix: "Remove it, or its label, by hand.",
  };
}
