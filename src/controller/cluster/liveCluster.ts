import type { KubeConfig } from "@kubernetes/client-node";
import { listObjects } from "../../cluster/listObjects.ts";
import { composeAll } from "../../cluster/live/composeHosts.ts";
import {
  type LiveVirtualService,
  VIRTUAL_SERVICES,
} from "../../cluster/live/liveVirtualService.ts";
import { readPreviewAddresses } from "../../cluster/live/previewAddresses.ts";
import { overruled } from "../../cluster/live/uncomposed.ts";
import { type FoundObject, leadingOf } from "../../cluster/live/withdrawal.ts";
import { applyAt, deletePath, patchPath } from "../../cluster/request.ts";
import type { Problem } from "../../problem.ts";
import { STACK_LABEL } from "../../routing/annotations.ts";
import type { LeftOut } from "../../routing/composeLive.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { COPY_ORIGIN, COPY_ORIGIN_UID, MANAGER, OWNER } from "../annotations.ts";
import type { ControllerCluster, LeadingRoute, UnroutedService } from "../controllerCluster.ts";
import type { Part } from "../copies.ts";
import { objectPath } from "./paths.ts";
import { readView } from "./readView.ts";
import { refusals } from "./refusals.ts";

/**
 * Returns a cluster as the controller sees and changes it.
 *
 * @param namespaces those that it looks at; without it all
 */
export function liveCluster(
  kubeConfig: KubeConfig,
  namespaces: readonly string[] | undefined,
): ControllerCluster {
  return {
    read: () => readView(kubeConfig, namespaces),
    async apply(object, uid) {
      const { kind = "", metadata: { namespace = "", name = "" } = {} } = object;
      const path = objectPath(kind, namespace, name);
      const where = `${kind} ${namespace}/${name}`;
      // Somebody may have made one of this name since the cluster was read. For a new object that is a conflict, because
      // nothing is forced; for another uid the server answers 422, and 409 if there is none any more.
      const meant = { ...object, metadata: { ...object.metadata, ...(uid && { uid }) } };
      const force = uid !== undefined;
      const answer = await applyAt(kubeConfig, path, meant, MANAGER, { force });
      const isOther =
        force &&
        [409, 422].includes(answer.status) &&
        /metadata\.uid|uid mismatch/.test(answer.text);
      return isOther ? [notThatOne(where)] : refusals(where, answer);
    },
    async annotate({ kind, namespace, name, uid }, annotations) {
      const path = `${objectPath(kind, namespace, name)}?fieldManager=${MANAGER}`;
      const answer = await patchPath(kubeConfig, path, { metadata: { uid, annotations } });
      return refusals(`${kind} ${namespace}/${name}`, answer, [404]);
    },
    async remove({ kind, namespace, name, uid }) {
      const path = objectPath(kind, namespace, name);
      const answer = await deletePath(kubeConfig, path, "Background", uid);
      return refusals(`${kind} ${namespace}/${name}`, answer, [404]);
    },
    async compose() {
      const { written, untouched, leftOut, ...rest } = await composeAll(kubeConfig, namespaces);
      return {
        ...rest,
        isChanged: written.length > 0,
        warnings: untouched,
        leftOut: leftOut.map(unrouted),
      };
    },
    async leading(services) {
      const all = await readVirtualServices(kubeConfig);
      return "what" in all ? all : leadingAmong(all, services);
    },
    async waysTo(services) {
      const all = await readVirtualServices(kubeConfig);
      if ("what" in all) return all;
      const addresses = await readPreviewAddresses(kubeConfig, all);
      const unused = overruled(all);
      const used = all.filter((one) => !unused.has(one));
      return { leading: leadingAmong(used, services), addresses };
    },
  };
}

function notThatOne(where: string): Problem {
  return {
    where,
    what: "stays as it is: since it was read, somebody has removed it, or made another one of its name",
    fix: "The next round looks at it again.",
  };
}

function unrouted({ service, problem }: LeftOut): UnroutedService {
  const { namespace, name, uid = "", labels = {}, annotations = {} } = service.metadata;
  const { [COPY_ORIGIN]: origin, [COPY_ORIGIN_UID]: originUid } = annotations;
  const isCopy = labels[STACK_LABEL] === OWNER && origin !== undefined && originUid !== undefined;
  return {
    namespace,
    name,
    uid,
    ...(isCopy && { origin: { name: origin, uid: originUid } }),
    problem,
  };
}

type Found = FoundObject & LiveVirtualService;

async function readVirtualServices(kubeConfig: KubeConfig): Promise<Found[] | Problem> {
  const problems: Problem[] = [];
  const all = await listObjects<Found>(kubeConfig, VIRTUAL_SERVICES, problems);
  return problems[0] ?? all ?? [];
}

function leadingAmong(all: readonly Found[], services: readonly Part[]): LeadingRoute[] {
  return services.flatMap((part) => {
    const host = serviceHost(part.name, part.namespace) ?? "";
    const [first] = all.flatMap((one) => leadingOf(one, [{ host }]));
    return first === undefined ? [] : [{ part, name: first.name }];
  });
}
