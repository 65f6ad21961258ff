import { readConfigMap, writeConfigMap } from "../../src/loadtest/client/configMap.ts";
import { DECLARED, declaredDigests } from "../../src/loadtest/declared.ts";
import { SCRIPTS_ARCHIVE } from "../../src/loadtest/places.ts";
import { compareScripts } from "../../src/loadtest/scripts/compareScripts.ts";
import { compilePython } from "../../src/loadtest/scripts/compilePython.ts";
import { packScripts } from "../../src/loadtest/scripts/packScripts.ts";
import { unpackScripts } from "../../src/loadtest/scripts/unpackScripts.ts";
import { UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import { UsageError } from "../command/usageError.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Uploads a folder of scripts to the ConfigMap locust-scripts, and prints what is new, changed and removed. Without a
    folder, that of the stack is uploaded. Folders, data files and any names are welcome; what cannot be a key of a
    ConfigMap goes into one archive, which Locust's pods unpack. The next loadtest-setup uses the scripts.`,
  options: {
    ...targetOptions,
    "dry-run": { type: "boolean", description: "Only print what would change" },
    json: { type: "boolean", description: "Print a JSON list of the changes" },
  },
  positionals: { usage: "[folder]" },
  examples: ["understudy loadtest scripts", "understudy loadtest scripts scripts --dry-run"],
  run: (asked, [dir, ...others]) => {
    if (others.length > 0) {
      throw new UsageError([{ where: others.join(" "), what: "the command takes one folder" }]);
    }
    return withTarget(asked, async ({ kubeConfig, names, config }) => {
      const folder = dir ?? config.scripts;
      const packed = packScripts(folder);
      const after = unpackScripts(packed);
      const problems = [...packed.problems, ...(await compilePython(after, `${folder}/`))];
      if (problems.length > 0) throw new UserError(problems);
      const { namespace, scripts: name } = names;
      const before = await readConfigMap(kubeConfig, namespace, name);
      const changes = compareScripts(unpackScripts(before ?? {}), after);
      if (!asked["dry-run"] && changes.length > 0) {
        // What comes from the stack's folder is the stack's, and the next update may change it. Other scripts are edits by
        // hand, which it leaves.
        const annotations = { ...(dir === undefined && { [DECLARED]: declaredDigests(packed) }) };
        await writeConfigMap(kubeConfig, before, { namespace, name }, packed, annotations);
      }
      if (asked.json) {
        console.log(JSON.stringify(changes));
        return 0;
      }
      for (const { path, change } of changes) console.log(`  ${change.padEnd(7)}  ${path}`);
      const place = `ConfigMap ${namespace}/${name}`;
      if (changes.length === 0) console.log(`${place} has these scripts already.`);
      else if (asked["dry-run"]) console.log(`${place} would have ${after.size} files.`);
      else console.log(`${place} has ${after.size} files. The next loadtest-setup uses them.`);
      if (packed.binaryData[SCRIPTS_ARCHIVE] !== undefined && changes.length > 0) {
        console.log(`What cannot be a key of its own is in ${SCRIPTS_ARCHIVE}.`);
      }
      return 0;
    });
  },
});
