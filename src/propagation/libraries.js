// @ts-check
import Module from "node:module";
import { attempt } from "./attempt.js";
import { patchGrpc } from "./outboundGrpc.js";
import { patchUndici } from "./outboundUndici.js";

/** Identified by their name and by the end of their file's path: an import asks for the file. */
const LIBRARIES = [
  { name: "undici", file: "/node_modules/undici/index.js", patch: patchUndici },
  {
    name: "@grpc/grpc-js",
    file: "/node_modules/@grpc/grpc-js/build/src/index.js",
    patch: patchGrpc,
  },
];

/** @type {WeakSet<object>} */
const patched = new WeakSet();

/** Patches libraries that send requests in their own way, as soon as the app loads them. Both are CommonJS. */
export function patchLibraries() {
  const load = Reflect.get(Module, "_load");
  /**
   * @this {unknown}
   * @param {unknown} request
   * @param {unknown[]} rest
   */
  const loading = function (request, ...rest) {
    const exports = Reflect.apply(load, this, [request, ...rest]);
    const library = LIBRARIES.find(({ name, file }) => request === name || isFile(request, file));
    if (library !== undefined && !patched.has(exports)) {
      patched.add(exports);
      attempt(() => library.patch(exports), undefined);
    }
    return exports;
  };
  Reflect.set(Module, "_load", loading);
}

/**
 * @param {unknown} request
 * @param {string} file
 */
function isFile(request, file) {
  return typeof request === "string" && request.replaceAll("\\", "/").endsWith(file);
}
