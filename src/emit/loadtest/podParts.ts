import type { Container, PodSpec, Volume, VolumeMount } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestConfig, LocustRole, MountedVolume } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { slot } from "../../slots.ts";
import { nodeAffinity } from "../common/nodeAffinity.ts";
import { CONTAINER_SECURITY, POD_SECURITY, USER } from "../common/podSecurity.ts";
import { LOCUST_FOLDERS, type LocustPlace } from "./locustCommand.ts";

// What the pods of a load test have in common. They meet the Pod Security Standard `restricted`.

/** Where Locust finds what it runs. `loadtest-setup` fills in the script. */
export const LOCUST_PLACE: LocustPlace = { ...LOCUST_FOLDERS, script: slot("LOCUST_SCRIPT") };

/** Returns the parts of a pod that do not depend on what runs in it. */
export function podParts({ pullSecrets }: Pick<LoadTestConfig, "pullSecrets">): Partial<PodSpec> {
  return {
    // Else the addresses of all Services of the namespace are variables in each pod.
    enableServiceLinks: false,
    // Volumes are the user's own too, because the reporter writes into one.
    securityContext: { ...POD_SECURITY, fsGroup: USER },
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
  };
}

/** Locust and scripts write into it. */
export const TEMPORARY = mounted("tmp", "/tmp", { emptyDir: {} });

interface Mounted {
  volume: Volume;
  mount: VolumeMount;
}

export function mounted(
  name: string,
  mountPath: string,
  source: Omit<Volume, "name">,
  readOnly = false,
): Mounted {
  return { volume: { name, ...source }, mount: { name, mountPath, ...(readOnly && { readOnly }) } };
}

/** Returns a pod of Locust's master or of a worker. */
export function locustPod(
  config: LoadTestConfig,
  names: LoadTestNames,
  {
    role,
    container,
  }: { role: LocustRole; container: Pick<Container, "name"> & Partial<Container> },
): PodSpec {
  const { secrets } = config;
  const secret = "existing" in secrets ? secrets.existing : names.secrets;
  const parts = [
    mounted("scripts", LOCUST_FOLDERS.scripts, { configMap: { name: names.scripts } }, true),
    mounted("programs", LOCUST_FOLDERS.programs, { configMap: { name: names.programs } }, true),
    TEMPORARY,
    ...role.volumes.map(ofRole),
  ];
  const { env = [], ...rest } = container;
  return {
    automountServiceAccountToken: false,
    ...podParts(config),
    ...placement(role),
    containers: [
      {
        image: slot("locustImage"),
        ...rest,
        env: [
          { name: "HOME", value: "/tmp" },
          { name: "PYTHONDONTWRITEBYTECODE", value: "1" },
          { name: "PYTHONUNBUFFERED", value: "1" },
          ...Object.entries(role.env).map(([name, value]) => ({ name, value })),
          ...env,
        ],
        // A Secret of this name may also be made in a console.
        envFrom: [{ secretRef: { name: secret, optional: !("existing" in secrets) } }],
        resources: role.resources,
        securityContext: CONTAINER_SECURITY,
        volumeMounts: parts.map(({ mount }) => mount),
      },
    ],
    volumes: parts.map(({ volume }) => volume),
  };
}

function ofRole({ path, readOnly, configMap, secret, claim }: MountedVolume, index: number) {
  const name = `volume-${index}`;
  if (configMap !== undefined)
    return mounted(name, path, { configMap: { name: configMap } }, readOnly);
  if (secret !== undefined)
    return mounted(name, path, { secret: { secretName: secret } }, readOnly);
  return mounted(name, path, { persistentVolumeClaim: { claimName: claim ?? "" } }, readOnly);
}

/** Returns where the pods of a role run. */
function placement({ nodeSelector, nodeAffinity: terms, tolerations, priorityClass }: LocustRole) {
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...nodeAffinity(terms),
    ...(tolerations.length > 0 && { tolerations }),
    ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
  };
}
