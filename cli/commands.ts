import type { CommandEntry } from "./command/commandEntry.ts";

export const commands: readonly CommandEntry[] = [
  {
    name: "start",
    summary: "Serve the mocks of a stack on this machine",
    load: () => import("./start.ts"),
  },
  {
    name: "serve",
    summary: "Serve documents, with the options of prism mock",
    load: () => import("./serve.ts"),
  },
  {
    name: "verify",
    summary: "Ask mocks whether they are as slow as their latency profiles say",
    load: () => import("./latency/verify.ts"),
  },
  {
    name: "render",
    summary: "Write the Kubernetes objects as YAML",
    load: () => import("./render.ts"),
  },
  {
    name: "image",
    summary: "Write the build contexts of the images, and print how to build them",
    load: () => import("./image.ts"),
  },
  {
    name: "preview create",
    summary: "Make a preview replica, or update it",
    load: () => import("./previewCreate.ts"),
  },
  {
    name: "preview list",
    summary: "List the preview replicas in the cluster",
    load: () => import("./previewList.ts"),
  },
  {
    name: "preview delete",
    summary: "Remove the preview replicas of route keys",
    load: () => import("./previewDelete.ts"),
  },
  {
    name: "preview reconcile",
    summary: "Make copies follow the pull requests of annotated Deployments",
    load: () => import("./preview/reconcile.ts"),
  },
  {
    name: "preview explain",
    summary: "Say why requests with a route key reach a copy, or do not",
    load: () => import("./preview/explain.ts"),
  },
  {
    name: "intercept",
    summary: "Answer the requests of a Service that carry your key, on this machine",
    load: () => import("./laptop/intercept.ts"),
  },
  {
    name: "connect",
    summary: "Run a command that reaches the cluster by its names",
    load: () => import("./laptop/connect.ts"),
  },
  {
    name: "dev",
    summary: "Run several services on this machine, as understudy.yaml names them",
    load: () => import("./laptop/dev.ts"),
  },
  {
    name: "list",
    summary: "List the intercepts in the cluster, and whose they are",
    load: () => import("./laptop/list.ts"),
  },
  {
    name: "leave",
    summary: "End intercepts",
    load: () => import("./laptop/leave.ts"),
  },
  {
    name: "laptop-key",
    summary: "Print the fingerprint by which stacks know this machine",
    load: () => import("./laptop/laptopKey.ts"),
  },
  {
    name: "router entries",
    summary: "List whose Services take requests of a stack's hosts",
    load: () => import("./router/entries.ts"),
  },
  {
    name: "router release",
    summary: "Give VirtualServices that were taken over their own routes back",
    load: () => import("./router/release.ts"),
  },
  {
    name: "config check",
    summary: "Check a stack's configuration, its documents and latency files",
    load: () => import("./configCheck.ts"),
  },
  {
    name: "latency pull",
    summary: "Fill latency files from where production's latencies are measured",
    load: () => import("./latency/pull.ts"),
  },
  {
    name: "latency classify",
    summary: "Print what makes Istio measure latencies by operation",
    load: () => import("./latency/classify.ts"),
  },
  {
    name: "loadtest run",
    summary: "Make load from the cluster, and judge the run",
    load: () => import("./loadtest/run.ts"),
  },
  {
    name: "loadtest status",
    summary: "Say whether a load test is set up, and what runs",
    load: () => import("./loadtest/status.ts"),
  },
  {
    name: "loadtest stop",
    summary: "End the run that is on; its report is written",
    load: () => import("./loadtest/stop.ts"),
  },
  {
    name: "loadtest report",
    summary: "List the reports of runs, or fetch one",
    load: () => import("./loadtest/report.ts"),
  },
  {
    name: "loadtest diff",
    summary: "Compare two runs of a load test",
    load: () => import("./loadtest/diff.ts"),
  },
  {
    name: "loadtest guard",
    summary: "Look which hosts the service under test calls",
    load: () => import("./loadtest/guard.ts"),
  },
  {
    name: "loadtest size",
    summary: "Say how many workers a rate needs, and what one pod serves at half of its CPU",
    load: () => import("./loadtest/size.ts"),
  },
  {
    name: "loadtest script",
    summary: "Write a script for Locust from the documents",
    load: () => import("./loadtest/script.ts"),
  },
  {
    name: "loadtest scripts",
    summary: "Upload a folder of Locust scripts",
    load: () => import("./loadtest/scripts.ts"),
  },
  {
    name: "loadtest dashboard",
    summary: "Serve Locust's dashboard at an address of this machine",
    load: () => import("./loadtest/dashboard.ts"),
  },
  {
    name: "loadtest setup",
    summary: "Run the Job loadtest-setup, as a console's button does",
    load: () => import("./loadtest/setup.ts"),
  },
  {
    name: "loadtest cleanup",
    summary: "Run the Job loadtest-cleanup, as a console's button does",
    load: () => import("./loadtest/cleanup.ts"),
  },
  {
    name: "key token",
    summary: "Make a token that chooses services, for testers",
    load: () => import("./keyToken.ts"),
  },
  {
    name: "key new",
    summary: "Make a key that signs such tokens",
    load: () => import("./keyNew.ts"),
  },
  {
    name: "cluster check",
    summary: "Ask the cluster whether it will accept a stack",
    load: () => import("./clusterCheck.ts"),
  },
  {
    name: "completion",
    summary: "Print a script that completes commands in bash, zsh or fish",
    async load() {
      const { completion } = await import("./completion.ts");
      return { command: completion(commands, groups) };
    },
  },
];

/** Descriptions of the groups of two-word commands, by the first word. */
export const groups: ReadonlyMap<string, string> = new Map([
  [
    "preview",
    "Preview replicas: copies of Deployments that only requests with a route key reach. " +
      'Not to be confused with "pulumi preview", which shows what an update would change.',
  ],
  ["latency", "How long production's answers take."],
  ["loadtest", "Load tests with Locust, in the stack's cluster or on this machine."],
  ["router", "Hosts whose requests are routed by keys."],
  ["config", "The configuration of stacks, without a cluster."],
  ["key", "Signing keys, and tokens whose route keys choose services."],
  ["cluster", "The cluster that a stack is for."],
]);
