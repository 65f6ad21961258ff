import { createHash } from "node:crypto";
import { mockFile } from "../emit/mock/mockFile.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import type { PlannedPods } from "../emit/mock/podObjects.ts";
import { stringifyJson } from "../exactJson.ts";
import { serverBundle } from "../server/bundle.ts";
import type { Prepared } from "../verify/verification.ts";

/**
 * Returns a digest of all that a mock's latencies depend on: its document, delays, server, pods and routes, and what a
 * verification asks. What only the cluster knows, such as how busy its nodes are, is not part of it.
 */
export function verificationDigest(
  { mock, objects }: PlannedMock,
  sharedPods: readonly PlannedPods[],
  prepared: Prepared,
): string {
  const { warnings: _, problems: __, ...declared } = objects;
  const pods = sharedPods.find(({ mocks }) => mocks.includes(mock));
  const parts = { declared, pods: pods?.objects, prepared, image: mock.config.image };
  return createHash("sha256")
    .update(stringifyJson(parts) ?? "")
    .update(mockFile(mock))
    .update(serverBundle())
    .digest("hex")
    .slice(0, 16);
}
