import { compilePython } from "../loadtest/scripts/compilePython.ts";
import { unpackScripts } from "../loadtest/scripts/unpackScripts.ts";
import type { Problem } from "../problem.ts";
import type { Plan } from "./planStack.ts";

/** Returns the scripts of load tests that Python does not compile, with their lines. Without a Python here, none. */
export async function scriptMistakes({ loadTests }: Pick<Plan, "loadTests">): Promise<Problem[]> {
  const found = loadTests.map(({ config, objects }) =>
    compilePython(unpackScripts(objects.scripts), `${config.scripts}/`),
  );
  return (await Promise.all(found)).flat();
}
