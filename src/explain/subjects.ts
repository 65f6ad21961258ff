import { previewNames } from "../campaign/previewNames.ts";
import { OWNER } from "../controller/annotations.ts";
import { keyOf } from "../controller/claims.ts";
import { copyId, type FoundCopy } from "../controller/copies.ts";
import { type FoundOrigin, originsOf } from "../controller/origins.ts";
import type { Known } from "../controller/plan.ts";
import { type PullId, pullIdOf } from "../controller/pullId.ts";
import { DEFAULT_KEY } from "../controller/settings.ts";
import { keyMistake, numberOfKey } from "../controller/template.ts";
import { MANAGED_BY } from "../emit/common/labels.ts";
import { OPT_IN } from "../emit/preview/optIn.ts";
import { REPLICA_LABEL } from "../emit/preview/previewLabels.ts";
import { ROUTE_KEY, STACK_LABEL } from "../routing/annotations.ts";

/** A copy that has a key, or would get it. */
export type Subject = ControllerSubject | StackSubject;

interface Named {
  namespace: string;
  /** Name of the copied Deployment: `payments-pr-12`. */
  name: string;
}

/** A copy of the controller. */
export interface ControllerSubject extends Named {
  by: "controller";
  /** Name of the Deployment that is copied. */
  origin: string;
  /** Undefined for an origin whose annotations have mistakes. */
  pull?: PullId;
  /** Undefined if it is not there. */
  copy?: FoundCopy;
}

/** A preview that a stack declares. */
export interface StackSubject extends Named {
  by: "stack";
  stack: string;
}

/**
 * Returns what a key stands for: the copies that are there and the open pull requests that get it; or else, by the
 * templates of annotations, those that would get it.
 */
export function subjectsOf(key: string, known: Known): Subject[] {
  // Also where none may be made: that is a reason too.
  const origins = originsOf(known.view.map((one) => ({ ...one, isAllowed: true })));
  const copies = known.copies
    .filter((copy) => copy.key === key)
    .map(
      (copy): ControllerSubject => ({
        by: "controller",
        namespace: copy.namespace,
        name: copy.name,
        origin: copy.origin,
        pull: copy.pull,
        copy,
      }),
    );
  const wanted = origins.good.flatMap((origin) => openWith(key, origin, known));
  const isThere = (one: ControllerSubject) =>
    copies.some((copy) => copyId(copy) === copyId(one) && copy.pull?.text === one.pull?.text);
  const found = [
    ...copies,
    ...wanted.filter((one) => !isThere(one)),
    ...replicasOfStacks(key, known),
  ];
  if (found.length > 0) return found;
  const likely = origins.good.flatMap((origin): ControllerSubject[] => {
    const number = numberOfKey(origin.settings.key, key);
    return number === undefined ? [] : [subjectOf(key, origin, number)];
  });
  const broken = origins.broken.filter(
    ({ namespace, name }) => numberOfKey(writtenKey(known, namespace, name), key) !== undefined,
  );
  return [
    ...likely,
    ...broken.map(({ namespace, name }): ControllerSubject => {
      const names = previewNames({ namespace, deployment: name, service: name, suffix: key });
      return { by: "controller", namespace, name: names.deployment, origin: name };
    }),
  ];
}

/** Returns all keys that copies have: somebody may have mistyped one. */
export function knownKeys({ view }: Known): string[] {
  const keys = view.flatMap(({ deployments }) =>
    deployments.flatMap(({ metadata }) => metadata?.labels?.[ROUTE_KEY] ?? []),
  );
  return [...new Set(keys)].sort();
}

function openWith(key: string, origin: FoundOrigin, { forge }: Known): ControllerSubject[] {
  const { repository, key: template } = origin.settings;
  const open = forge.repositories.get(repository)?.open ?? [];
  return open
    .filter((pull) => keyOf(pull, template).key === key)
    .map(({ number }) => subjectOf(key, origin, number));
}

function subjectOf(key: string, origin: FoundOrigin, number: number): ControllerSubject {
  const { namespace, name, service, settings } = origin;
  const { deployment } = previewNames({ namespace, deployment: name, service, suffix: key });
  const pull = pullIdOf({ repository: settings.repository, number });
  return { by: "controller", namespace, name: deployment, origin: name, pull };
}

/** Returns the template that a Deployment's annotation says, or the default if it has none that can be read. */
function writtenKey({ view }: Known, namespace: string, name: string): string {
  const found = view
    .find((one) => one.name === namespace)
    ?.deployments.find(({ metadata }) => metadata?.name === name);
  const written = found?.metadata?.annotations?.[`${OPT_IN}key`];
  return written === undefined || keyMistake(written) !== undefined ? DEFAULT_KEY : written;
}

/** Previews of stacks, of which the Deployment may be gone. */
function replicasOfStacks(key: string, { view }: Known): StackSubject[] {
  const found = view.flatMap((namespace) => {
    const named = [
      ...namespace.deployments.map(({ metadata }) => ({ metadata, name: metadata?.name })),
      ...namespace.services.map(({ metadata, spec }) => {
        return { metadata, name: spec?.selector?.[REPLICA_LABEL] };
      }),
    ];
    return named.flatMap(({ metadata: { labels = {} } = {}, name }): StackSubject[] => {
      const stack = labels[STACK_LABEL] ?? "";
      const isReplica = labels[MANAGED_BY] === "understudy" && labels[ROUTE_KEY] === key;
      if (!isReplica || name === undefined || stack === OWNER) return [];
      return [{ by: "stack", namespace: namespace.name, name, stack }];
    });
  });
  return [...new Map(found.map((one) => [copyId(one), one])).values()];
}
