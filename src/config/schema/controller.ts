import { REPORT_NAME } from "../../reportName.ts";
import { duration, image, label, wait } from "../values/formats.ts";
import { boolean, integer, list, mapping, plain, record, text, whole } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";
import { BUILD } from "./image.ts";
import { registry } from "./registry.ts";

const url = text('a URL such as "https://github.example.com"', /^https?:\/\/[^\s/]+(\/\S*)?$/);

const watched = text(
  'a namespace such as "shop", but none of Kubernetes\' own',
  /^(?!kube-(system|public|node-lease)$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
);

export const GITHUB = {
  secret: {
    type: label,
    required: true,
    meaning:
      "Secret in the controller's namespace with `GITHUB_TOKEN`, or `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`, and with `webhook` also `GITHUB_WEBHOOK_SECRET`.",
    example: "github",
  },
  serverUrl: {
    type: url,
    otherwise: "`https://github.com`",
    meaning: "Another host, for GitHub Enterprise.",
    example: "https://github.example.com",
  },
  apiUrl: {
    type: url,
    otherwise: "that of the host",
    meaning: "Its REST API.",
    example: "https://github.example.com/api/v3",
  },
  comment: {
    type: boolean,
    otherwise: "`false`",
    meaning: "Whether each pull request is told about its copies in one comment.",
    example: true,
  },
  status: {
    type: boolean,
    otherwise: "`false`",
    meaning: "Whether it is told in a commit status.",
    example: true,
  },
  deployment: {
    type: boolean,
    otherwise: "`false`",
    meaning: "Whether it is told in a deployment.",
    example: true,
  },
  reportAs: {
    type: text("letters, digits, single dashes and the characters _ . /", REPORT_NAME),
    otherwise: "`understudy`",
    meaning:
      "Name of the comment, the status and the environment: clusters with the same repositories need one each.",
    example: "staging",
  },
} satisfies Section;

export const CONTROLLER = {
  name: {
    type: label,
    default: "understudy-controller",
    meaning: "Name of all its objects. Two controllers of a cluster need two.",
  },
  namespace: {
    type: label,
    default: "understudy-controller",
    meaning: "Namespace of its pods. It exists, and has the Secret.",
  },
  namespaces: {
    type: list(watched, "a list of namespaces such as [shop]", { nonEmpty: true }),
    otherwise: "all; those with the label `understudy.dev/previews=true` get copies",
    meaning:
      "Namespaces whose Deployments it looks at. It gets a Role in each, in place of a ClusterRole.",
    example: ["shop", "accounts"],
  },
  github: {
    type: whole(GITHUB, "a mapping with the secret of GitHub"),
    required: true,
    meaning: "Where pull requests are, and who asks for them.",
    example: { secret: "github" },
  },
  webhook: {
    type: boolean,
    default: false,
    meaning: "Whether GitHub's webhooks wake it: its Service then has the port `webhook`.",
  },
  interval: {
    type: plain(wait, "a duration"),
    default: "1m",
    meaning: "The pause between two rounds.",
  },
  limit: { type: integer({ min: 0 }), default: 50, meaning: "The most copies; more wait." },
  namespaceLimit: {
    type: integer({ min: 0 }),
    default: 20,
    meaning: "The most copies in a namespace; more wait.",
  },
  replicas: {
    type: integer({ min: 1 }),
    default: 2,
    meaning: "Number of pods. One works; the others take over if it fails.",
  },
  pullSecrets: {
    type: list(label, 'a list of Secrets such as ["registry-login"]'),
    default: [],
    meaning: "Secrets of the namespace with logins of private registries, for its own image.",
    example: ["registry-login"],
  },
  serviceAccountAnnotations: {
    type: record(text(), "annotations such as { eks.amazonaws.com/role-arn: … }"),
    otherwise: "none",
    meaning:
      "Annotations of its ServiceAccount, by which clouds give it a role: for images of copies.",
    example: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/previews" },
  },
  registry: {
    type: registry,
    otherwise: "that of `defaults`, else `ecr` with `aws`, else `none`",
    meaning: "Where the image is pushed.",
    example: "registry.example.com/mocks",
  },
  image: {
    type: image,
    otherwise: "one is built",
    meaning: "A ready image of the controller, best by its digest. Then none is built.",
    example: "registry.example.com/understudy-controller:1",
  },
  build: { type: mapping(BUILD), otherwise: "that of `defaults`", meaning: "How it is built." },
  timeout: {
    type: duration,
    otherwise: "that of `defaults`, else `10m`",
    meaning: "Pulumi's custom timeout for each object.",
    example: "10m",
  },
} satisfies Section;
