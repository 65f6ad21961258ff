import type { LoadedMock } from "../campaign/loadMocks.ts";
import { type MockPods, ownPods } from "../campaign/mockPods.ts";
import { readDocuments } from "../emit/mock/documents.ts";
import type { MockContext } from "../emit/mock/podObjects.ts";

interface Known {
  engineBundle?: () => string;
  revision?: string;
}

/** Returns what a mock's objects and image are made from: the server's bundle, or the documents that Prism reads. */
export function mockContext(mock: LoadedMock, known: Known): MockContext {
  return podContext(ownPods(mock), known);
}

/** Returns what the objects and the image of pods are made from. */
export function podContext(
  { config, mocks }: MockPods,
  { engineBundle, revision = "" }: Known,
): MockContext {
  if (config.engine === "prism") return { revision, documents: mocks.flatMap(readDocuments) };
  return { revision, ...(engineBundle !== undefined && { engineBundle }) };
}
