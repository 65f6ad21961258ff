import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { connect } from "../../cluster/connection.ts";
import { PATIENCE, within } from "../../cluster/patience.ts";
import { getPath } from "../../cluster/request.ts";
import type { LiveLoadTest } from "../../emit/loadtest/filledLoadTest.ts";

/**
 * Reads the ConfigMaps of a load test that people edit.
 *
 * @param kubeContext undefined for the kubeconfig's current context
 * @throws when the cluster cannot be asked: without an answer, an update would take edits back
 */
export async function readLiveLoadTest(
  kubeContext: string | undefined,
  { namespace, properties, scripts }: LoadTestNames,
): Promise<LiveLoadTest> {
  const kubeConfig = await connect(kubeContext);
  const read = async (name: string): Promise<ConfigMap | undefined> => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    const { status, text } = await getPath(kubeConfig, path);
    if (status === 404) return undefined;
    if (status !== 200) {
      throw new Error(`ConfigMap ${namespace}/${name} cannot be read: ${text.slice(0, 200)}`);
    }
    return JSON.parse(text);
  };
  const [liveProperties, liveScripts] = await within(
    PATIENCE,
    Promise.all([read(properties), read(scripts)]),
  );
  return { properties: liveProperties, scripts: liveScripts };
}
