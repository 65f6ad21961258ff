import type { Input } from "@pulumi/pulumi";
import type { BuildArgs, RegistryArgs } from "./imageArgs.ts";

/** What the controller looks at, and where it runs. */
export interface PreviewControllerArgs {
  /**
   * Name of all its objects. Two controllers of a cluster need two.
   * @default "understudy-controller"
   */
  name?: string;
  /**
   * Namespace of its pods. It exists, and has the Secret.
   * @default "understudy-controller"
   */
  namespace?: string;
  /**
   * Namespaces whose Deployments it looks at. It gets a Role in each, in place of a ClusterRole.
   * @default all; those with the label `understudy.dev/previews=true` get copies
   * @example ["shop", "accounts"]
   */
  namespaces?: string[];
  /**
   * Where pull requests are, and who asks for them.
   * @example { secret: "github" }
   */
  github: ControllerGithubArgs;
  /**
   * Whether GitHub's webhooks wake it: its Service then has the port `webhook`.
   * @default false
   */
  webhook?: boolean;
  /**
   * The pause between two rounds.
   * @default "1m"
   */
  interval?: string;
  /**
   * The most copies; more wait.
   * @default 50
   */
  limit?: number;
  /**
   * The most copies in a namespace; more wait.
   * @default 20
   */
  namespaceLimit?: number;
  /**
   * Number of pods. One works; the others take over if it fails.
   * @default 2
   */
  replicas?: number;
  /**
   * Secrets of the namespace with logins of private registries, for its own image.
   * @default none
   * @example ["registry-login"]
   */
  pullSecrets?: string[];
  /**
   * Annotations of its ServiceAccount, by which clouds give it a role: for images of copies.
   * @default none
   * @example { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/previews" }
   */
  serviceAccountAnnotations?: Record<string, string>;
  /**
   * The registry that the image is pushed to.
   * @default Amazon ECR, in the region and account of the AWS provider
   */
  registry?: RegistryArgs;
  /**
   * A ready image of the controller, best by its digest. Then none is built.
   * @default one is built
   * @example "registry.example.com/understudy-controller@sha256:…"
   */
  image?: Input<string>;
  /** How the image is built. */
  build?: BuildArgs;
  /**
   * Pulumi's custom timeout for each object.
   * @default "10m"
   */
  timeout?: string;
}

/** GitHub, and the credentials for it. */
export interface ControllerGithubArgs {
  /**
   * Secret in the controller's namespace with `GITHUB_TOKEN`, or `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`, and with
   * `webhook` also `GITHUB_WEBHOOK_SECRET`.
   * @example "github"
   */
  secret: string;
  /**
   * Another host, for GitHub Enterprise.
   * @default "https://github.com"
   * @example "https://github.example.com"
   */
  serverUrl?: string;
  /**
   * Its REST API.
   * @default that of the host
   * @example "https://github.example.com/api/v3"
   */
  apiUrl?: string;
  /**
   * Whether each pull request is told about its copies in one comment.
   * @default false
   */
  comment?: boolean;
  /**
   * Whether it is told in a commit status.
   * @default false
   */
  status?: boolean;
  /**
   * Whether it is told in a deployment.
   * @default false
   */
  deployment?: boolean;
  /**
   * Name of the comment, the status and the environment: clusters with the same repositories need one each.
   * @default "understudy"
   * @example "staging"
   */
  reportAs?: string;
}
