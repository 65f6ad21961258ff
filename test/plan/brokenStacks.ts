import { documentOf } from "../cli/project.ts";

/** A stack with several kinds of mistakes, and the problems that every command and the program must report. */
interface BrokenStack {
  files: Record<string, string>;
  problems: string[];
}

const PAYMENTS = { "specs/payments.yaml": documentOf(["/payments", "/payments/all"]) };

function stack(...lines: string[]): Record<string, string> {
  return { "Pulumi.broken.yaml": ["config:", ...lines.map((line) => `  ${line}`), ""].join("\n") };
}

const SERVICE = "name: payments, spec: specs/payments.yaml, delivery: configMap, registry: none";

/** Larger than a ConfigMap may be, and hardly compressible. */
const LARGE = Array.from({ length: 200_000 }, (_, i) => Math.sin(i).toString(36)).join("");

export const BROKEN: Record<string, BrokenStack> = {
  "a misspelt route and a base that is not there": {
    files: {
      ...PAYMENTS,
      ...stack(
        `understudy:services: [{ ${SERVICE}, latency: { routes: { GET /paymets: { p95: 90ms } } } }]`,
        "understudy:router: { hosts: [{ host: payments.shop, base: bases/routes.yaml }] }",
      ),
    },
    problems: [
      'Pulumi.broken.yaml:2: services[0].latency.routes["GET /paymets"]: no such route in specs/payments.yaml.\n  Did you mean "GET /payments"?',
      "Pulumi.broken.yaml:3: router.hosts[0].base: no such file: bases/routes.yaml.\n  There are no documents in bases.",
    ],
  },
  "a delay that Istio cannot make": {
    files: {
      ...PAYMENTS,
      ...stack(`understudy:services: [{ ${SERVICE}, latency: { default: { p95: 0.2ms } } }]`),
    },
    problems: [
      'Pulumi.broken.yaml:2: services[0].latency: default: expected a delay of at least 1ms in the mesh, received 200us.\n  Write "inject: mock": the mock has no such limit.',
    ],
  },
  "a wrong number and a document that is not there": {
    files: stack(
      `understudy:services: [{ ${SERVICE}, replicas: 0 }, { name: users, spec: specs/users.yaml }]`,
    ),
    problems: [
      "Pulumi.broken.yaml:2: services[0].replicas: expected an integer of at least 1, received 0.",
      "Pulumi.broken.yaml:2: services[1].delivery: delivery image needs a registry, but registry is none.\n  Name a registry or a ready image, or write delivery: configMap.",
      "Pulumi.broken.yaml:2: services[0].spec: no such file: specs/payments.yaml.\n  There are no documents in specs.",
      "Pulumi.broken.yaml:2: services[1].spec: no such file: specs/users.yaml.\n  There are no documents in specs.",
    ],
  },
  "a document and a latency file that cannot be read": {
    files: {
      "specs/payments.yaml": "openapi: 3.1.0\npaths: [\n",
      "specs/payments.latency.yaml": "defualt: {}\n",
      ...stack(`understudy:services: [{ ${SERVICE} }]`),
    },
    problems: [
      "specs/payments.yaml:3: the file is neither JSON nor YAML: deficient indentation.",
      'specs/payments.latency.yaml:1: defualt: expected "default", "routes" and "faults", received "defualt".\n  Did you mean "default"?',
    ],
  },
  "a key of another namespace and a delay that Istio cannot make": {
    files: {
      ...PAYMENTS,
      ...stack(
        "understudey:aws: {}",
        `understudy:services: [{ ${SERVICE}, latency: { default: { p95: 100us } } }]`,
      ),
    },
    problems: [
      'Pulumi.broken.yaml:2: understudey:aws: the key is not in the namespace understudy.\n  Did you mean "understudy:aws"?',
      'Pulumi.broken.yaml:3: services[0].latency: default: expected a delay of at least 1ms in the mesh, received 100us.\n  Write "inject: mock": the mock has no such limit.',
    ],
  },
  "a replaced route that the document does not have and two entries of one key": {
    files: {
      ...PAYMENTS,
      ...stack(
        "understudy:router:",
        "  hosts:",
        "    - host: payments.shop",
        "      entries: [{ key: a, to: x.shop }, { key: a, to: y.shop }]",
        `understudy:services: [{ ${SERVICE}, replaces: { host: payments.shop, routes: [GET /payment] } }]`,
      ),
    },
    problems: [
      "Pulumi.broken.yaml:5: router.hosts[0].entries[1]: requests to payments.shop with the key a are sent to y.shop here, and to x.shop by Pulumi.broken.yaml: router.hosts[0].entries[0].\n  Give one of the two another key, or remove it.",
      'Pulumi.broken.yaml:6: services[0].replaces.routes: no such route in the document: GET /payment.\n  Did you mean "GET /payments"?',
    ],
  },
  "an unknown setting and a latency file's route that the document does not have": {
    files: {
      ...PAYMENTS,
      "specs/payments.latency.yaml": "routes:\n  GET /payment: { p95: 5ms }\n",
      ...stack(`understudy:services: [{ ${SERVICE}, replica: 2 }]`),
    },
    problems: [
      'Pulumi.broken.yaml:2: services[0].replica: no such key.\n  Did you mean "replicas"?',
      'specs/payments.latency.yaml:2: routes["GET /payment"]: no such route in specs/payments.yaml.\n  Did you mean "GET /payments"?',
    ],
  },
  "base routes that lead nowhere and a delay that is too long": {
    files: {
      ...PAYMENTS,
      "routes.yaml": "- name: x\n",
      ...stack(
        "understudy:router: { hosts: [{ host: payments.shop, base: routes.yaml }] }",
        `understudy:services: [{ ${SERVICE}, latency: { default: { p95: 999999h } } }]`,
      ),
    },
    problems: [
      'Pulumi.broken.yaml:3: services[0].latency: default: expected a delay of at most 596500h in the mesh, received 1000000h.\n  Write "inject: mock": the mock has no such limit.',
      "routes.yaml:1: [0]: expected one of route, redirect, directResponse, delegate, received [].",
    ],
  },
  "an engine that cannot wait and a service without a document": {
    files: {
      ...PAYMENTS,
      "specs/payments.latency.yaml": "default: { p95: 5ms }\n",
      ...stack(
        "understudy:services:",
        `  - { ${SERVICE}, engine: prism, latency: { inject: mock } }`,
        "  - { name: users }",
      ),
    },
    problems: [
      "Pulumi.broken.yaml:3: services[0].engine: engine prism cannot make delays, and inject is mock.\n  Write inject: mesh, engine: understudy or latency: none.",
      'Pulumi.broken.yaml:4: services[1].spec: expected the path of an OpenAPI document such as "specs/payments.yaml", received nothing.',
      "Pulumi.broken.yaml:4: services[1].delivery: delivery image needs a registry, but registry is none.\n  Name a registry or a ready image, or write delivery: configMap.",
    ],
  },
  "a document that no ConfigMap holds and a wrong duration": {
    files: {
      "specs/payments.yaml": documentOf(["/payments"], LARGE),
      "specs/users.yaml": documentOf(["/users"]),
      ...stack(
        "understudy:services:",
        `  - { ${SERVICE} }`,
        "  - { name: users, spec: specs/users.yaml, delivery: configMap, timeout: 10 }",
      ),
    },
    problems: [
      'Pulumi.broken.yaml:3: services[0].delivery: expected mock.json.gz to fit into a ConfigMap, which holds 1 MiB, received 1.6 MiB.\n  Write "delivery: image", which has no such limit.',
      'Pulumi.broken.yaml:4: services[1].timeout: expected a duration above zero such as "10m", received 10.',
    ],
  },
  "two services of one name and a profile that falls": {
    files: {
      ...PAYMENTS,
      "specs/payments.latency.yaml": "default: { p50: 20ms, p95: 10ms }\n",
      ...stack(`understudy:services: [{ ${SERVICE} }, { ${SERVICE} }]`),
    },
    problems: [
      'Pulumi.broken.yaml:2: services[1].name: "payments" is the name of services[0] too.\n  Give each service a name of its own.',
      "specs/payments.latency.yaml:1: default: p50 (20ms) is above p95 (10ms).\n  A higher quantile is never the faster one.",
    ],
  },
  "a preview with a wrong key, an expose without Istio and a broken base": {
    files: {
      ...PAYMENTS,
      "routes.yaml": "a: 1\n---\nb: 2\n",
      ...stack(
        `understudy:services: [{ ${SERVICE}, expose: { host: a.example.com, gateway: a/b }, latency: { inject: mock }, istio: none }]`,
        "understudy:previews: [{ service: payments, namespace: shop, key: PR_1 }]",
        "understudy:router: { hosts: [{ host: payments.shop, base: routes.yaml }] }",
      ),
    },
    problems: [
      "Pulumi.broken.yaml:2: services[0].expose: expose needs istio, but istio is off.\n  An Istio Gateway leads to the mock: enable istio, or remove expose.",
      'Pulumi.broken.yaml:3: previews[0].key: expected a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12", received "PR_1".',
      "routes.yaml: expected one YAML document, received several.\n  Put the VirtualService into a file of its own.",
    ],
  },
  "a gateway's base that is not there and a delay that Istio cannot make": {
    files: {
      ...PAYMENTS,
      ...stack(
        "understudy:previewHosts:",
        "  gateway: a/b",
        "  domain: example.com",
        "  apis:",
        "    - { api: payments, service: payments.shop, base: bases/gateway.yaml }",
        "    - { api: users, service: users.shop }",
        `understudy:services: [{ ${SERVICE}, latency: { default: { p95: 0.5ms } } }]`,
      ),
    },
    problems: [
      "Pulumi.broken.yaml:6: previewHosts.apis[0].base: no such file: bases/gateway.yaml.\n  There are no documents in bases.",
      'Pulumi.broken.yaml:8: services[0].latency: default: expected a delay of at least 1ms in the mesh, received 500us.\n  Write "inject: mock": the mock has no such limit.',
    ],
  },
  "claims without an issuer and a document of no known version": {
    files: {
      "specs/payments.yaml": "swagger: 7\npaths: {}\n",
      ...stack(
        "understudy:claims: { jwksUri: https://login.example.com/keys }",
        `understudy:services: [{ ${SERVICE} }]`,
      ),
    },
    problems: [
      "Pulumi.broken.yaml:2: claims.issuer: expected the issuer of the tokens, their iss, received nothing.",
      "specs/payments.yaml:1: expected OpenAPI 2.0, 3.0, 3.1 or 3.2, received 7.",
    ],
  },
};
