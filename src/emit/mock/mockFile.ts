import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { encodeMock } from "../../mock/encodeMock.ts";
import { mockOf } from "./mockOf.ts";

/** Name of a mock's file in pods of its own. */
export const MOCK_FILE = "mock.json.gz";

/** Returns the name of a mock's file where it is one of several. */
export function mockFileName({ name, pods }: ServiceConfig): string {
  return pods === "shared" ? `${name}.json.gz` : MOCK_FILE;
}

const files = new WeakMap<LoadedMock, Buffer>();

/** Returns the mock's file. It is compressed once, however often the stack is planned. */
export function mockFile(mock: LoadedMock): Buffer {
  const file = files.get(mock) ?? encodeMock(mockOf(mock));
  files.set(mock, file);
  return file;
}

/** Returns whether the mock's file has at most so many bytes. It is compressed only if that decides. */
export function fitsInto(bytes: number, mock: LoadedMock): boolean {
  return Buffer.byteLength(JSON.stringify(mockOf(mock))) <= bytes || mockFile(mock).length <= bytes;
}
