/** A public document, and exactly what becomes of it. */
export interface WildDocument {
  name: string;
  /** OpenAPI version and form. */
  kind: string;
  /** Go module that has it; without one it is in a package of `package.json` here. */
  module?: string;
  /** From the module's folder, or from `node_modules`. */
  path: string;
  /** How many operations are served; with the problems that name one as left out, all that the document has. */
  routes: number;
  /** How many schemas are referred to. */
  schemas: number;
  basePaths: string[];
  problems: string[];
}

const LIBOPENAPI = "github.com/pb33f/libopenapi@v0.28.2";

export const WILD_DOCUMENTS: WildDocument[] = [
  {
    name: "GitHub",
    kind: "3.0 JSON",
    path: "@octokit/openapi/generated/api.github.com.json",
    routes: 1223,
    schemas: 625,
    basePaths: [""],
    problems: [],
  },
  {
    name: "Kubernetes",
    kind: "2.0 JSON",
    module: "k8s.io/kubernetes@v1.34.1",
    path: "api/openapi-spec/swagger.json",
    routes: 1062,
    schemas: 730,
    basePaths: [""],
    problems: [],
  },
  {
    name: "Figma",
    kind: "3.1 YAML",
    path: "@figma/rest-api-spec/openapi/openapi.yaml",
    routes: 54,
    schemas: 221,
    basePaths: [""],
    problems: [],
  },
  {
    name: "Directus",
    kind: "3.0 JSON",
    path: "@directus/specs/dist/openapi.json",
    routes: 136,
    schemas: 22,
    basePaths: [""],
    problems: ["openapi.json:788: POST /items/{collection}: expected a schema, received null."],
  },
  {
    name: "Mojaloop FSPIOP",
    kind: "3.0 YAML in many files",
    path: "@mojaloop/api-snippets/fspiop/v1_1/openapi3/openapi.yaml",
    routes: 47,
    schemas: 89,
    basePaths: ["/switch", ""],
    problems: [],
  },
  {
    name: "Scalar Galaxy",
    kind: "3.1 YAML",
    path: "@scalar/galaxy/dist/3.1.yaml",
    routes: 9,
    schemas: 10,
    basePaths: [""],
    problems: [
      '3.1.yaml:241: POST /planets/{planetId}/image: "examples": expected a list, received {"mars":"@mars.jpg","jupiter":"@jupiter.png"}.',
    ],
  },
  {
    name: "Petstore",
    kind: "2.0 YAML",
    path: "@readme/oas-examples/2.0/yaml/petstore.yaml",
    routes: 20,
    schemas: 6,
    basePaths: ["/v2", ""],
    problems: [],
  },
  {
    name: "Docker Engine",
    kind: "2.0 YAML",
    module: "github.com/docker/docker@v28.5.1+incompatible",
    path: "api/swagger.yaml",
    routes: 107,
    schemas: 124,
    basePaths: ["/v1.51", ""],
    problems: [],
  },
  {
    name: "Sigstore Rekor",
    kind: "2.0 YAML with JSON Schemas in many files",
    module: "github.com/sigstore/rekor@v1.4.2",
    path: "openapi.yaml",
    routes: 8,
    schemas: 9,
    basePaths: [""],
    problems: [],
  },
  {
    name: "Stripe",
    kind: "3.0 YAML",
    module: LIBOPENAPI,
    path: "test_specs/stripe.yaml",
    routes: 494,
    schemas: 871,
    basePaths: [""],
    problems: [],
  },
  {
    name: "DocuSign",
    kind: "3.1 JSON",
    module: LIBOPENAPI,
    path: "test_specs/docusignv3.1.json",
    routes: 402,
    schemas: 492,
    basePaths: ["/restapi", ""],
    problems: [],
  },
  {
    name: "Asana",
    kind: "3.0 YAML",
    module: LIBOPENAPI,
    path: "test_specs/asana.yaml",
    routes: 152,
    schemas: 107,
    basePaths: ["/api/1.0", ""],
    problems: [],
  },
];
