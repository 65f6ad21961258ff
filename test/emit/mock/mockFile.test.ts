import { expect, test } from "vitest";
import { fitsInto, mockFile } from "../../../src/emit/mock/mockFile.ts";
import { decodeMock } from "../../../src/mock/decodeMock.ts";
import { loadedMock, tableOf } from "../fixture.ts";

const mock = loadedMock(tableOf(["GET /pets"]), { routes: {} });

test("a mock's file is made once", () => {
  expect(decodeMock(mockFile(mock), "mock.json.gz").service).toBe("payments");
  expect(mockFile(mock)).toBe(mockFile(mock));
});

test("a mock fits by its size without or with compression", () => {
  const plain = Buffer.byteLength(JSON.stringify(decodeMock(mockFile(mock), "mock.json.gz")));
  const packed = mockFile(mock).length;
  expect(packed).toBeLessThan(plain);
  expect([plain, packed, packed - 1].map((bytes) => fitsInto(bytes, mock))).toEqual([
    true,
    true,
    false,
  ]);
});
