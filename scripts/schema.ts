import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import { getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider.js";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema.js";
import * as exported from "../components/index.ts";

/** Writes the schema that Pulumi's analyzer makes of the components: what programs of other languages know of them. */
export function writeSchema({ version, description }: Manifest, root: string, file: string): void {
  const names = getPulumiComponents({ ...exported }).map((component) => component.name);
  // Its tsconfig.json names the components alone: the analyzer reads every file that it names.
  const folder = join(root, "plugin");
  const manifest = { exports: "../components/index.ts" };
  const analyzed = new Analyzer(folder, NAME, manifest, new Set(names)).analyze();
  const { components, typeDefinitions, dependencies } = analyzed;
  const schema = generateSchema(
    NAME,
    version,
    description,
    components,
    typeDefinitions,
    dependencies,
  );
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}

interface Manifest {
  version: string;
  description: string;
}

const NAME = "understudy";
