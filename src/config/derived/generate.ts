import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { derivedFiles } from "./derivedFiles.ts";

// `npm run generate`: writes the files that are generated from the settings' tables.

const root = join(import.meta.dirname, "../../..");
for (const [file, text] of derivedFiles(root)) writeFileSync(join(root, file), text);
