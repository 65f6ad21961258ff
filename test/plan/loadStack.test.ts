import { describe, expect, test } from "vitest";
import { ENCRYPTED } from "../../src/config/values/check.ts";
import { documentOf, folderOf } from "../cli/project.ts";
import { loadCampaign, problemsOf } from "../config/stack.ts";
import { CONFIG } from "../emit/fixture.ts";

describe("loadStack", () => {
  test("names the line of every mistake in the file, in their order, and then those in the documents", () => {
    const root = folderOf({
      "users.yaml": documentOf(["/users/{id}"]),
      "Pulumi.stg.yaml": `encryptionsalt: v1:x
config:
  pulumi:disable-default-providers: ["*"]
  aws:region: us-east-1
  services: []
  understudey:aws: {}
  understudy:defaults:
    delivery: configMap
    istio: none
    timeout: 10
  understudy:services:
    - name: users
      spec: users.yaml
      latency:
        routes:
          GET /users/{ids}: { p95: 10ms }
        faults:
          GET /users/{id}:
            reset: 1%
            503: 2
    - { name: payments,
        spec: user.yaml,
        priorityClass: High }
`,
    });
    expect(problemsOf(() => loadCampaign("stg", root))).toEqual([
      'Pulumi.stg.yaml:5: services: the key is not in the namespace understudy.\n  Did you mean "understudy:services"?',
      'Pulumi.stg.yaml:6: understudey:aws: the key is not in the namespace understudy.\n  Did you mean "understudy:aws"?',
      'Pulumi.stg.yaml:10: defaults.timeout: expected a duration above zero such as "10m", received 10.',
      'Pulumi.stg.yaml:16: services[0].latency.routes["GET /users/{ids}"]: no such route in users.yaml.\n  Did you mean "GET /users/{id}"?',
      'Pulumi.stg.yaml:20: services[0].latency.faults["GET /users/{id}"]["503"]: expected a share of requests such as "2%", received 2.',
      'Pulumi.stg.yaml:22: services[1].spec: no such file: user.yaml.\n  Did you mean "users.yaml"?',
      'Pulumi.stg.yaml:23: services[1].priorityClass: expected a name in lower-case letters, digits, "-" and ".", such as "high-priority", received "High".',
    ]);
  });

  test("reads what is encrypted as a placeholder where no local command needs to know it", () => {
    const root = folderOf({
      "users.yaml": documentOf(["/users"]),
      "Pulumi.stg.yaml": `config:
  understudy:kubeContext: { secure: AAAA }
  understudy:aws: { secure: AAAA }
  understudy:services:
    - name: users
      spec: users.yaml
      resources: { limits: { cpu: { secure: AAAA } } }
      registry: { url: { secure: AAAA }, username: ci, password: { secure: AAAA } }
`,
    });
    const campaign = loadCampaign("stg", root);
    expect(campaign).toMatchObject({
      kubeContext: ENCRYPTED,
      aws: { region: ENCRYPTED, accountIds: [ENCRYPTED] },
    });
    expect(campaign.services).toEqual([
      {
        ...CONFIG,
        where: "Pulumi.stg.yaml: services[0]",
        name: "users",
        spec: "users.yaml",
        namespace: "users",
        createNamespace: true,
        resources: { limits: { cpu: ENCRYPTED, memory: "256Mi" } },
        tags: { environment: "stg", service: "users" },
        registry: { kind: "url", url: ENCRYPTED, username: "ci", password: ENCRYPTED },
      },
    ]);
  });

  test("asks for plain text where a local command needs it", () => {
    const advice =
      "received an encrypted value.\n  This command cannot read encrypted values; `pulumi` can. Write this one in plain text.";
    const encrypted = (service: string) =>
      problemsOf(() =>
        loadCampaign(
          "stg",
          folderOf({
            "a.yaml": documentOf(["/a"]),
            "Pulumi.stg.yaml": `config:\n  understudy:defaults: { delivery: configMap }\n  understudy:services: ${service}\n`,
          }),
        ),
      );
    const line = "Pulumi.stg.yaml:3: services";
    expect(encrypted("{ secure: AAAA }")).toEqual([
      `${line}: expected a list of services, or router, previews, laptops, previewHosts, claims, loadtests or controller, ${advice}`,
    ]);
    expect(
      encrypted(
        "[{ name: { secure: AAAA }, spec: { secure: AAAA }, engine: { secure: AAAA }, replicas: { secure: AAAA }, latency: { default: { p95: { secure: AAAA } } } }]",
      ),
    ).toEqual([
      `${line}[0].name: expected a name, ${advice}`,
      `${line}[0].spec: expected the path of an OpenAPI document such as "specs/payments.yaml", ${advice}`,
      `${line}[0].engine: expected understudy or prism, ${advice}`,
      `${line}[0].replicas: expected an integer of at least 1, ${advice}`,
      `${line}[0].latency.default: expected a latency profile, ${advice}`,
    ]);
  });

  test("says which stacks there are when one is missing", () => {
    const root = folderOf({ "Pulumi.yaml": "", "Pulumi.stg.yaml": "", "Pulumi.prd.yaml": "" });
    expect(problemsOf(() => loadCampaign("sgt", root))).toEqual([
      'Pulumi.sgt.yaml: no such stack: there are prd and stg.\n  Did you mean "stg"?',
    ]);
    expect(problemsOf(() => loadCampaign("stg", folderOf({})))).toEqual([
      "Pulumi.stg.yaml: no such stack: there are none.\n  Go to the folder of Pulumi.yaml, or serve a document without a stack: understudy start openapi.yaml.",
    ]);
  });

  test("says where a file is not YAML, and that one without services has none", () => {
    const of = (text: string) =>
      problemsOf(() => loadCampaign("stg", folderOf({ "Pulumi.stg.yaml": text })));
    expect(of("config:\n  a: 1\n\tb: 2\n")).toEqual([
      "Pulumi.stg.yaml:3: not valid YAML: tab characters must not be used in indentation.",
    ]);
    expect(of("- config\n")).toEqual(["Pulumi.stg.yaml: expected a mapping with the key config."]);
    const nothing =
      "services: expected a list of services, or router, previews, laptops, previewHosts, claims, loadtests or controller, received nothing.";
    expect(of("# Nothing yet.\n")).toEqual([`Pulumi.stg.yaml:1: ${nothing}`]);
    expect(of("\nconfig:\n")).toEqual([`Pulumi.stg.yaml:2: ${nothing}`]);
  });
});
