import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withArgumentTables } from "./argumentTables.ts";

// Part of `npm run generate`: writes the tables of docs/components.md, from the comments in components/.

const root = join(import.meta.dirname, "..");
const page = join(root, "docs/components.md");
writeFileSync(page, withArgumentTables(readFileSync(page, "utf8"), root));
