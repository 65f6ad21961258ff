import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { encodeMock } from "../../mock/encodeMock.ts";
import { mockOf } from "./mockOf.ts";

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
