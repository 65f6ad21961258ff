import { createRequire } from "node:module";

/** Postman's own library, which reads collections of every version. */
export type Sdk = typeof import("postman-collection");

/** It takes longer to load than most documents to compile, so it is loaded when there is a collection. */
export function loadSdk(): Sdk {
  const load = createRequire(import.meta.url);
  try {
    // In the package it is a file beside the bundles.
    return load("./postmanCollection.cjs");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    return load("postman-collection");
  }
}
