import type { ConfigMap, Secret } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import type { LoadTestFile } from "../../loadtest/loadTestFile.ts";
import { LOADTEST_FILE } from "../../loadtest/places.ts";
import { slot } from "../../slots.ts";
import { loadTestLabels } from "./loadTestLabels.ts";
import { packJobs } from "./packedJobs.ts";

/** Returns the ConfigMap with the scripts. */
export function scriptsConfigMap(
  names: LoadTestNames,
  { data, binaryData }: { data: Record<string, string>; binaryData: Record<string, string> },
): ConfigMap {
  const content = {
    data,
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
  };
  return configMap(names, names.scripts, content);
}

/** Returns the ConfigMap that people edit. Its manifest is known with the images. */
export function propertiesConfigMap(
  { workers, script }: Pick<LoadTestConfig, "workers" | "script">,
  names: LoadTestNames,
): ConfigMap {
  return configMap(names, names.properties, {
    data: {
      WORKER_NUM: String(workers),
      LOCUST_SCRIPT: script,
      LOCUST_MANIFEST: slot("locustManifest"),
    },
  });
}

/** Returns the ConfigMap with the programs, and with what they know of the stack. */
export function programsConfigMap(
  names: LoadTestNames,
  programs: { bundle: string; python: Record<string, string>; file: LoadTestFile },
): ConfigMap {
  const { data, binaryData } = packJobs(programs.bundle);
  const file = `${JSON.stringify(programs.file, null, 2)}\n`;
  return configMap(names, names.programs, {
    data: { ...data, ...programs.python, [LOADTEST_FILE]: file },
    binaryData,
  });
}

/** Returns the Secret of the stack's values, or undefined if it has none. */
export function secretsOf(
  { secrets }: Pick<LoadTestConfig, "secrets">,
  { secrets: name, namespace }: LoadTestNames,
): Secret | undefined {
  if ("existing" in secrets || Object.keys(secrets.values).length === 0) return undefined;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: loadTestLabels(name) },
    stringData: secrets.values,
  };
}

function configMap(
  { namespace }: LoadTestNames,
  name: string,
  content: Pick<ConfigMap, "data" | "binaryData">,
): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels: loadTestLabels(name) },
    ...content,
  };
}
