import { wrong } from "../../config/values/check.ts";
import { label } from "../../config/values/formats.ts";
import { boolean, list, placed, record, text, whole } from "../../config/values/kinds.ts";
import { routeKey } from "../../config/values/routingFormats.ts";
import type { Kind, Section } from "../../config/values/setting.ts";
import { ROUTE_IS, readRoute, type WrittenRoute } from "../intercept/agentRoutes.ts";
import { type PortChoice, readPortChoice } from "../intercept/httpPorts.ts";

const portChoice: Kind<PortChoice> = {
  words: "port",
  read(field) {
    if (field === undefined) return undefined;
    const { value } = field;
    const isWritten = typeof value === "number" || typeof value === "string";
    const choice = isWritten ? readPortChoice(String(value)) : undefined;
    return (
      choice ??
      wrong(
        field,
        "a port of this machine such as 8080, or with a port of the Service such as 8080:http",
      )
    );
  },
  schema: { type: ["integer", "string"] },
};

const route: Kind<WrittenRoute> = {
  words: "text",
  read(field) {
    if (field === undefined) return undefined;
    const { value } = field;
    return (typeof value === "string" ? readRoute(value) : undefined) ?? wrong(field, ROUTE_IS);
  },
  schema: { type: "string" },
};

/** The keys of a service in `understudy.yaml`. */
export const SERVICE = {
  service: {
    type: text(
      'a Service or Deployment such as "payments", with a container "payments:app", or none',
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[a-z0-9]([-a-z0-9]*[a-z0-9])?)?$/,
    ),
    otherwise: "the key itself",
    meaning:
      "The Service, or the Deployment behind one, and its container; `none`: only the cluster's names",
  },
  namespace: { type: label, otherwise: "the file's", meaning: "Its namespace" },
  ports: {
    type: list(portChoice, "a list of ports such as [8080]"),
    default: [],
    meaning:
      "Ports of this machine that answer; without any, no requests are taken and only the cluster is reached",
  },
  routes: {
    type: list(route, 'a list of routes such as ["GET /payments/{paymentId}"]', { nonEmpty: true }),
    default: [],
    meaning: "As `--routes`",
  },
  document: { type: text(), meaning: "As `--document`" },
  mirror: { type: boolean, default: false, meaning: "As `--mirror`" },
  replace: { type: boolean, default: false, meaning: "As `--replace`" },
  command: {
    type: list(text(), "a list of texts such as [go, run, main.go]", { nonEmpty: true }),
    default: [],
    meaning: "The program and its arguments",
  },
  docker: { type: text(), meaning: "As `--docker`; `command` is the container's" },
  dockerArguments: {
    type: list(text(), "a list of texts such as [--init, --volume, .:/src]", { nonEmpty: true }),
    default: [],
    meaning: "Arguments of `docker run`",
  },
  directory: { type: text(), otherwise: "the file's", meaning: "The folder that it runs in" },
  env: {
    type: record(text(), "a mapping of variables to texts"),
    default: {},
    meaning: "Variables that count more than the container's",
  },
  mount: { type: text(), meaning: "As `--mount`" },
  envFile: { type: text(), meaning: "As `--env-file`" },
  restart: { type: boolean, default: false, meaning: "As `--restart`" },
  transparent: { type: boolean, default: false, meaning: "As `--transparent`" },
  after: {
    type: list(label, "a list of services of this file"),
    default: [],
    meaning: "Services of this file that are ready before it starts",
  },
} satisfies Section;

/** The keys of `understudy.yaml`. */
export const FILE = {
  context: { type: text(), otherwise: "the current one", meaning: "Context of the kubeconfig" },
  namespace: { type: label, otherwise: "the context's", meaning: "Namespace of the Services" },
  key: { type: routeKey, meaning: "Route key of the requests" },
  services: {
    type: record(placed(whole(SERVICE)), "a mapping of services", { nonEmpty: true }),
    required: true,
    meaning: "What runs on this machine, by names of your own",
  },
} satisfies Section;
