import { brotliCompressSync, constants } from "node:zlib";

/** Name of the program of the CronJobs and the reporter, in the ConfigMap and in the pods. */
export const JOBS_FILE = "jobs.mjs";

/** Name of the bundle beside it. */
const PACKED_FILE = "jobs.mjs.br";

/**
 * Runs the compressed bundle. It is unpacked into a file, because Node 20 cannot load modules in another way that have a
 * place in the file system.
 */
const LOADER = `import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync } from "node:zlib";
const file = join(mkdtempSync(join(tmpdir(), "jobs-")), "${JOBS_FILE}");
writeFileSync(file, brotliDecompressSync(readFileSync(new URL("${PACKED_FILE}", import.meta.url))));
await import(pathToFileURL(file));
`;

let last: { bundle: string; packed: PackedJobs } | undefined;

interface PackedJobs {
  data: Record<string, string>;
  binaryData: Record<string, string>;
}

/** Returns the files of the bundled program for a ConfigMap. It is compressed once, as small as possible: it shares 1 MiB. */
export function packJobs(bundle: string): PackedJobs {
  if (last?.bundle !== bundle) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    const packed = brotliCompressSync(bundle, { params }).toString("base64");
    last = {
      bundle,
      packed: { data: { [JOBS_FILE]: LOADER }, binaryData: { [PACKED_FILE]: packed } },
    };
  }
  return last.packed;
}
