import { cpSync } from "node:fs";
import { join } from "node:path";
import { createProject, type Project, ROOT } from "../e2e/project.ts";

/** Name of the stack, and of its campaign. */
export const MESH_STACK = "mesh";

const DELAYS = `    - { name: fixture, spec: specs/fixture.yaml }
    - { name: own, spec: specs/users.yaml, latency: { inject: mock } }
`;

/**
 * A project whose mocks have sidecars, and delays in the mesh: the three services of the shop, the fixture of the
 * conformance tests, and `own`, which waits by itself.
 */
export function createMeshProject(context: string, revision: string): Project {
  const project = createProject({
    context,
    delivery: "configMap",
    registry: "none",
    stack: MESH_STACK,
  });
  const file = `Pulumi.${MESH_STACK}.yaml`;
  for (const name of ["fixture.yaml", "fixture.latency.yaml"]) {
    cpSync(join(ROOT, "test/conformance", name), join(project.folder, "specs", name));
  }
  // The test's node has few processors.
  const sidecar = "sidecar: { requests: { cpu: 10m, memory: 64Mi } }";
  project.edit(file, "istio: none", `istio: { revision: ${revision} }\n    ${sidecar}`);
  project.edit(file, "inject: mock", "inject: mesh");
  project.edit(file, "understudy:services:\n", `understudy:services:\n${DELAYS}`);
  return project;
}
