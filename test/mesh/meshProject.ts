import { cpSync } from "node:fs";
import { join } from "node:path";
import { createProject, type Project, ROOT, STACK } from "../e2e/project.ts";

const DELAYS = `    - { name: fixture, spec: specs/fixture.yaml }
    - { name: own, spec: specs/users.yaml, latency: { inject: mock } }
`;

/**
 * A project whose mocks have sidecars, and delays in the mesh: the three services of the shop, the fixture of the
 * conformance tests, and `own`, which waits by itself.
 */
export function createMeshProject(context: string, revision: string): Project {
  const project = createProject({ context, delivery: "configMap", registry: "none" });
  const file = `Pulumi.${STACK}.yaml`;
  for (const name of ["fixture.yaml", "fixture.latency.yaml"]) {
    cpSync(join(ROOT, "test/conformance", name), join(project.folder, "specs", name));
  }
  // A node has few processors, and what a sidecar may use at most is also what it asks for.
  const sidecar = "sidecar: { limits: { cpu: 200m, memory: 256Mi } }";
  project.edit(file, "istio: none", `istio: { revision: ${revision} }\n    ${sidecar}`);
  project.edit(file, "inject: mock", "inject: mesh");
  project.edit(file, "understudy:services:\n", `understudy:services:\n${DELAYS}`);
  return project;
}
