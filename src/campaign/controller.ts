import type { BuildConfig } from "./buildConfig.ts";
import type { Registry } from "./registry.ts";

/** The controller of copies for pull requests, as a stack declares it, with all defaults filled in. */
export interface ControllerConfig {
  /** Its place in the stack, for problems that are found later: `Pulumi.stg.yaml: controller`. */
  where?: string;
  /** Name of all its objects: `understudy-controller`. */
  name: string;
  /** Namespace of its pods, which exists. */
  namespace: string;
  /** The namespaces that it looks at; undefined for all. */
  namespaces?: string[];
  github: {
    /** Secret in `namespace`, whose keys are named as the variables of the command. */
    secret: string;
    /** `https://github.com` if they are left out. */
    serverUrl?: string;
    apiUrl?: string;
    /** How pull requests are told about their copies. */
    comment?: boolean;
    status?: boolean;
    deployment?: boolean;
    /** `understudy` if it is left out. */
    reportAs?: string;
  };
  /** Whether GitHub's webhooks wake it. */
  webhook: boolean;
  /** The pause between two rounds: `1m`. */
  interval: string;
  /** The most copies in all, and in a namespace. */
  limit: number;
  namespaceLimit: number;
  replicas: number;
  /** Names of Secrets of kind `kubernetes.io/dockerconfigjson` in the namespace. */
  pullSecrets: string[];
  /** Annotations of the ServiceAccount, by which clouds give it a role: `eks.amazonaws.com/role-arn`. */
  serviceAccountAnnotations?: Record<string, string>;
  /** A finished image of the controller, best named by digest. If set, no image is built. */
  image?: string;
  registry: Registry;
  build: BuildConfig;
  timeout: string;
}
