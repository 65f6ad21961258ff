import type { KubeConfig } from "@kubernetes/client-node";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { listObjects } from "../../cluster/listObjects.ts";
import { composeAll } from "../../cluster/live/composeHosts.ts";
import { readPreviewAddresses } from "../../cluster/live/previewAddresses.ts";
import { type FoundObject, leadingOf } from "../../cluster/live/withdrawal.ts";
import { applyAt, deletePath, patchPath } from "../../cluster/request.ts";
import type { Problem } from "../../problem.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { MANAGER } from "../annotations.ts";
import type { ControllerCluster } from "../controllerCluster.ts";
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
    async apply(object, isNew) {
      const { kind = "", metadata: { namespace = "", name = "" } = {} } = object;
      const path = objectPath(kind, namespace, name);
      // Somebody may have made one of this name since the cluster was read: without force that is a conflict.
      const answer = await applyAt(kubeConfig, path, object, MANAGER, { force: !isNew });
      return refusals(`${kind} ${namespace}/${name}`, answer);
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
      const { written, untouched, ...rest } = await composeAll(kubeConfig, namespaces);
      return { ...rest, isChanged: written.length > 0, warnings: untouched };
    },
    addresses: () => readPreviewAddresses(kubeConfig),
    async leading(services) {
      const problems: Problem[] = [];
      const kind = { group: "networking.istio.io", resource: "virtualservices" };
      const all = await listObjects<FoundObject & IVirtualService>(kubeConfig, kind, problems);
      const [problem] = problems;
      if (problem !== undefined) return problem;
      return services.flatMap((part) => {
        const host = serviceHost(part.name, part.namespace) ?? "";
        const [first] = (all ?? []).flatMap((one) => leadingOf(one, [{ host }]));
        return first === undefined ? [] : [{ part, name: first.name }];
      });
    },
  };
}
