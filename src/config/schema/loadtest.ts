import { MOST_WORKERS } from "../../loadTestLimits.ts";
import { report } from "../values/check.ts";
import { duration, gateway, label, subdomain } from "../values/formats.ts";
import {
  boolean,
  integer,
  list,
  mapping,
  noneOr,
  plain,
  record,
  text,
  whole,
} from "../values/kinds.ts";
import { hostName, hostOfService, routeKey } from "../values/routingFormats.ts";
import type { Kind, Section } from "../values/setting.ts";
import { MESH } from "./istio.ts";
import { IMAGES } from "./loadtestImages.ts";
import { prefix, ROLE } from "./loadtestRole.ts";
import { RUN, seconds } from "./loadtestRun.ts";
import { secretValues } from "./loadtestSecrets.ts";
import { thresholds } from "./loadtestThresholds.ts";
import { GATEWAY_SELECTOR } from "./previewHosts.ts";

function path(expected: string): Kind<string> {
  return plain(
    text(expected, (value) => !/^\/|(^|\/)\.\.(\/|$)/.test(value)),
    expected,
  );
}

const ADDRESS = 'an address such as "http://orders.shop"';

const address = plain(
  text(ADDRESS, (value) => /^https?:$/.test(URL.parse(value)?.protocol ?? "")),
  ADDRESS,
);

/** The programs of the load test know it, and everyone who reads their ConfigMap. */
const withoutPassword: Kind<string> = {
  ...address,
  read(field) {
    const value = address.read(field);
    const url = URL.parse(value ?? "");
    if (field === undefined || !(url?.username || url?.password)) return value;
    const fix =
      "Put them into a Secret, as PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD, and name it in report.secret.";
    report(field, "expected an address without a user and a password", fix);
    return undefined;
  },
};

const HOST = 'a host such as "stripe.com" or "*.internal"';

/** A host, or `*.` and the end of hosts; with or without a port. */
const hostPattern = plain(text(HOST, /^(\*\.)?[a-z0-9]([-a-z0-9._:]*[a-z0-9])?$/i), HOST);

export const LOADTEST_EXPOSE = {
  host: {
    type: hostName("locust.example.com"),
    required: true,
    meaning: "Host name of the dashboard.",
    example: "locust.example.com",
  },
  gateway: {
    type: gateway,
    required: true,
    meaning: "The Istio Gateway as `namespace/name`: one that exists, unless `create` is there.",
    example: "istio-ingress/public",
  },
  create: {
    type: whole({
      selector: GATEWAY_SELECTOR,
      tlsSecret: {
        type: subdomain("locust-certificate"),
        otherwise: "HTTP only",
        meaning: "The Secret with the host's certificate, in the ingress gateway's namespace.",
        example: "locust-certificate",
      },
    } satisfies Section),
    meaning: "Makes that Gateway, with this host.",
  },
  path: {
    type: text('a path such as "/locust"', /^\/([-\w.~]+(\/[-\w.~]+)*)?$/),
    default: "/",
    meaning: "Path below which the dashboard is.",
  },
} satisfies Section;

const REPORT = {
  claim: {
    type: subdomain("loadtest-reports"),
    meaning: "A PersistentVolumeClaim of the namespace.",
    example: "loadtest-reports",
  },
  bucket: {
    type: plain(
      text(
        'a bucket such as "s3://reports/loadtest" or "gs://reports"',
        /^(s3|gs):\/\/[a-z0-9][-a-z0-9._]+[a-z0-9](\/.*)?$/,
      ),
      "a bucket",
    ),
    meaning: "A bucket of S3 or of Google Cloud Storage, and a prefix.",
    example: "s3://reports/loadtest",
  },
  region: {
    type: plain(text(), "a region"),
    otherwise: "that of the pod's environment",
    meaning: "Region of an S3 bucket.",
    example: "us-east-1",
  },
  endpoint: {
    type: address,
    otherwise: "AWS",
    meaning: "A server that speaks S3.",
    example: "http://minio.storage:9000",
  },
  secret: {
    type: subdomain("reports-login"),
    otherwise: "the ServiceAccount has a role",
    meaning:
      "A Secret of the namespace with credentials: its keys are variables of the reporter, and `key.json` is Google's file.",
    example: "reports-login",
  },
} satisfies Section;

/** Settings of one load test. All have a default. */
export const LOADTEST = {
  name: {
    type: prefix,
    otherwise: "the names have no prefix",
    meaning: "Stands before the names of all objects: `checkout-locust-master`.",
    example: "checkout",
  },
  namespace: { type: label, default: "loadtest", meaning: "Namespace of all objects." },
  createNamespace: {
    type: boolean,
    default: true,
    meaning: "`false`: the namespace exists already and stays.",
  },
  scripts: {
    type: path('a folder such as "loadtest"'),
    default: "loadtest",
    meaning: "Folder with the scripts, from the folder of the stack's file.",
  },
  script: {
    type: path('a script in that folder such as "script.py"'),
    default: "script.py",
    meaning: "The script that runs: `LOCUST_SCRIPT` in `locust-properties`.",
  },
  workers: {
    type: integer({ min: 1, max: MOST_WORKERS }),
    default: 3,
    meaning: "Number of workers: `WORKER_NUM` in `locust-properties`.",
  },
  host: {
    type: address,
    otherwise: "as the script, the command or the dashboard says",
    meaning: "Address of the service under test.",
    example: "http://orders.shop",
  },
  service: {
    type: hostOfService,
    meaning:
      "The service under test as `service.namespace`: its calls are guarded, its pods are measured.",
    example: "orders.shop",
  },
  prometheus: {
    type: withoutPassword,
    otherwise: "the metrics API, or the kubelets",
    meaning:
      "A Prometheus, or a server with its API, that has the CPU of the service under test: its address for pods. Its keys are variables of the reporter (`report.secret`).",
    example: "http://prometheus.monitoring:9090",
  },
  key: {
    type: routeKey,
    meaning: "Route key that generated scripts send.",
    example: "pr-12",
  },
  run: { type: mapping(RUN), meaning: "What a run does, unless a command says otherwise." },
  headless: {
    type: boolean,
    default: false,
    meaning:
      "`true`: one click on `loadtest-setup` is a whole run: load, report, verdict, removal. It needs `run.users` and `run.runTime`, or `run.stages`.",
  },
  maxAge: {
    type: seconds,
    otherwise: "`12h`",
    meaning: "A cluster of Locust that is older is removed.",
    example: "4h",
  },
  images: { type: mapping(IMAGES), apart: true, meaning: "Images of the pods." },
  pullSecrets: {
    type: list(subdomain("registry-login"), 'a list of names such as ["registry-login"]'),
    default: [],
    meaning: "Secrets of the namespace with logins of private registries.",
    example: ["registry-login"],
  },
  secrets: {
    type: secretValues,
    meaning: "Environment of master and workers in the Secret `locust-secrets`. Encrypt them.",
    example: { API_TOKEN: { secure: "AAABADl…" } },
  },
  existingSecret: {
    type: subdomain("locust-secrets"),
    meaning: "A Secret of the namespace that exists, in place of `secrets`.",
    example: "locust-secrets",
  },
  master: { type: mapping(ROLE), apart: true, meaning: "The pod of Locust's master." },
  worker: { type: mapping(ROLE), apart: true, meaning: "The pods of Locust's workers." },
  sidecar: {
    type: boolean,
    otherwise: "`true` with Istio",
    example: false,
    meaning:
      "Whether workers have Istio's sidecar, which makes the delays of mocks with `inject: mesh`.",
  },
  istio: {
    type: noneOr(MESH),
    otherwise: "that of `defaults`",
    meaning: "`none`: no sidecars and no VirtualService.",
  },
  expose: {
    type: whole(LOADTEST_EXPOSE),
    meaning: "Leads a host at an Istio Gateway to the dashboard.",
    example: { host: "locust.example.com", gateway: "istio-ingress/public" },
  },
  report: {
    type: mapping(REPORT),
    otherwise: "the reporter's pod, until the clean-up",
    meaning: "Where the reports of runs are kept.",
    example: { bucket: "s3://reports/loadtest" },
  },
  serviceAccountAnnotations: {
    type: record(text(), "annotations such as { eks.amazonaws.com/role-arn: … }"),
    meaning: "Annotations of `loadtest-sa`, by which clouds give it a role.",
    example: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/reports" },
  },
  thresholds: {
    type: thresholds,
    default: {},
    apart: true,
    meaning: "Limits that runs must keep, by the name of a route; `all` for all requests together.",
    example: { "GET /orders/{orderId}": { p95: "300ms" } },
  },
  allow: {
    type: list(hostPattern, 'a list of hosts such as ["*.internal"]'),
    default: [],
    meaning: "Hosts that the service under test may call although no mock stands there.",
    example: ["*.internal"],
  },
  deny: {
    type: list(hostPattern, 'a list of hosts such as ["*.example.com"]'),
    default: [],
    meaning: "Hosts that must never get load, such as production's.",
    example: ["*.example.com"],
  },
  timeout: {
    type: duration,
    otherwise: "that of `defaults`, else `10m`",
    meaning: "Pulumi's custom timeout for each object.",
    example: "5m",
  },
} satisfies Section;
