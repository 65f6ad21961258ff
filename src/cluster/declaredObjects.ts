import { mockNames } from "../campaign/mockNames.ts";
import { stackFileOf } from "../config/stackFile.ts";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import {
  objectsOfController,
  type PlannedController,
} from "../emit/controller/controllerObjects.ts";
import type { PlannedLoadTest } from "../emit/loadtest/loadTestObjects.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import type { PlannedPods } from "../emit/mock/podObjects.ts";
import { objectsOfRouting } from "../emit/routingObjects.ts";
import type { DeclaredRouting } from "./needs.ts";

/** An object that a stack declares, and the place in the stack that asks for it. */
export interface Declared {
  where: string;
  object: KubernetesObject;
}

/** Returns the objects that a stack declares by name. The others get new names, which nobody can have. */
export function declaredObjects(
  mocks: readonly PlannedMock[],
  routing: DeclaredRouting | undefined,
  sharedPods: readonly PlannedPods[] = [],
  loadTests: readonly PlannedLoadTest[] = [],
  controller?: PlannedController,
): Declared[] {
  return [
    ...mocks.flatMap(ofMock),
    ...sharedPods.flatMap(ofPods),
    ...(routing === undefined ? [] : ofRouting(routing)),
    ...loadTests.flatMap(ofLoadTest),
    ...(controller === undefined ? [] : ofController(controller)),
  ].filter(({ object }) => object.metadata?.name !== undefined);
}

function ofMock({ mock: { config }, objects }: PlannedMock): Declared[] {
  const { configMaps, warnings, problems, ...named } = objects;
  const where = config.where ?? config.name;
  const { namespace } = mockNames(config);
  // A namespace that is only used is looked up too: it may be on its way out.
  const used = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  return Object.values({ ...named, namespace: objects.namespace ?? used }).map((object) => ({
    where: object?.kind === "Namespace" ? `${where}.namespace` : where,
    object,
  }));
}

function ofPods({ config, objects }: PlannedPods): Declared[] {
  const { configMaps, ...named } = objects;
  const where = config.where ?? config.name;
  return Object.values(named).map((object) => ({ where, object }));
}

function ofLoadTest({ config, objects }: PlannedLoadTest): Declared[] {
  const where = config.where ?? "loadtests";
  const used = { apiVersion: "v1", kind: "Namespace", metadata: { name: config.namespace } };
  return Object.values({ ...objects, namespace: objects.namespace ?? used }).map(
    (object: KubernetesObject) => ({
      where: object.kind === "Namespace" ? `${where}.namespace` : where,
      object,
    }),
  );
}

function ofController(controller: PlannedController): Declared[] {
  const { where = "controller", namespace } = controller.config;
  const used = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  return [
    { where: `${where}.namespace`, object: used },
    ...objectsOfController(controller).map((object) => ({ where, object })),
  ];
}

function ofRouting({ campaign, objects }: DeclaredRouting): Declared[] {
  const places = new Map<KubernetesObject | undefined, string>([
    ...objects.routers.map(({ where, virtualService }) => [virtualService, where] as const),
    ...[
      ...objects.previews.map(({ config, replica }) => ({ config, parts: replica })),
      ...objects.laptops.map(({ config, agent }) => ({ config, parts: agent })),
    ].flatMap(({ config, parts }) => {
      const place = config.where ?? `${config.service}.${config.namespace}`;
      return Object.values(parts).map((object) => [object as KubernetesObject, place] as const);
    }),
  ]);
  const where = stackFileOf(campaign.stack);
  return objectsOfRouting(objects).map((object) => ({
    where: places.get(object) ?? where,
    object,
  }));
}
