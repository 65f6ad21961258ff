/** What its Deployment tells the controller's program, as JSON. Secrets are not in it. */
export interface ControllerSettings {
  /** Its Lease. All processes with the same one are one controller. */
  lease: { namespace: string; name: string };
  /** The namespaces that it looks at. Without it all, of which those that carry the label allow copies. */
  namespaces?: string[];
  /** The pause between two rounds: `1m`. */
  interval: string;
  /** The most copies. */
  limits: { all: number; namespace: number };
  /** How pull requests are told about their copies. Without it they are not. */
  report?: { name: string; comment: boolean; status: boolean; deployment: boolean };
  ports: {
    /** Of probes and metrics. */
    http: number;
    /** Of GitHub's webhooks. Without it they are not received. */
    webhook?: number;
  };
}

/** The variable that has the settings. */
export const SETTINGS = "UNDERSTUDY_CONTROLLER";

/** The ports in a pod. */
export const PORTS = { http: 8080, webhook: 8081 };

/** The folder in a pod with a file for each key of the Secret with GitHub's credentials. */
export const GITHUB_FOLDER = "/etc/understudy/github";

/** What the program is called in the image. */
export const PROGRAM_FILE = "controller.mjs";

/**
 * Options with which Node collects garbage early: lists of the cluster are large, and what a round makes of them is soon
 * garbage. With the defaults a controller of 1,250 copies has 400 MB, of which it needs 50.
 */
export const NODE_OPTIONS = ["--max-semi-space-size=4", "--heap-growing-percent=20"];

/** Variables of the program: more arenas of the C library would keep more of what was freed. */
export const PROGRAM_ENVIRONMENT = { MALLOC_ARENA_MAX: "2" };
