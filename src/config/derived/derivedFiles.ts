import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectConfig } from "./projectConfig.ts";
import { withSettingTables } from "./settingTables.ts";
import { stackSchema } from "./stackSchema.ts";

/** Returns the text of each file that is generated from the settings' tables, by its path from the project's root. */
export function derivedFiles(root: string): Map<string, string> {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const [beforeConfig] = read("Pulumi.yaml").split(/^config:/m);
  return new Map([
    ["Pulumi.yaml", `${beforeConfig}${projectConfig()}`],
    ["docs/configuration.md", withSettingTables(read("docs/configuration.md"))],
    ["docs/stack.schema.json", `${JSON.stringify(stackSchema(), null, 2)}\n`],
  ]);
}
