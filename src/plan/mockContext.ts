import type { LoadedMock } from "../campaign/loadMocks.ts";
import { readDocuments } from "../emit/mock/documents.ts";
import type { MockContext } from "../emit/mock/mockObjects.ts";

/** Returns what a mock's objects and image are made from: the server's bundle, or the documents that Prism reads. */
export function mockContext(
  mock: LoadedMock,
  { engineBundle, revision = "" }: { engineBundle?: () => string; revision?: string },
): MockContext {
  if (mock.config.engine === "prism") return { revision, documents: readDocuments(mock) };
  return { revision, ...(engineBundle !== undefined && { engineBundle }) };
}
